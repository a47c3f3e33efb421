"""Puts the triples of basic graph patterns into an order that rdflib can follow from one known node to the next.

rdflib orders them without knowing that ``$this`` will be bound, and may begin at the far end, with all nodes of a
class. The order changes what it costs, and nothing of what is found.
"""

from __future__ import annotations

from typing import Any

from rdflib.plugins.sparql.parserutils import CompValue

from .expressions import names_in


def put_in_order(part: Any, known: frozenset[str]) -> None:
    """Order the patterns within a part of a query, of whose variables some are known."""
    if isinstance(part, CompValue):
        if part.name == "BGP":
            part["triples"] = _ordered(part.triples, set(known))
        elif part.name in ("Join", "LeftJoin", "Minus"):
            put_in_order(part.p1, known)
            put_in_order(part.p2, known | names_in(part.p1))
            put_in_order(part.get("expr"), known | names_in(part.p1) | names_in(part.p2))
        elif part.name == "Filter":
            put_in_order(part.p, known)
            put_in_order(part.expr, known | names_in(part.p))
        else:
            for key, value in part.items():
                if key != "_vars":
                    put_in_order(value, known)
    elif isinstance(part, (list, tuple)):
        for each in part:
            put_in_order(each, known)


def _ordered(triples: list[Any], known: set[str]) -> list[Any]:
    waiting, found = list(triples), []
    while waiting:
        best = min(waiting, key=lambda triple: _distance(triple, known))
        waiting.remove(best)
        found.append(best)
        known |= names_in(best)
    return found


def _distance(triple: Any, known: set[str]) -> tuple[bool, int]:
    """Tell how far a triple is from what is known: nothing in common, then how many of its ends are open."""
    names = [names_in(node) for node in (triple[0], triple[2])]
    apart = bool(known) and any(names) and not any(name & known for name in names)
    return apart, sum(bool(name - known) for name in names) + 2 * bool(names_in(triple[1]) - known)
