"""Triples are those of the authority, in its order, and every span holds what it says."""

from __future__ import annotations

import random
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kb.turtle.document import Document, Place, decoded
from kb.turtle.parsing import Parser, Spanned
from tests.conftest import ROOT

from .inventing import MADE_UP, documents
from .reference import reference

BASE = "http://base.example/a/b"
quick = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def triples(text: str, format: str = "turtle") -> list[tuple[str, str, str, str]]:
    return [each[:4] for each in Document(text, format, BASE).triples()]


@pytest.mark.parametrize(
    "path",
    sorted(path for folder in ("ontology", "kb", "shapes") for path in (ROOT / folder).rglob("*.ttl")),
    ids=lambda path: path.stem,
)
def test_our_own_files_are_read_as_the_authority_reads_them(path: Path) -> None:
    data = path.read_bytes()
    assert triples(decoded(data)) == reference(data, base=BASE)


def test_foreign_files_are_read_as_the_authority_reads_them(shared: Path) -> None:
    seen = 0
    for path in sorted((shared / "data" / "vocabularies").rglob("*.ttl")):
        data = path.read_bytes()
        expected = reference(data, base=BASE)
        assert triples(decoded(data)) == expected, path.name
        seen += len(expected)
    assert seen > 18_000


@pytest.mark.slow
def test_the_w3c_s_files_are_read_as_the_authority_reads_them(shared: Path) -> None:
    formats = {".ttl": "turtle", ".nt": "ntriples", ".nq": "nquads", ".trig": "trig"}
    for path in sorted((shared / "suites").rglob("*")):
        if path.suffix in formats:
            data = path.read_bytes()
            try:
                expected = reference(data, formats[path.suffix], BASE)
            except SyntaxError:
                continue
            assert triples(decoded(data), formats[path.suffix]) == expected, path.name


@pytest.mark.slow
@pytest.mark.parametrize("format", MADE_UP)
@quick
@given(data=st.data())
def test_made_up_text_is_read_as_the_authority_reads_it(format: str, data: st.DataObject) -> None:
    text, expected = _valid(format, data)
    assert triples(text, format) == expected


@pytest.mark.slow
@pytest.mark.parametrize("format", MADE_UP)
@quick
@given(data=st.data())
def test_the_quick_way_finds_what_reading_everything_finds(format: str, data: st.DataObject) -> None:
    document = Document(_valid(format, data)[0], format, BASE)
    everything = list(document.triples())
    terms = sorted({term for each in everything for term in (each.subject, each.object)})
    wanted = set(data.draw(st.lists(st.sampled_from([*terms, "<http://e.org/nowhere>"]), max_size=3)))
    expected = [each for each in everything if {each.subject, each.object} & wanted]
    found = document.about(wanted)
    if not any(term.startswith("_") for term in wanted):
        found, expected = ([_apart_from(wanted, each) for each in some] for some in (found, expected))
    assert found == expected


def _valid(format: str, data: st.DataObject) -> tuple[str, list[tuple[str, str, str, str]]]:
    text = data.draw(MADE_UP[format])
    try:
        return text, reference(text.encode(), format, BASE)
    except SyntaxError:
        assume(False)
        raise


def _apart_from(wanted: set[str], triple: Spanned) -> Spanned:
    """Make blank nodes that nobody asked for alike."""
    ends = ["_:" if term.startswith("_") and term not in wanted else term for term in (triple.subject, triple.object)]
    return triple._replace(
        subject=ends[0], object=ends[1], graph=triple.graph[:2] if triple.graph[:1] == "_" else triple.graph
    )


@pytest.mark.slow
@quick
@given(text=documents())
def test_a_span_holds_its_term(text: str) -> None:
    for each in Document(text, "turtle", BASE).triples():
        for term, span in ((each.subject, each.subject_span), (each.object, each.object_span)):
            written = text[slice(*span)]
            if written[0] in "[(":
                assert (written[-1] in ")]") or len(written) == 1
            elif written[0] == "_":
                assert term.startswith("_")
            elif written.startswith(("<", '"', "'")) or ":" in written or written[0].isdigit():
                assert written[-1] not in " \t\r\n;,"


