"""What is wrong with a text is said in words, at its place, and reading goes on where that is safe."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.turtle.faults import Fault, read_faulty

from .inventing import MADE_UP
from .reference import reference

BREAKING = [
    '"',
    "'",
    '"""',
    "<",
    ">",
    "\\",
    "@",
    "^",
    ".",
    ";",
    ",",
    "[",
    "(",
    "]",
    ")",
    "{",
    "}",
    "#",
    ":",
    "é",
    "\n",
    "%",
]
PREFIXES = "@prefix ex: <http://e/> .\n@prefix schema: <https://schema.org/> .\n"


def faults(text: str) -> list[Fault]:
    return read_faulty((PREFIXES + text).encode())[0]


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "hint"),
    [
        ("ex:a ex:p ex:b\nex:c ex:d ex:e .", 4, 1, "expected ';'", "is a '.' missing at the end of line 3?"),
        ('ex:a ex:p "x"\n  ex:q "y" .', 4, 3, "expected ';'", "is a ';' missing at the end of line 3?"),
        ("ex:a ex:p ex:b", 3, 15, "found the end of the file", "is a '.' missing at the end of line 3?"),
        ('ex:a ex:p "open .\nex:b ex:p 1 .', 3, 11, "never closed", 'close it with "'),
        ('ex:a ex:p """open .\nex:b ex:p 1 .', 3, 11, "never closed", 'close it with """'),
        ('ex:a shema:name "x" .', 3, 6, "the prefix 'shema:' is not declared", "did you mean 'schema:'?"),
        ("ex:a fc:by ex:b .", 3, 6, "'fc:' is not declared", "add at the top: @prefix fc: <https://w3id.org/"),
        ('ex:a ex:p "x" , ex:q "y" .', 3, 22, "found '\"y\"'", "is ';' meant instead of ',' before 'ex:q'?"),
        ("ex:a ex:p http://x.org/y .", 3, 11, "an IRI must stand in '<' and '>'", "write <http://x.org/y>"),
        ("ex:a ex:p <http://x y/> .", 3, 11, "the IRI has a space in it", "%20"),
        ("ex:a ex:p fred .", 3, 11, "found 'fred'", "a name needs a prefix and ':'"),
        ("ex:a ex:p [ ex:q 1 .", 3, 20, "']' to close the bracket", ""),
        ("ex:a ex:p .", 3, 11, "expected an object", ""),
        ('ex:a ex:p "a\\qb" .', 3, 11, "'\\'", "\\\\"),
        ("ex:a .", 3, 6, "expected a predicate", ""),
        ('ex:a ex:p "x"@en_GB .', 3, 17, "found '_GB'", "write @en-GB"),
        ('ex:a ex:p "x"@ .', 3, 14, "found '@'", "after '@' comes a language"),
        ('ex:a ex:p "x"^ex:t .', 3, 14, "found '^ex:t'", "after '^^'"),
        ("ex:a ex:p 'it's' .", 3, 15, "found 's'", "write \\'"),
        ('ex:a ex:p "x"@englishlanguage .', 3, 14, "the language 'englishlanguage' is not valid", ""),
        ("ex:a ex:p <http://[bad> .", 3, 11, "the IRI is not valid", ""),
        ("ex:a ex:p <http://e/%zz> .", 3, 11, "the IRI is not valid", "write %25 for '%'"),
        ('ex:a ex:p "\\ud800" .', 3, 11, "'\\ud800', which stands for no character", ""),
        ("@prefix foo <http://foo/> .", 3, 9, "expected a prefix", "write 'foo:'"),
        ("@prefix foo: http://foo/ .\nex:a ex:p foo:a .", 3, 14, "expected the IRI", "write <http://foo/>"),
        ("@prefix foo: <http://foo/>\nex:a ex:p 1 .", 4, 1, "expected '.'", "is a '.' missing at the end of line 3?"),
        ("PREFIX foo: <http://foo/> .\nex:a ex:p foo:a .", 3, 27, "found '.'", "leave out the '.'"),
        ("@perfix foo: <http://foo/> .", 3, 1, "found '@perfix'", "did you mean '@prefix'?"),
        ("ex:a ex:p True .", 3, 11, "found 'True'", "write true"),
        ("ex:a ex:p 2020-01-01 .", 3, 15, "found '-01'", 'put it in quotes: "2020-01-01"^^xsd:date'),
        ("ex:a ex:p ex:b ex:c .", 3, 16, "found 'ex:c'", "is ',' missing before 'ex:c'?"),
        ("ex:a ex:p ex:b ex:q ex:c .", 3, 16, "found 'ex:q'", "is ';' missing before 'ex:q'?"),
        ('ex:a ex:p "x"@en "y"@de .', 3, 18, "found '\"y\"'", "is ',' missing"),
        ("ex:a ex:p ex:b, .", 3, 17, "expected an object", "leave out the ',' before it"),
        ("ex:a ex:p [ ex:q 1 .", 3, 20, "']' to close", "the '[' in line 3 is still open"),
        ("ex:a ex:p\n ( 1 2 .", 4, 8, "found '.'", "the '(' in line 4 is still open"),
        ("ex:a ex:p ex:b ] .", 3, 16, "found ']'", "no '[' is open here"),
        ("ex:a ex:p ex:foo/bar .", 3, 17, "found '/bar'", "write '\\/' in a name, or the whole IRI"),
        ("ex:a ex:p ex:foo#bar .", 3, 23, "the end of the file", "a '#' begins a comment"),
        ("ex:a ex:p “x” .", 3, 11, "found '“x”'", "write straight quotes"),
        ("ex:a ex:p << ex:a ex:b ex:c >> .", 3, 11, "found '<<'", "RDF 1.2"),
        ("ex:a ex:p ex:b {| ex:q 1 |} .", 3, 16, "found '{'", "RDF 1.2"),
        ("GRAPH ex:g { ex:a ex:p 1 }", 3, 1, "found 'GRAPH'", "named graphs need TriG"),
        (
            "ex:a ex:p 1 .\n  ex:q 2 .",
            4,
            8,
            "expected a predicate",
            "is ';' meant instead of '.' at the end of line 3?",
        ),
        ("// no\nex:a ex:p 1 .", 3, 1, "found '//'", "a comment begins with '#'"),
        ("<<<<<<< HEAD\nex:a ex:p 1 .", 3, 1, "found '<<<<<<<'", "git left a merge conflict here"),
    ],
)
def test_a_mistake_is_named_where_it_is(text: str, line: int, column: int, message: str, hint: str) -> None:
    first = faults(text)[0]
    assert (first.place.line, first.place.column) == (line, column)
    assert message in first.message
    assert hint in first.hint


