"""Lossless tables: every triple comes back as it was."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.content import Row, read_rows, sort
from kb.errors import DataSyntaxError
from kb.formats import LITERAL
from kb.project import load
from kb.sheets.escaping import escape, unescape
from kb.sheets.tables import Plan
from kb.sheets.taking import columns_of, triples_of
from tests.conftest import EXAMPLE, PREFIXES, ROOT
from tests.exporters.test_exporters import rows_of_text


def round_trip(rows: list[Row], *, by_concept: bool = True) -> list[Row]:
    plan = Plan(rows, by_concept=by_concept)
    columns = {name: columns_of(table.header) for name, table in plan.tables.items()}
    found = set()
    for table, cells in plan.rows(rows):
        known = columns[table]
        assert known is not None
        found |= {Row("", *triple) for triple in triples_of(cells, known)}
    return sort(found)


@pytest.mark.parametrize("by_concept", [True, False])
def test_the_example_comes_back_whole(by_concept: bool) -> None:
    rows = read_rows(load(EXAMPLE), graphs=False)
    assert round_trip(rows, by_concept=by_concept) == rows


def test_every_fixture_that_is_turtle_comes_back_whole() -> None:
    changed, read = [], 0
    for path in sorted((ROOT / "tests").rglob("*.ttl")):
        try:
            rows = rows_of_text(path.read_text())
        except DataSyntaxError:  # some are made so
            continue
        read += 1
        if round_trip(rows) != rows:
            changed.append(path.name)
    assert not changed
    assert read > 100


HARD = """\
claim:a a fc:Claim, schema:Claim ; schema:text ""@en, " edges "@en, "=1+1"@en, "'=x"@en, "a\\r\\nb", "a\\nb", "\\u0007" ;
  schema:position 01, 1, 1.50, "x"^^xsd:integer, "1"^^<https://x.example/d> ; schema:name "1", "2", "3", "4", "5", "6" ;
  schema:url <https://x.example/a(b),c;d>, <schema:x>, <urn:x>, <fc:Claim> ; <https://x.example/ü> <tag:é> ;
  schema:about _:b, ( 1 2 ) .
<fc:s> <fc:p> "\\u2028", "\\uFFFE", "\\uFEFF", "\\u202Eabc", "\\\\u0041", "\\U0001F600" .
_:b schema:name "b"@de-ch, "b"@de-ch-1996 .
"""


def test_what_a_cell_cannot_hold_comes_back_too() -> None:
    rows = rows_of_text(PREFIXES + HARD)
    assert round_trip(rows) == rows


def test_a_table_has_a_column_for_each_property_and_language() -> None:
    rows = rows_of_text(PREFIXES + 'claim:a a fc:Claim ; schema:text "a"@en, "b"@de ; fc:cites source:a, source:b .')
    plan = Plan(rows, by_concept=True)
    assert plan.tables["claims"].header == ["iri", "rdf:type<>", "fc:cites<>", "schema:text@de", "schema:text@en"]
    assert [cells for _, cells in plan.rows(rows)] == [
        [
            "https://kb.example/claim/a",
            "fc:Claim",
            "https://kb.example/source/a https://kb.example/source/b",
            "b",
            "a",
        ]
    ]


def test_a_property_that_is_rare_among_very_many_is_written_under_more() -> None:
    text = "".join(f'claim:a <https://x.example/p{number}> "{number}" .\n' for number in range(300))
    rows = rows_of_text(PREFIXES + text)
    assert len(Plan(rows, by_concept=True).tables["others"].header) == 252
    assert round_trip(rows) == rows


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["", "x"], "'iri' is empty"),
        (["no iri", "x"], "'no iri' is no IRI"),
        (["https://x.example/a", "x", "", "", "stray"], "5 cells"),
        (["https://x.example/a", "x", "not a link", ""], "column 'fc:by<>': 'not' is no IRI"),
        (["https://x.example/a", "x", "", "<p> 1"], "column 'more': line 1"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(cells: list[str], reason: str) -> None:
    columns = columns_of(["iri", "schema:name", "fc:by<>", "more"])
    assert columns is not None
    with pytest.raises(ValueError, match=reason.replace("(", r"\(")):
        list(triples_of(cells, columns))


@pytest.mark.parametrize("header", [["claim", "verdict"], ["iri"], ["iri", "verdict"], ["iri", "nosuch:x"], []])
def test_other_headers_are_no_lossless_table(header: list[str]) -> None:
    assert columns_of(header) is None


def test_names_of_the_knowledge_base_may_stand_in_tables_of_ones_own() -> None:
    columns = columns_of(["iri", "rdf:type<>", "schema:worksFor<>"])
    assert columns is not None
    found = triples_of(["agent:a", "schema:Person", "agent:b"], columns, "https://x.example/")
    assert [(subject, object) for subject, _, object in found] == [
        ("<https://x.example/agent/a>", "<https://schema.org/Person>"),
        ("<https://x.example/agent/a>", "<https://x.example/agent/b>"),
    ]


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text())
def test_an_escaped_cell_is_no_formula_and_can_be_undone(text: str) -> None:
    assert unescape(escape(text)) == text
    assert escape(text)[:1] not in tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ANY_LITERAL = st.one_of(
    ANY_TEXT.map(LITERAL),
    st.tuples(ANY_TEXT, st.sampled_from(["en", "de-ch"])).map(lambda each: LITERAL(each[0], language=each[1])),
).map(str)
ANY_IRI = st.sampled_from(
    [
        "<https://x.example/a>",
        "<fc:x>",
        "<urn:a>",
        "<agent:x>",
        "_:b1",
        "<https://schema.org/name>",
        "<http://x.example/@a>",
    ]
)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(ANY_IRI, ANY_IRI.filter(lambda iri: iri[0] != "_"), ANY_IRI | ANY_LITERAL), max_size=20))
def test_any_graph_comes_back_whole(triples: Iterable[tuple[str, str, str]]) -> None:
    rows = sort({Row("", *triple) for triple in triples})
    assert round_trip(rows) == rows
