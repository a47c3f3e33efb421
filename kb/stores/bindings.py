"""Fixes variables of a query: as terms in a VALUES clause, which the engine joins with the pattern."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kb.errors import UsageError
from kb.formats import Term

from .wording import mask

_CONSTRUCT = re.compile(r"\bCONSTRUCT\b", re.IGNORECASE)


def bind(text: str, bindings: Mapping[str, Term]) -> str:
    """Return the query with VALUES at the beginning of its pattern (SPARQL 1.1 §10.2.2).

    Raises:
        UsageError: if the query has no such variable, or no pattern that could be joined.
    """
    if not bindings:
        return text
    masked = mask(text)
    for name in bindings:
        if not re.search(rf"[?$]{re.escape(name)}(?!\w)", masked):
            raise UsageError(f"the query has no variable ?{name}")
    place = _pattern_start(masked)
    names = " ".join(f"?{name}" for name in bindings)
    terms = " ".join(str(term) for term in bindings.values())
    return f"{text[:place]} VALUES ({names}) {{ ({terms}) }} {text[place:]}"


def _pattern_start(masked: str) -> int:
    """Return the place behind the brace that opens the pattern; a CONSTRUCT has its template before it."""
    groups = _outer_groups(masked)
    wanted = 1 if _CONSTRUCT.search(masked.partition("{")[0]) else 0
    if len(groups) <= wanted:
        raise UsageError(
            "a variable cannot be fixed in this query: it has no pattern of its own",
            hint="write it with WHERE { … }, and CONSTRUCT with a template",
        )
    return groups[wanted] + 1


def _outer_groups(masked: str) -> list[int]:
    """Return the places of the opening braces that stand in no other brace or parenthesis."""
    depth, places = 0, []
    for place, char in enumerate(masked):
        if char in "{(":
            if char == "{" and depth == 0:
                places.append(place)
            depth += 1
        elif char in "})":
            depth -= 1
    return places
