"""Quads as updates write them: read into terms and variables, and filled in from solutions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from kb.errors import DataSyntaxError, QuerySyntaxError
from kb.formats import BLANK_NODE, LITERAL, NAMED_NODE, Term, parse
from kb.stores.wording import mask
from kb.turtle import tokens as kinds
from kb.turtle.tokens import tokens

_VARIABLE = re.compile(r"(?<!\\)[?$]([\w\u00b7\u203f\u2040]+)")
_STAND_IN = "urn:x-kb:variable:"


@dataclass(frozen=True)
class Variable:
    """A variable of a template."""

    name: str


Node: TypeAlias = Term | Variable


class Triple(NamedTuple):
    """A triple of terms."""

    subject: Term
    predicate: Term
    object: Term


class Pattern(NamedTuple):
    """A quad of a template; ``graph`` is None where it stands in no GRAPH."""

    subject: Node
    predicate: Node
    object: Node
    graph: Node | None


Graph: TypeAlias = str | None
"""The IRI of a graph, None for the default graph."""


def read_quads(declarations: str, text: str, base: str) -> list[Pattern]:
    """Read what stands between the braces of a template or of data (SPARQL 1.1 §19.8, rule 50).

    ``declarations`` are the prefixes and the base that it uses, as SPARQL writes them.

    Raises:
        QuerySyntaxError: if it has more than triples in graphs.
    """
    masked = mask(text)
    parts, at = [], 0
    for found in _VARIABLE.finditer(masked):
        parts += [text[at : found.start()], f" <{_STAND_IN}{found.group(1)}> "]
        at = found.end()
    trig = _as_trig("".join([*parts, text[at:]]))
    try:
        quads = list(parse(f"{declarations}\n{trig}".encode(), base=base, format="trig"))
    except DataSyntaxError as error:
        raise QuerySyntaxError(f"a template that cannot be read: {error.reason}") from None
    return [
        Pattern(_node(found.subject), _node(found.predicate), _node(found.object), _graph(found.graph_name))
        for found in quads
    ]


def _as_trig(text: str) -> str:
    """Return quads with the dots that TriG needs where SPARQL does not, and without those that it cannot have."""
    parts, last = [], ""
    for token in tokens(text):
        if token.kind in (kinds.SPACE, kinds.COMMENT):
            parts.append(token.text)
            continue
        if token.kind == kinds.WORD and token.text.upper() == "GRAPH" and last not in ("", ".", "}"):
            parts.append(" . ")
        if not (token.text == "." and last == "}"):
            parts.append(token.text)
        last = token.text
    return "".join(parts) + ("" if last in ("", ".", "}") else "\n.")


def _node(term: Term) -> Node:
    if isinstance(term, NAMED_NODE) and term.value.startswith(_STAND_IN):
        return Variable(term.value.removeprefix(_STAND_IN))
    return term


def _graph(term: object) -> Node | None:
    return _node(term) if isinstance(term, (NAMED_NODE, BLANK_NODE)) else None


def variables(patterns: Sequence[Pattern]) -> list[str]:
    """Return the variables of templates, each once, in their order."""
    return list(dict.fromkeys(node.name for each in patterns for node in each if isinstance(node, Variable)))


def has_blank_nodes(patterns: Sequence[Pattern]) -> bool:
    """Tell whether templates make blank nodes, which are new ones for each solution."""
    return any(isinstance(node, BLANK_NODE) for each in patterns for node in each)


def fill(
    patterns: Sequence[Pattern], solution: Mapping[str, Term | None], default: Graph
) -> Iterator[tuple[Graph, Triple]]:
    """Yield the quads that templates make of a solution (SPARQL 1.1 Update §4.2.3).

    What stands in no GRAPH goes to ``default``; what would be no RDF, or has an unbound variable, is left out.
    """
    fresh: dict[str, Term] = {}

    def term(node: Node) -> Term | None:
        if isinstance(node, Variable):
            return solution.get(node.name)
        if isinstance(node, BLANK_NODE):
            return fresh.setdefault(node.value, BLANK_NODE())
        return node

    for each in patterns:
        subject, predicate, object = term(each.subject), term(each.predicate), term(each.object)
        graph = None if each.graph is None else term(each.graph)
        if not isinstance(subject, (NAMED_NODE, BLANK_NODE)) or not isinstance(predicate, NAMED_NODE):
            continue
        if not isinstance(object, (NAMED_NODE, BLANK_NODE, LITERAL)) or (
            each.graph is not None and not isinstance(graph, NAMED_NODE)
        ):
            continue
        yield (graph.value if isinstance(graph, NAMED_NODE) else default), Triple(subject, predicate, object)
