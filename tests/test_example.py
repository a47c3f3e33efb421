"""The example is complete, valid, and true to the article that it models."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import RDF

from kb.namespaces import FC, SCHEMA, VERDICT
from kb.statistics import statistics

from .conftest import EXAMPLE, run_kb

FCN = rdflib.Namespace(FC)
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
SCHEMA_ORG = rdflib.Namespace(SCHEMA)


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    merged = rdflib.Graph()
    for path in EXAMPLE.rglob("*.ttl"):
        merged.parse(path)
    return merged


def test_it_has_no_violation_and_only_the_warnings_that_it_deserves(example: Path) -> None:
    done = run_kb("validate", "--format", "json", folder=example)
    found = Counter(finding["rule"] for finding in json.loads(done.out)["findings"])
    assert done.code == 0
    assert found == {"claim-on-unnamed-sources-only": 11, "report-dropping-unnamed": 1, "source-without-snapshot": 9}


@pytest.mark.parametrize(
    ("concept", "least"), [("claim", 14), ("report", 30), ("source", 10), ("agent", 20), ("quote", 10)]
)
def test_it_is_of_some_size(example: Path, concept: str, least: int) -> None:
    from kb.building import open_store
    from kb.project import load

    kb = load(example)
    assert statistics(open_store(kb), kb.prefixes).concepts[concept] >= least


def test_every_factual_claim_has_a_verdict_on_evidence(graph: rdflib.Graph) -> None:
    facts = set(graph.subjects(FCN.kind, FCN.fact))
    reviewed = {
        claim
        for review, claim in graph.subject_objects(SCHEMA_ORG.itemReviewed)
        if (review, FCN.verdict, None) in graph and (None, FCN["for"], review) in graph
    }
    assert facts
    assert facts <= reviewed


def test_most_verdicts_are_not_enough_evidence(graph: rdflib.Graph) -> None:
    verdicts = Counter(graph.objects(None, FCN.verdict))
    assert verdicts[rdflib.URIRef(VERDICT + "not-enough-evidence")] > sum(verdicts.values()) / 2


def test_there_are_opinions_denials_and_questions(graph: rdflib.Graph) -> None:
    for predicate, value in ((FCN.kind, FCN.opinion), (FCN.polarity, FCN.denies), (FCN.polarity, FCN.questions)):
        assert (None, predicate, value) in graph


def test_every_quote_stands_in_the_article_word_for_word(graph: rdflib.Graph, shared: Path) -> None:
    article = next((shared / "seeds").glob("*.txt")).read_text(encoding="utf-8")
    from_article = rdflib.URIRef("https://kamikaze-drones.example/snapshot/china-boss-2023-02-24")
    quotes = set(graph.subjects(FCN["from"], from_article))
    assert len(quotes) >= 10
    for quote in quotes:
        prefix, exact, suffix = (str(graph.value(quote, part) or "") for part in (OA.prefix, OA.exact, OA.suffix))
        assert prefix + exact + suffix in article


def test_quotations_are_short_and_few(graph: rdflib.Graph, shared: Path) -> None:
    article = next((shared / "seeds").glob("*.txt")).read_text(encoding="utf-8")
    exact = {str(text) for text in graph.objects(None, OA.exact)}
    assert max(map(len, exact)) <= 200
    assert sum(map(len, exact)) < len(article) / 5


def test_the_digest_of_the_snapshot_is_that_of_the_article(graph: rdflib.Graph, shared: Path) -> None:
    import hashlib

    article = next((shared / "seeds").glob("*.txt")).read_bytes()
    digests = [str(digest) for digest in graph.objects(None, FCN.sha256)]
    assert digests == [hashlib.sha256(article).hexdigest()]


def test_everything_described_has_a_class(graph: rdflib.Graph) -> None:
    assert {subject for subject in graph.subjects() if (subject, RDF.type, None) not in graph} == set()
