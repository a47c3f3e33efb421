"""Counts what a knowledge base holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .formats import LITERAL, NAMED_NODE
from .namespaces import CONCEPTS, VERDICT
from .stores import Store

_CLASSES = "SELECT ?class (COUNT(DISTINCT ?node) AS ?count) WHERE { ?node a ?class } GROUP BY ?class"

# Retracted reviews, and reviews that one revises which is not retracted itself, are no longer anybody's verdict.
_VERDICTS = """
SELECT ?verdict (COUNT(DISTINCT ?review) AS ?count) WHERE {
  ?review fc:verdict ?verdict .
  OPTIONAL { SELECT * WHERE { ?review fc:retractedOn ?retracted } }
  OPTIONAL {
    SELECT ?review ?newer
    WHERE {
      ?newer prov:wasRevisionOf+ ?review .
      OPTIONAL { ?newer fc:retractedOn ?undone }
      FILTER(!BOUND(?undone))
    }
  }
  FILTER(!BOUND(?retracted) && !BOUND(?newer))
} GROUP BY ?verdict
"""


@dataclass(frozen=True)
class Statistics:
    """Numbers of instances per concept and of reviews per verdict, and of triples, without repetition."""

    triples: int
    concepts: Mapping[str, int]
    verdicts: Mapping[str, int]


def statistics(store: Store, prefixes: Mapping[str, str]) -> Statistics:
    """Count the instances of every concept, the verdicts that stand, and the triples."""
    classes = _counts(store, _CLASSES, prefixes)
    verdicts = _counts(store, _VERDICTS, prefixes)
    triples = store.query("SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }", prefixes).rows()
    return Statistics(
        triples=sum(int(count.value) for (count,) in triples if isinstance(count, LITERAL)),
        concepts={
            stem: sum(classes.get(iri, 0) for iri in concept_classes) for stem, concept_classes in CONCEPTS.items()
        },
        verdicts={
            iri.removeprefix(VERDICT): count
            for iri, count in sorted(verdicts.items(), key=lambda entry: (-entry[1], entry[0]))
        },
    )


def _counts(store: Store, text: str, prefixes: Mapping[str, str]) -> dict[str, int]:
    return {
        key.value: int(count.value)
        for key, count in store.query(text, prefixes).rows()
        if isinstance(key, NAMED_NODE) and isinstance(count, LITERAL)
    }
