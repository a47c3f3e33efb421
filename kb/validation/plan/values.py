"""Tests of single terms, as pySHACL makes them: each is asked once for every term that differs."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from pyshacl.constraints.core.value_constraints import DatatypeConstraintComponent
from pyshacl.rdfutil.compare import compare_literal
from rdflib.namespace import RDF, RDFS, XSD
from rdflib.term import Literal, URIRef

from kb.columns.texts import datatype, language, lexical
from kb.validation.terms import rdflib_term

from .shapes import Datatype, LanguageIn, Length, Pattern, Range

Test = Callable[[str], bool]

_PLAIN = re.compile(
    r'"(?:\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])'
    r'(?:"\^\^<http://www\.w3\.org/2001/XMLSchema#date>'
    r'|T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ?"\^\^<http://www\.w3\.org/2001/XMLSchema#dateTime>)'
    r'|[+-]?\d{1,15}"\^\^<http://www\.w3\.org/2001/XMLSchema#integer>)'
)
"""Dates, times and numbers that are well-formed beyond doubt."""


def datatype_test(constraint: Datatype) -> Test:
    """Return whether a term has a datatype and is well-formed (SHACL §4.1.2)."""
    wanted = constraint.iri
    if wanted == str(XSD.string):
        return lambda text: text[0] == '"' and text[-1] == '"'
    if wanted == str(RDF.langString):
        return lambda text: bool(language(text))
    if wanted == str(RDFS.Literal):
        return lambda text: text[0] == '"'
    asserts: Any = DatatypeConstraintComponent._assert_actual_datatype
    ending = f'"^^<{wanted}>'

    def test(text: str) -> bool:
        if not text.endswith(ending):
            return wanted == str(RDFS.Datatype) and bool(datatype(text))
        if _PLAIN.fullmatch(text):
            return True
        literal = rdflib_term(text)
        return not getattr(literal, "ill_typed", None) and bool(asserts(None, literal, URIRef(wanted)))

    return test


def length_test(constraint: Length) -> Test:
    """Return whether a term is neither too short nor too long (SHACL §4.4.1, §4.4.2)."""
    least, most = constraint.least, constraint.most

    def test(text: str) -> bool:
        if text[0] == "_":
            return most is None and not least
        length = len(lexical(text))
        return length >= least and (most is None or length <= most)

    return test


def pattern_test(constraint: Pattern) -> Test:
    """Return whether a term matches a regular expression (SHACL §4.4.3), in the flavour of Python, as in pySHACL.

    Raises:
        re.error: if it is not one.
    """
    flags = (re.IGNORECASE if "i" in constraint.flags else 0) | (re.MULTILINE if "m" in constraint.flags else 0)
    search = re.compile(constraint.regex, flags).search
    return lambda text: text[0] != "_" and search(lexical(text)) is not None


def language_test(constraint: LanguageIn) -> Test:
    """Return whether a term has a language that a range allows (SHACL §4.4.4)."""
    allowed = set(constraint.languages)

    def test(text: str) -> bool:
        tag = language(text)
        return bool(tag) and ("*" in allowed or tag in allowed or tag.partition("-")[0] in allowed)

    return test


def range_test(constraint: Range) -> Test:
    """Return whether a term compares with a bound as it must (SHACL §4.3)."""
    holds: Callable[[int], bool] = {
        "<": lambda order: order < 0,
        "<=": lambda order: order <= 0,
        ">": lambda order: order > 0,
        ">=": lambda order: order >= 0,
    }[constraint.operator]
    bound: Any = rdflib_term(constraint.bound)

    def test(text: str) -> bool:
        value: Any = rdflib_term(text)
        if not isinstance(value, Literal) or isinstance(value.value, str) != isinstance(bound.value, str):
            return False
        try:
            return holds(compare_literal(value, bound))
        except (TypeError, NotImplementedError):
            return False

    return test


def is_less(left: str, right: str, *, or_equal: bool) -> bool:
    """Tell whether one term is surely less than another (SHACL §4.5.3); False where it is in doubt."""
    (is_text, one), (other_is_text, other) = _comparable(left), _comparable(right)
    if is_text != other_is_text or one is None or other is None:
        return False
    try:
        return bool(one <= other if or_equal else one < other)
    except (TypeError, NotImplementedError):
        return False


@cache
def _comparable(text: str) -> tuple[bool, Any]:
    """Return whether a term compares as text, and what it compares by; None where it cannot."""
    if text[0] == "_":
        return False, None
    if text[0] == "<":
        return True, lexical(text)
    literal: Any = rdflib_term(text)
    return (True, literal.value) if isinstance(literal.value, str) else (False, literal)


_ORDERED = re.compile(
    r'"(?:(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8]))"\^\^<http://www\.w3\.org/2001/XMLSchema#date>'
    r"|(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:Z|\+00:00)"
    r'"\^\^<http://www\.w3\.org/2001/XMLSchema#dateTime>'
    r'|([+-]?\d{1,15})"\^\^<http://www\.w3\.org/2001/XMLSchema#integer>)'
)
NO_KEY = 0


def order_key(text: str) -> tuple[int, int]:
    """Return a class of terms that compare with each other, and a number by which they do; ``NO_KEY`` for others."""
    match = _ORDERED.fullmatch(text)
    if match is None:
        return NO_KEY, 0
    day, time, number = match.groups()
    if number is not None:
        return 1, int(number)
    return (2, int(day.replace("-", ""))) if day is not None else (3, int(re.sub(r"\D", "", time)))
