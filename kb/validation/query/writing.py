"""The commonest functions of SPARQL, worked out on the texts of terms: where they do not fit, rdflib's are asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from rdflib.term import Literal

from kb.columns.texts import datatype, language
from kb.namespaces import RDF

Writer = Callable[[tuple[str, ...]], str | None]
"""Returns what a function makes of the texts of its arguments; None if that is not for it to say."""


def _str(texts: tuple[str, ...]) -> str | None:
    text = texts[0]
    if text[0] == "<":
        return f'"{text[1:-1]}"' if "\\" not in text else None
    return text[: text.rindex('"') + 1] if text[0] == '"' else None


def _datatype(texts: tuple[str, ...]) -> str | None:
    text = texts[0]
    if text[0] != '"':
        return None
    return f"<{RDF}langString>" if language(text) else f"<{datatype(text)}>"


def _concat(texts: tuple[str, ...]) -> str | None:
    if any(text[0] != '"' or text[-1] != '"' for text in texts):
        return None
    return f'"{"".join(text[1:-1] for text in texts)}"'


def _substr(start: int, length: int | None) -> Writer:
    def write(texts: tuple[str, ...]) -> str | None:
        text = texts[0]
        if text[0] != '"' or text[-1] != '"' or "\\" in text or start < 1:
            return None
        end = None if length is None else start - 1 + length
        return f'"{text[1:-1][start - 1 : end]}"'

    return write


def _regex(pattern: str) -> Writer:
    search = re.compile(pattern).search

    def write(texts: tuple[str, ...]) -> str | None:
        text = texts[0]
        if text[0] != '"' or text[-1] != '"' or "\\" in text:
            return None
        found = "true" if search(text[1:-1]) else "false"
        return f'"{found}"^^<http://www.w3.org/2001/XMLSchema#boolean>'

    return write


def _nothing(texts: tuple[str, ...]) -> str | None:
    return None


def _for_substr(expression: Any) -> tuple[Writer, list[Any]]:
    bounds = [part.value if isinstance(part, Literal) else part for part in (expression.start, expression.length)]
    if isinstance(bounds[0], int) and (bounds[1] is None or isinstance(bounds[1], int)):
        return _substr(bounds[0], bounds[1]), [expression.arg]
    return _nothing, [expression.arg]


def _for_regex(expression: Any) -> tuple[Writer, list[Any]]:
    if isinstance(expression.pattern, Literal) and expression.flags is None:
        try:
            return _regex(str(expression.pattern)), [expression.text]
        except re.error:
            pass
    return _nothing, [expression.text]


WRITERS: Mapping[str, Callable[[Any], tuple[Writer, list[Any]]]] = {
    "Builtin_STR": lambda expression: (_str, [expression.arg]),
    "Builtin_DATATYPE": lambda expression: (_datatype, [expression.arg]),
    "Builtin_CONCAT": lambda expression: (_concat, list(expression.arg)),
    "Builtin_SUBSTR": _for_substr,
    "Builtin_REGEX": _for_regex,
}
"""For each function: what works it out, and the arguments that it works on."""