def test_reading_goes_on_after_a_fault() -> None:
    found, triples = read_faulty(f"{PREFIXES}ex:a ex:p .\nex:b ex:p 1 .\nex:c ex:p ( .\nex:d ex:p 2 .".encode())
    assert [fault.place.line for fault in found] == [3, 5]
    assert [triple.subject for triple in triples] == ["<http://e/b>", "<http://e/d>"]


@pytest.mark.parametrize(
    "text",
    [
        "ex:a ex:p fred ;\nex:q 2 ;\nex:r ex:s ,\nex:t .\nex:b ex:p 1 .",
        "@prefix foo: http://foo/ .\nex:a ex:p foo:a .\nex:b ex:p 1 .",
        'ex:a ex:p "one\ntwo" .\nex:b ex:p 1 .',
        "ex:a ex:p <http://[bad> ; no:p 1 .\nex:b ex:p 1 .",
    ],
)
def test_one_mistake_is_not_followed_by_others_that_are_none(text: str) -> None:
    found, triples = read_faulty((PREFIXES + text).encode(), base="http://b/")
    assert {fault.place.line for fault in found} == {3}
    assert [triple.subject for triple in triples] == ["<http://e/b>"]


def test_a_merge_conflict_hides_no_other_fault() -> None:
    text = "<<<<<<< HEAD\nex:a ex:p 1 .\n=======\nex:a ex:p 2 .\n>>>>>>> branch\nex:b ex:p zz ."
    assert [fault.place.line for fault in faults(text)] == [3, 5, 7, 8]


