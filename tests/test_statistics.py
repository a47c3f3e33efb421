"""What is counted, and what is not."""

from kb.formats import parse
from kb.namespaces import STANDARD
from kb.statistics import statistics
from kb.stores.embedded import EmbeddedStore

from .conftest import PREFIXES

REVIEWS = """\
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix review: <https://kb.example/review/> .
review:one a fc:Review ; fc:verdict verdict:mixed .
"""
REVISION = "review:two fc:verdict verdict:refuted ; prov:wasRevisionOf review:one ."


def verdicts(text: str) -> dict[str, int]:
    store = EmbeddedStore.in_memory()
    store.add(parse((PREFIXES + REVIEWS + text).encode(), base=None))
    return dict(statistics(store, STANDARD).verdicts)


def test_a_verdict_is_counted() -> None:
    assert verdicts("") == {"mixed": 1}


def test_a_revised_verdict_gives_way_to_the_newer_one() -> None:
    assert verdicts(REVISION) == {"refuted": 1}


def test_a_retracted_verdict_does_not_count() -> None:
    assert verdicts('review:one fc:retractedOn "2026-01-01"^^xsd:date .') == {}


def test_a_retracted_revision_gives_way_to_what_it_revised() -> None:
    assert verdicts(REVISION + 'review:two fc:retractedOn "2026-01-01"^^xsd:date .') == {"mixed": 1}


def test_a_retracted_revision_in_the_middle_changes_nothing() -> None:
    retracted = 'review:two fc:retractedOn "2026-01-01"^^xsd:date .'
    third = "review:three fc:verdict verdict:supported ; prov:wasRevisionOf review:two ."
    assert verdicts(REVISION + retracted + third) == {"supported": 1}


def test_a_verdict_that_is_no_iri_is_left_to_the_rules() -> None:
    assert verdicts('review:two fc:verdict "false" .') == {"mixed": 1}


def test_a_triple_in_two_graphs_is_counted_once() -> None:
    store = EmbeddedStore.in_memory()
    for graph in ("a", "b"):
        text = f"GRAPH <https://kb.example/{graph}> {{ <https://kb.example/s> a <https://kb.example/c> }}"
        store.add(parse(text.encode(), base=None, format="trig"))
    assert statistics(store, STANDARD).triples == 1
