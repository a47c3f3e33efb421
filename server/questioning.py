"""What a request asks of a saved question: which one, its parameters, the page, and where other pages are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from kb.decorators import decorators
from kb.errors import UnknownNameError, UsageError
from kb.parameters import Parameter, bound
from kb.questions import Question, question, questions

from . import protocol
from .negotiation import Wanted, suffixes
from .state import endpoint
from .wire import Job

MOST_ROWS = 10_000
"""The most rows that a page may have on demand."""

OWN = ("page", "page_size", "format")
"""The parameters that are ours, unless the question has such of its own."""

_IGNORED = ("_",)  # what jQuery adds so that no cache answers
_DIGITS = 9


@dataclass(frozen=True)
class Asked:
    """A question as it is asked: what was given for its parameters, the page, its rows (0 for all), the suffix."""

    question: Question
    parameters: list[Parameter]
    given: dict[str, str]
    bindings: Mapping[str, tuple[str, ...]]
    page: int
    size: int
    suffix: str = ""

    def job(self, wanted: Wanted) -> Job:
        """Return what to put to a process."""
        return Job(
            self.question.text,
            table=wanted.table.format if wanted.table is not None else None,
            graph=wanted.graph.format if wanted.graph is not None else None,
            bindings=self.bindings,
            offset=(self.page - 1) * self.size,
            limit=self.size,
        )

    def url(self, suffix: str, page: int = 0) -> str:
        """Return the path of the same in the format of a suffix, or of another page."""
        values: dict[str, Any] = {**self.given}
        if self.size:
            values |= {"page_size": self.size, "page": page or self.page}
        path = url_for("named.named", name=self.question.slug + suffix)
        return f"{path}?{urlencode(values)}" if values else path


def question_at(name: str) -> tuple[Question, str]:
    """Return the question that a name with or without a suffix is of, and the suffix.

    Raises:
        UnknownNameError: if there is none.
    """
    stem, dot, suffix = name.rpartition(".")
    if dot and suffix in suffixes():
        return question(stem, endpoint().kb), suffix
    try:
        return question(name, endpoint().kb), ""
    except UnknownNameError as error:
        raise UnknownNameError(
            "saved question", name[:80], questions(endpoint().kb), hint="/q lists the saved questions"
        ) from error


def read_asked(found: Question, known: list[Parameter], given: protocol.Parameters) -> Asked:
    """Read what a request gives.

    Raises:
        UsageError: if a parameter is wrong; it names the parameter.
    """
    prefixes, own = endpoint().kb.prefixes, {parameter.name for parameter in known}
    rest = [(name, value) for name, value in given if name in own or name not in (*OWN, *_IGNORED)]
    bindings = {name: (str(term),) for name, term in bound(known, rest, prefixes).items()}
    size = _number(given, "page_size", decorators(found.text).pagination, MOST_ROWS) if "page_size" not in own else 0
    page = _number(given, "page", 1, 10**_DIGITS) if "page" not in own else 1
    if page > 1 and not size:
        raise UsageError("the parameter 'page' needs 'page_size'", hint="say how many rows a page has: page_size=100")
    return Asked(found, known, {name: value for name, value in rest if value}, bindings, page, size)


def _number(given: protocol.Parameters, name: str, default: int, most: int) -> int:
    values = [value for value in protocol.values(given, name) if value]
    if not values:
        return default
    text = values[-1]
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and 1 <= int(text) <= most):
        raise UsageError(f"the parameter '{name}' is '{text[:40]}'", hint=f"'{name}' takes a number from 1 to {most}")
    return int(text)