def test_a_thousand_triples_of_a_large_foreign_file_stand_where_they_are_said_to(shared: Path) -> None:
    path = max((shared / "data" / "vocabularies").rglob("*.ttl"), key=lambda each: each.stat().st_size)
    document = Document(decoded(path.read_bytes()), "turtle", BASE)
    found = list(document.triples())
    lines = document.text.splitlines()
    whole = Parser(document.text, "turtle", BASE)
    list(whole.triples())
    for each in random.Random(1).sample(found, 1000):
        for term, span in (
            (each.subject, each.subject_span),
            (each.predicate, each.predicate_span),
            (each.object, each.object_span),
        ):
            place = document.place(span)
            written = document.text[slice(*span)]
            assert lines[place.line - 1][place.column - 1 :].startswith(written.splitlines()[0])
            if written[0] not in "[_(":
                assert _read(whole, written) == term


def _read(whole: Parser, written: str) -> str:
    """Read what stands in a span as an object, with the prefixes of the document."""
    if written == "a":
        return "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    return next(Parser(f"<s> <p> {written} .", "turtle", whole.base, whole.prefixes).triples()).object


@pytest.mark.parametrize(
    ("text", "term", "place"),
    [
        ("<s> <p> <o> .", "<http://base.example/a/o>", Place(1, 9, 1, 12)),
        ("<s> <p> 1 ,\r\n  <o> .", "<http://base.example/a/o>", Place(2, 3, 2, 6)),
        ("<s> <p> 1 ;\r\t<q> <o> .", "<http://base.example/a/o>", Place(2, 6, 2, 9)),
        ("<s> <p> '漢😀'@en , <o> .", "<http://base.example/a/o>", Place(1, 19, 1, 22)),
        ('<s> <p> """x\ny"""@en .', '"x\\ny"@en', Place(1, 9, 2, 8)),
        ("\ufeff<s> <p> <o> .", "<http://base.example/a/o>", Place(1, 9, 1, 12)),
        ("# <o>\n<s> <p> '<o>', <o> .", "<http://base.example/a/o>", Place(2, 16, 2, 19)),
        ("@prefix o: <> . <s> <p> o:o .", "<http://base.example/a/bo>", Place(1, 25, 1, 28)),
        ("<s> <p> ( 1 <o> ) .", "<http://base.example/a/o>", Place(1, 13, 1, 16)),
        ("<s> <p> [ <q> <o> ] .", "<http://base.example/a/o>", Place(1, 15, 1, 18)),
    ],
)
def test_an_object_stands_where_an_editor_shows_it(text: str, term: str, place: Place) -> None:
    document = Document(decoded(text.encode()), "turtle", BASE)
    (found,) = (each for each in document.about([term]) if each.object == term)
    assert document.place(found.object_span) == place


@pytest.mark.parametrize(
    ("format", "text"),
    [
        (
            "trig",
            "@prefix e: <http://e/> . e:g { e:s e:p 1 . e:s e:q [ e:r 2 ] } GRAPH <g2> { e:s e:p e:o } e:s e:p 3 .",
        ),
        ("trig", "{ <s> <p> 'x' } [] { <s> <p> _:b } <s> <p> <o> . [ <p> 1 ] . _:g { <s> a <t> . }"),
        ("nquads", '<http://s> <http://p> "x"@en <http://g> .\n_:a <http://p> _:b .\n'),
        ("ntriples", '<http://s> <http://p> "x\\u00e9" . # comment\n<http://s> <http://p> "1"^^<http://t> .\n'),
    ],
)
def test_the_other_formats_are_read_too(format: str, text: str) -> None:
    expected = reference(text.encode(), format, BASE)
    assert triples(text, format) == expected
    assert len(expected) >= 2


@pytest.mark.parametrize(
    ("base", "iri", "expected"),
    [
        ("http://h/a/b", "../../c", "<http://h/c>"),
        ("http://h/a/b", "//x/a/../b", "<http://x/a/../b>"),
        ("http://h/a/b", "http://x/./b", "<http://x/./b>"),
        ("http://h/a/../b/c", "d", "<http://h/a/../b/d>"),
        ("http://h", "b", "<http://h/b>"),
        ("http://h?q", "#f", "<http://h?q#f>"),
        ("urn:a:b", "c", "<urn:c>"),
    ],
)
def test_an_iri_is_resolved_as_the_authority_does_it(base: str, iri: str, expected: str) -> None:
    text = f"<{iri}> <urn:p> 1 ."
    assert reference(text.encode(), base=base)[0][0] == expected
    assert next(Document(text, "turtle", base).triples()).subject == expected