def test_a_fault_in_a_graph_ends_with_it() -> None:
    text = "ex:g {\n  ex:a ex:p fred .\n  ex:b ex:p [\n}\nex:h { ex:c ex:p 1 }\nGRAPH ex:i { ex:d ex:p 2 }\n"
    found, triples = read_faulty((PREFIXES + text).encode(), "trig")
    assert [fault.place.line for fault in found] == [4, 6]
    assert [(triple.subject, triple.graph) for triple in triples] == [
        *(("<http://e/c>", "<http://e/h>"), ("<http://e/d>", "<http://e/i>")),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [('<?xml version="1.0"?>\n<rdf:RDF>\n</rdf:RDF>\n', "this is XML"), ('[{"@id": "x"}]', "this is JSON")],
)
def test_another_format_is_named_once(text: str, message: str) -> None:
    assert [fault.message for fault in read_faulty(text.encode())[0]] == [message]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("<http://s> <http://p> ex:o .\n", "expected an object", "no prefixes in this format"),
        ("<http://s> <http://p> 1 .\n", "expected an object", ""),
        ("<http://s> <http://p> 'x' .\n", "a text in double quotes", ""),
        ("<http://s> <http://p> <o> .\n", "the IRI is not valid", "write it in full"),
        ("<http://s> <http://p> <http://o> . <http://s> <http://p> <http://o> .\n", "expected the end of the line", ""),
        ("<http://s> <http://p>\n<http://o> .\n", "a triple must stand in one line", ""),
    ],
)
def test_lines_of_triples_have_faults_of_their_own(text: str, message: str, hint: str) -> None:
    with pytest.raises(SyntaxError):
        reference(text.encode(), "ntriples")
    (fault,) = read_faulty(text.encode(), "ntriples")[0]
    assert message in fault.message
    assert hint in fault.hint


def test_a_statement_that_lacks_nothing_but_its_dot_is_kept() -> None:
    found, triples = read_faulty(f"{PREFIXES}ex:a ex:p 1\nex:b ex:p 2 .".encode())
    assert len(found) == 1
    assert [triple.subject for triple in triples] == ["<http://e/a>", "<http://e/b>"]


def test_nothing_is_read_after_a_long_text_that_is_never_closed() -> None:
    assert read_faulty(f'{PREFIXES}ex:a ex:p """x .\nex:b ex:p 2 .\nex:c ex:p 3 .'.encode())[1] == []


def test_a_prefix_that_is_not_declared_is_reported_once() -> None:
    assert len(faults("ex:a no:p 1 .\nex:b no:p 2 .\nex:c no:p no:q .")) == 1


def test_a_byte_that_is_no_utf8_is_found() -> None:
    found, _ = read_faulty(PREFIXES.encode() + b'ex:a ex:p "caf\xe9" .\n')
    assert [(fault.place.line, fault.place.column) for fault in found] == [(3, 15)]
    assert "0xe9" in found[0].message


def test_utf16_is_recognised() -> None:
    assert "UTF-16" in read_faulty("ex:a ex:p 1 .".encode("utf-16"))[0][0].hint


@pytest.mark.slow
@pytest.mark.parametrize("format", MADE_UP)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_text_with_something_changed_is_read_without_a_crash(format: str, data: st.DataObject) -> None:
    text = data.draw(MADE_UP[format])
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 6)))
    broken = text[:start] + data.draw(st.sampled_from(["", "", *BREAKING])) + text[end:]
    found, triples = read_faulty(broken.encode(), format, "http://b/")
    try:
        expected = reference(broken.encode(), format, "http://b/")
    except SyntaxError:
        pass  # of what is valid, the authority decides: there may be faults that only it sees
    else:
        assert not found
        assert [each[:4] for each in triples] == expected
    lines = broken.count("\n") + broken.count("\r") + 1
    assert all(1 <= fault.place.line <= lines and fault.place.column >= 1 for fault in found)
