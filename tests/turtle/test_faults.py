"""What is wrong with a text is said in words, at its place, and reading goes on where that is safe."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.turtle.faults import Fault, read_faulty

from .inventing import documents
from .reference import reference

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


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=documents(), data=st.data())
def test_a_text_with_something_cut_out_is_read_without_a_crash(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 6)))
    broken = text[:start] + text[end:]
    found, triples = read_faulty(broken.encode(), base="http://b/")
    try:
        expected = reference(broken.encode(), base="http://b/")
    except SyntaxError:
        pass  # of what is valid, the authority decides: there may be faults that only it sees
    else:
        assert not found
        assert [each[:4] for each in triples] == expected
    lines = broken.count("\n") + broken.count("\r") + 1
    assert all(1 <= fault.place.line <= lines and fault.place.column >= 1 for fault in found)