def test_a_large_file_is_not_read_whole() -> None:
    rows = "".join(f'ex:node-{n} a ex:Thing ;\n  ex:text "it\'s # {n} ." , """long\n.\n""" .\n' for n in range(20_000))
    document = Document(f"@prefix ex: <http://e/> .\n{rows}", "turtle", BASE)
    with patch.object(Parser, "read_statement", autospec=True, side_effect=Parser.read_statement) as reading:
        found = document.about({"<http://e/node-7>", "<http://e/node-19999>"})
    assert [document.place(each.object_span).line for each in found] == [30, 31, 31, 79998, 79999, 79999]
    assert reading.call_count < 10


@pytest.mark.parametrize(
    ("directive", "written", "iri"),
    [
        ("@base <http://e/d/x> .", "<>", "<http://e/d/x>"),
        ("@base <http://e/d/x> .", "</>", "<http://e/>"),
        ("@base <http://e/d/x> .", "<./>", "<http://e/d/>"),
        ("@base <http://e/d/x> .", "<..>", "<http://e/>"),
        ("@base <http://e/d/x> .", "<y/.>", "<http://e/d/y/>"),
        ("@base <http://e/d/x> .", "<#>", "<http://e/d/x#>"),
        ("@base <http://e/d/x> .", "<?>", "<http://e/d/x?>"),
        ("base<http://e/d/>BASE<f/x>", "<y>", "<http://e/d/f/y>"),
        ("@prefix c: <http://e/ab-> .", "c:d", "<http://e/ab-d>"),
        ("@prefix c: <http://e/ab> .", "c:", "<http://e/ab>"),
        ("@prefix c: <http://e/ab> .", "c:cd", "<http://e/abcd>"),
        ("@prefix c: <http://e/a(> .", "c:\\)", "<http://e/a()>"),
        ("prefix c:<http://e/>#", "c:f\\(g\\)", "<http://e/f(g)>"),
        ("PreFix : <http://e/>", ":a\\-b", "<http://e/a-b>"),
        ("@prefix : <x> . @base <http://e/> . @prefix : <y/> .", ":z", "<http://e/y/z>"),
        ("@prefix c: <http://e/a> . @prefix c: <http://e/> .", "c:a", "<http://e/a>"),
        ("", "<http://e/a\\u002Db>", "<http://e/a-b>"),
        ("", "<http://e/ü>", "<http://e/ü>"),
        ("", "<urn:()>", "<urn:()>"),
    ],
)
def test_a_term_is_found_however_it_is_spelt(directive: str, written: str, iri: str) -> None:
    text = (
        f"{directive}\n<urn:s> <urn:p> 1 .\n{written} <urn:p> 2 .\n<urn:s> <urn:p> 3 .\n<urn:s> <urn:p>\n{written} .\n"
    )
    document = Document(text, "turtle", "http://base.example/")
    found = [(each.subject_span.start, each.object_span.start) for each in document.about([iri])]
    assert [text[start:].partition(" ")[0] for start, _ in found] == [written, "<urn:s>"]
    assert [text[start:].partition(" ")[0] for _, start in found] == ["2", written]


@pytest.mark.parametrize(
    "text",
    [
        "<s> <p> 1 ; # that is it .\n <q> <o> .",
        "<s> <p> '.' ,\n <o> .",
        '<s> <p> """ .\n. <o> .\n""" ,\n <o> .',
        "<s> <p> '''a\n''' , '''b\n''' ,\n'''c .\n''' , <o> .",
        "@prefix e: <e/> . <s> <p> e:b\\.\n, <o> .",
        "@prefix e: <e/> . <s> <p> e:base\n, <o> .",
        '<s> <p> \'"""\' ,\n <o> , \'"""\' .',
        '<s> <p> 1 .\n# """ .\n<s> <q> <o> .',
        "<s> <p> <it's'''> .\n<s> <p>\n<o> .",
        "<s> <p> 'BASE <x>' ,\n <o> .",
        "<s>\r<p>\r<o>\r.\r",
    ],
)
def test_a_statement_is_not_cut_in_the_middle(text: str) -> None:
    document = Document(f"<x> <y> <z> .\n{text}\n<x> <y> <z> .\n", "turtle", BASE)
    (expected,) = (each for each in document.triples() if each.object == "<http://base.example/a/o>")
    assert document.about([expected.object]) == [expected]
