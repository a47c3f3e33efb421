"""Parsing data, and the names of formats."""

import pytest

from kb.errors import DataSyntaxError, UnknownNameError, UsageError
from kb.formats import FORMATS, RdflibTerms, format_of_file, graph_format, parse, term


def objects(text: str | bytes) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    return [str(quad.object) for quad in parse(data, base="https://kb.example/")]


def test_lexical_forms_are_kept_as_written() -> None:
    assert objects("<s> <p> 01 .") == ['"01"^^<http://www.w3.org/2001/XMLSchema#integer>']


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    assert objects("\ufeff<s>\r\n <p> 'x' .\r\n") == ['"x"']


def test_blank_nodes_of_two_files_never_meet() -> None:
    assert objects("<s> <p> _:a .") != objects("<s> <p> _:a .")


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"<s> <p> 'a' .\n<s> foo:p 'a' .", 2, 5),
        (b"<s> <p> 'a", 1, 9),
        (b"<s> <p> 'a\xff' .", 1, None),
        (b"<s> <p> <a b> .", 1, 9),
        (b"\n\n<s> <p>", 3, None),
    ],
)
def test_a_syntax_error_has_a_place(data: bytes, line: int, column: int | None) -> None:
    with pytest.raises(DataSyntaxError) as caught:
        list(parse(data, base="https://kb.example/", path="x.ttl"))
    assert caught.value.line == line
    assert column is None or caught.value.column == column
    assert caught.value.message.startswith("x.ttl:")


def test_triple_terms_are_refused_rather_than_lost() -> None:
    with pytest.raises(DataSyntaxError, match="not supported"):
        objects("<s> <p> <<( <a> <b> <c> )>> .")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("x.ttl", "turtle"), ("x.nq.gz", "nquads"), ("x.JSONLD", "jsonld"), ("x.csv", None), ("x", None)],
)
def test_a_file_name_tells_its_format(name: str, expected: str | None) -> None:
    found = format_of_file(name)
    assert (found.name if found else None) == expected


def test_an_unknown_format_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        graph_format("turtel")
    assert caught.value.hint == "did you mean 'turtle'?"


def test_media_types_and_suffixes_are_unique() -> None:
    assert len({format.media_type for format in FORMATS.values()}) == len(FORMATS)
    assert len({format.suffix for format in FORMATS.values()}) == len(FORMATS)


@pytest.mark.parametrize("text", ["fc:Claim", "<https://x.example/>", '"a"@en', "12", "true", '"2023-01-01"^^xsd:date'])
def test_a_term_is_read_as_a_user_types_it(text: str) -> None:
    from kb.namespaces import STANDARD

    assert term(text, STANDARD)


@pytest.mark.parametrize("text", ["foo:bar", '"a', "a . <x:s> <x:p> <x:o>", "_:b", ""])
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        term(text, {})


@pytest.mark.parametrize(
    "text", ["01", "'a'@de", "'x'^^<y:z>", "<https://x.example/>", "'1.50'^^<http://www.w3.org/2001/XMLSchema#decimal>"]
)
def test_rdflib_gets_the_same_term(text: str) -> None:
    parsed = next(iter(parse(f"<x:s> <x:p> {text} .".encode(), base=None))).object
    assert RdflibTerms().of(parsed).n3().replace("^^xsd:string", "") in (str(parsed), parsed.value)
