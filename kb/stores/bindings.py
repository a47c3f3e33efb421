"""Fixes variables of a query: as terms in a VALUES clause, which the engine joins with the pattern."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import starmap

from kb.errors import UsageError
from kb.formats import Term

from .wording import mask

# The prologue, of which masking leaves no IRI, then the query form (SPARQL 1.1 §19.8, rule 2).
_FORM = re.compile(r"\s*(?:(?:PREFIX\s+[\w.\-]*:|BASE)\s+)*(?:CONSTRUCT\b\s*(?P<template>\{)?|\w+)", re.IGNORECASE)
_SUBSELECT = re.compile(r"\s*SELECT\b", re.IGNORECASE)


def bind(text: str, bindings: Mapping[str, Term | Sequence[Term]]) -> str:
    """Return the query with VALUES at the beginning of its pattern (SPARQL 1.1 §10.2.2), one for each variable.

    It is joined with the pattern: a FILTER in a group within does not see the value before that.

    Raises:
        UsageError: if the query has no such variable, or no pattern that could be joined.
    """
    if not bindings:
        return text
    masked = mask(text)
    for name in bindings:
        if not re.search(rf"[?$]{re.escape(name)}(?!\w)", masked):
            raise UsageError(f"the query has no variable ?{name}")
    start, end = _pattern(masked)
    values, pattern = " ".join(starmap(_values, bindings.items())), text[start:end]
    if _SUBSELECT.match(masked, start):  # nothing may stand beside a lone subselect
        pattern = f"{{{pattern}}}"
    return f"{text[:start]} {values} {pattern}{text[end:]}"


def _values(name: str, terms: Term | Sequence[Term]) -> str:
    every = terms if isinstance(terms, Sequence) else [terms]
    return f"VALUES ?{name} {{ {' '.join(map(str, every))} }}"


def _pattern(masked: str) -> tuple[int, int]:
    """Return the places behind the brace that opens the pattern and of the one that closes it."""
    groups = _outer_groups(masked)
    form = _FORM.match(masked)
    if form is not None and form.group().rstrip("{ \t\r\n").upper().endswith("CONSTRUCT"):
        groups = groups[1:] if form.group("template") else []
    if not groups:
        raise UsageError(
            "a variable cannot be fixed in this query: it has no pattern of its own",
            hint="write it with WHERE { … }, and CONSTRUCT with a template",
        )
    return groups[0]


def _outer_groups(masked: str) -> list[tuple[int, int]]:
    """Return where the groups begin and end that stand in no other brace or parenthesis."""
    depth, start, found = 0, 0, []
    for place, char in enumerate(masked):
        if char in "{(":
            if char == "{" and depth == 0:
                start = place + 1
            depth += 1
        elif char in "})":
            depth -= 1
            if char == "}" and depth == 0:
                found.append((start, place))
    return found
