"""What the knowledge base says about one of its things: the triples that begin or end with its IRI."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb.formats import BLANK_NODE, LITERAL, NAMED_NODE, Quad, Term, canonical_blank_nodes, quad

from .sending import ask
from .wire import Job

MOST_SAID = 5_000
"""How many triples about a thing are shown."""

MOST_LINKS = 1_000
"""How many triples are shown in which others name it."""

_WHICH = """
SELECT ?it ?class ?retracted ?reason ?newer WHERE {
  FILTER(EXISTS { ?it ?p ?o } || EXISTS { ?s ?q ?it })
  OPTIONAL { ?it a ?class }
  OPTIONAL { ?it fc:retractedOn ?retracted OPTIONAL { ?it fc:reason ?reason } }
  OPTIONAL { ?it dcterms:isReplacedBy ?newer }
}"""

# A thing has an IRI; what has none is said where it is named.
_SAID = f"""
SELECT ?p ?o ?q ?r WHERE {{
  ?it ?p ?o
  OPTIONAL {{ ?o ?q ?r FILTER(isBlank(?o)) }}
}} LIMIT {MOST_SAID}"""

_LINKS = f"SELECT ?s ?p WHERE {{ ?s ?p ?it FILTER(!isBlank(?s)) }} LIMIT {MOST_LINKS}"


@dataclass
class Thing:
    """What is known of an IRI at first sight: its classes, and whether nothing is left of it but its retraction.

    ``newer`` are the IRIs of what takes its place, ``reasons`` those of its retraction.
    """

    iri: str
    classes: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    retracted_on: str | None = None

    @property
    def is_gone(self) -> bool:
        """Whether it was removed: its retraction is still there, but no longer what it was."""
        return self.retracted_on is not None and not self.classes


def things(iris: Sequence[str]) -> dict[str, Thing]:
    """Return those of some IRIs that the knowledge base says anything about, or names."""
    found: dict[str, Thing] = {}
    for row in rows_asked(_WHICH, it=iris):
        thing = found.setdefault(row["it"]["value"], Thing(row["it"]["value"]))
        for key, values in (("class", thing.classes), ("newer", thing.newer), ("reason", thing.reasons)):
            if key in row and row[key]["value"] not in values:
                values.append(row[key]["value"])
        if "retracted" in row:
            thing.retracted_on = row["retracted"]["value"]
    for thing in found.values():
        thing.classes.sort()
        thing.newer.sort()
    return found


def described(iri: str) -> list[Quad]:
    """Return the triples about a thing, and those in which others name it, up to MOST_SAID and MOST_LINKS."""
    it = NAMED_NODE(iri)
    found = []
    for row in rows_asked(_SAID, it=[iri]):
        found.append(quad(it, _term(row["p"]), _term(row["o"])))
        if "q" in row:
            found.append(quad(_term(row["o"]), _term(row["q"]), _term(row["r"])))
    found += [quad(_term(row["s"]), _term(row["p"]), it) for row in rows_asked(_LINKS, it=[iri])]
    return list(canonical_blank_nodes(found))


def cell(term: Term) -> dict[str, str]:
    """Return a term as pages and tables show it: its ``type``, ``value``, and ``language`` or ``datatype``."""
    if isinstance(term, NAMED_NODE):
        return {"type": "iri", "value": term.value}
    if isinstance(term, LITERAL):
        kind = {"language": term.language} if term.language else {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **kind}
    return {"type": "blank", "value": str(term)}


def rows_asked(text: str, **iris: Iterable[str]) -> list[dict[str, Any]]:
    """Return the rows of an answer, as SPARQL's JSON has them; each variable is bound to IRIs."""
    bindings = {name: [str(NAMED_NODE(iri)) for iri in some] for name, some in iris.items()}
    with contextlib.closing(ask(Job(text, bindings=bindings, is_ours=True))) as reply:
        found: list[dict[str, Any]] = json.loads(reply.read())["results"]["bindings"]
    return found


def _term(cell: dict[str, str]) -> Term:
    """Return a term of SPARQL 1.1 Query Results JSON Format §3.2.2."""
    value = cell["value"]
    if cell["type"] == "uri":
        return NAMED_NODE(value)
    if cell["type"] == "bnode":
        return BLANK_NODE(value)
    if "xml:lang" in cell:
        return LITERAL(value, language=cell["xml:lang"])
    return LITERAL(value, datatype=NAMED_NODE(cell["datatype"])) if "datatype" in cell else LITERAL(value)
