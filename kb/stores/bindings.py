"""Fixes variables of a query: as terms in a VALUES clause, which the engine joins with the pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import starmap

from kb.errors import UsageError
from kb.formats import Term

from .unwrapping import unwrap
from .wording import mask

# The prologue, of which masking leaves no IRI, then the query form (SPARQL 1.1 §19.8, rule 2).
_FORM = re.compile(r"\s*(?:(?:PREFIX\s+[\w.\-]*:|BASE)\s+)*(?:CONSTRUCT\b\s*(?P<template>\{)?|\w+)", re.IGNORECASE)
_VARIABLE = re.compile(r"[?$](\w+)")
_SUBSELECT = re.compile(r"\s*SELECT\b", re.IGNORECASE)


def bind(text: str, bindings: Mapping[str, Term | Sequence[Term]]) -> str:
    """Return the query with VALUES at the beginning of its pattern (SPARQL 1.1 §10.2.2), one for each variable.

    It is joined with the pattern: a FILTER in a group within does not see the value before that, unless the variable
    is a parameter, whose name begins with "_": that has its value in all groups.

    Raises:
        UsageError: if the query has no such variable, or no pattern that could be joined.
    """
    if not bindings:
        return text
    masked = mask(text)
    for name in bindings:
        if not re.search(rf"[?$]{re.escape(name)}(?!\w)", masked):
            raise UsageError(f"the query has no variable ?{name}")
    start, end = pattern_of(masked)
    within = _with_parameters(*unwrap(text[start:end], masked[start:end]), bindings)
    if _SUBSELECT.match(masked, start):  # nothing may stand beside a lone subselect
        within = f"{{{within}}}"
    return f"{text[:start]}{_values(bindings)}{within}{text[end:]}"


def _values(bindings: Mapping[str, Term | Sequence[Term]]) -> str:
    return f" {' '.join(starmap(_clause, bindings.items()))} "


def _clause(name: str, terms: Term | Sequence[Term]) -> str:
    every = terms if isinstance(terms, Sequence) else [terms]
    return f"VALUES ?{name} {{ {' '.join(map(str, every))} }}"


def _with_parameters(text: str, masked: str, bindings: Mapping[str, Term | Sequence[Term]]) -> str:
    """Return a pattern in which each group that names parameters itself has their values, too."""
    parts, last = [], 0
    for start, own in sorted(_groups(masked)):
        named = {name: bindings[name] for name in bindings if name.startswith("_") and name in _names(own)}
        if named and not _SUBSELECT.match(own):
            parts += [text[last:start], _values(named)]
            last = start
    return "".join([*parts, text[last:]])


def _groups(masked: str) -> Iterator[tuple[int, str]]:
    """Yield of each group where it begins, and what stands in it but in no group within."""
    open_groups: list[tuple[int, list[str]]] = []
    for place, char in enumerate(masked):
        if char == "{":
            open_groups.append((place + 1, []))
        elif char == "}" and open_groups:
            start, own = open_groups.pop()
            yield start, "".join(own)
        elif open_groups:
            open_groups[-1][1].append(char)


def _names(own: str) -> set[str]:
    return set(_VARIABLE.findall(own))


def pattern_of(masked: str) -> tuple[int, int]:
    """Return the places behind the brace that opens the pattern of a masked query and of the one that closes it.

    Raises:
        UsageError: if it has no pattern of its own.
    """
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
