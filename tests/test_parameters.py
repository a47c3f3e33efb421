"""Parameters of saved questions: what their names say, and what their values become."""

from __future__ import annotations

import pytest

from kb.decorators import decorators
from kb.errors import ConfigurationError, UsageError
from kb.parameters import Parameter, bound, parameters
from kb.stores.paging import cut

XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {"claim": "https://kb.example/claim/", "geo": "http://www.opengis.net/ont/geosparql#"}


@pytest.mark.parametrize(
    ("variable", "name", "kind"),
    [
        ("_name", "name", "literal"),
        ("_first_name", "first_name", "literal"),
        ("_claim_iri", "claim", "iri"),
        ("_text_en", "text", "@en"),
        ("_since_date", "since", XSD + "date"),
        ("_year_xsd_gYear", "year", XSD + "gYear"),
        ("_place_geo_wktLiteral", "place", PREFIXES["geo"] + "wktLiteral"),
        ("_how_many_integer", "how_many", XSD + "integer"),
        ("_least_number", "least", XSD + "decimal"),
        ("_iri", "iri", "literal"),
    ],
)
def test_the_name_of_a_variable_says_the_type_of_a_parameter(variable: str, name: str, kind: str) -> None:
    (found,) = parameters(f"SELECT * {{ ?s ?p ?{variable} }}", PREFIXES)
    assert (found.name, found.type, found.is_required) == (name, kind, True)


def test_two_underscores_make_a_parameter_that_may_be_left_out() -> None:
    (found,) = parameters("ASK { ?s ?p ?__x }", {})
    assert (found.name, found.is_required) == ("x", False)


def test_what_comments_texts_and_iris_spell_is_no_parameter() -> None:
    assert parameters("# ?_a\nASK { <x:?_b> ?p \"?_c\", '''?_d''', ?e, ?_ }", {}) == []


def test_one_name_may_stand_in_several_types() -> None:
    known = parameters("ASK { ?_x_iri ?p ?_x }", {})
    fixed = bound(known, [("x", "https://a.example/")], {})
    assert {name: str(term) for name, term in fixed.items()} == {
        "_x_iri": "<https://a.example/>",
        "_x": '"https://a.example/"',
    }


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("literal", 'a "b" \\ \n', '"a \\"b\\" \\\\ \\n"'),
        ("@en-GB", "colour", '"colour"@en-gb'),
        ("iri", "claim:x", "<https://kb.example/claim/x>"),
        (XSD + "date", "2026-03-01", f'"2026-03-01"^^<{XSD}date>'),
        (XSD + "double", "1e6", f'"1e6"^^<{XSD}double>'),
        (PREFIXES["geo"] + "wktLiteral", "POINT(1 2)", f'"POINT(1 2)"^^<{PREFIXES["geo"]}wktLiteral>'),
    ],
)
def test_a_value_becomes_a_term_of_its_type(kind: str, value: str, term: str) -> None:
    assert str(Parameter("x", "_x", kind).term(value, PREFIXES)) == term


@pytest.mark.parametrize("value", ["1.5", "one", "", "٣"])
def test_a_value_of_another_type_is_refused_by_the_name_of_the_parameter(value: str) -> None:
    with pytest.raises(UsageError, match="'x'"):
        Parameter("x", "_x", XSD + "integer").term(value, {})


def test_a_choice_is_one_of_those_that_are_enumerated() -> None:
    (found,) = parameters("#+ enumerate:\n#+   - x: [a, b]\nASK { ?s ?p ?_x }", {})
    with pytest.raises(UsageError) as caught:
        found.term("c", {})
    assert caught.value.hint == "it takes: a, b"


def test_decorators_are_read_as_grlc_writes_them() -> None:
    said = decorators(
        "#+ summary: One\n#+ description: >-\n#+   Two\n#+   lines\n#+ pagination: 50\n#+ tags:\n#+   - a\n"
        "#+ method: GET\n#+ defaults:\n#+   - since: 2020-01-01\nASK {}"
    )
    assert (said.summary, said.description, said.pagination, said.tags) == ("One", "Two lines", 50, ("a",))
    assert said.defaults == {"since": "2020-01-01"}


@pytest.mark.parametrize("text", ["#+ a: [", "#+ - a", "#+ pagination: many", "#+ summary: [a]", "#+ defaults: [[a]]"])
def test_decorators_that_make_no_sense_are_told(text: str) -> None:
    with pytest.raises(ConfigurationError):
        decorators(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", "LIMIT 10 OFFSET 20"),
        ("SELECT * { ?s ?p ?o } LIMIT 25", "LIMIT 5 OFFSET 20"),
        ("SELECT * { ?s ?p ?o } limit 5 offset 7", "LIMIT 0 OFFSET 27"),
        ("SELECT * { ?s ?p ?o } ORDER BY ?limit # LIMIT 3", "LIMIT 10 OFFSET 20"),
        ("SELECT * { { SELECT ?s { ?s ?p ?o } LIMIT 1 } }", "LIMIT 10 OFFSET 20"),
        ("SELECT * { ?s ?p ?o } VALUES ?o { 1 }", "LIMIT 10 OFFSET 20\n VALUES"),
    ],
)
def test_a_page_is_cut_within_the_limit_of_the_query(text: str, expected: str) -> None:
    page = cut(text, 20, 10)
    assert " ".join(expected.split()) in " ".join(page.split())
