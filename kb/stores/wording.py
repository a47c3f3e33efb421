"""Words what the engine says about a query that it cannot parse."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kb.errors import QueryError, QueryRefusedError, QuerySyntaxError, nearest

from .guard import update_keyword

_PLACE = re.compile(r"error at (?:line )?(\d+)(?::| column )(\d+): (.*)", re.DOTALL)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
# What can hold any text: IRIs, strings and comments (SPARQL 1.1 §19.8).
_OPAQUE = re.compile(
    r"""<[^<>"{}|^`\x00-\x20]*>|\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
    |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|\#[^\n\r]*""",
    re.VERBOSE | re.DOTALL,
)
_DECLARED = re.compile(r"PREFIX\s+([\w.\-]*):", re.IGNORECASE)
_USED = re.compile(r"(?<![\w?$:.\-])((?!_)[\w.\-]*):")
_WORD = re.compile(r"[^\W\d_]+")
# Among all that it expected, the engine names the rule of the language that was broken: "Duplicated variable name …".
_RULE = re.compile(r"(?:expected |one of |, )([A-Z][A-Za-z]+(?: [A-Za-z]+)+)")
_REWORDED = {
    "IRI parsing failed": "an IRI that is relative, or no IRI at all",
    "Prefix not found": "a prefix is not declared",
}


def mask(text: str) -> str:
    """Return a query with the inside of its IRIs, strings and comments blanked out, every character in its place."""
    return _OPAQUE.sub(lambda found: re.sub(r"[^\n\r]", " ", found.group()), text)


def declared_prefixes(masked: str) -> list[str]:
    """Return the prefixes that a masked query declares."""
    return _DECLARED.findall(masked)


def query_error(text: str, message: str, prefixes: Mapping[str, str]) -> QueryError:
    """Return the error for a query that the engine refused with ``message``."""
    keyword = update_keyword(text)
    if keyword is not None:
        return QueryRefusedError(
            f"{keyword} would change the data; only queries are answered here",
            hint="edit the Turtle files of the knowledge base, then run 'kb build'",
        )
    found = _PLACE.search(message)
    if found is None:
        return QuerySyntaxError(message)
    line, column, reason = int(found.group(1)), int(found.group(2)), found.group(3)
    misspelt = _misspelt_form(mask(text), line, column)
    return misspelt if misspelt is not None else _worded(text, line, column, reason, prefixes)


def update_error(
    before: str, prologue: str, operation: str, between: int, message: str, prefixes: Mapping[str, str]
) -> QuerySyntaxError:
    """Return the error for an operation of an update that the engine refused with ``message``.

    The engine saw it behind what was declared ``before``, which is whole lines, and behind its own prologue, with
    ``between`` more characters between the two.
    """
    found = _PLACE.search(message)
    if found is None:
        return QuerySyntaxError(message[:1].lower() + message[1:])
    line, column, reason = int(found.group(1)) - before.count("\n"), int(found.group(2)), found.group(3)
    start = len(prologue) - prologue.rfind("\n")
    if line == prologue.count("\n") + 1 and column > start:
        column = max(start, column - between)
    declared = dict.fromkeys(declared_prefixes(mask(before)), "")
    return _worded(prologue + operation, line, column, reason, {**prefixes, **declared})


def _worded(text: str, line: int, column: int, reason: str, prefixes: Mapping[str, str]) -> QuerySyntaxError:
    hint = _undeclared(mask(text), prefixes)
    if hint is not None:
        return QuerySyntaxError("a prefix is not declared", line, column, hint=hint)
    rule = _RULE.search(reason)
    if rule is not None:
        words = _REWORDED.get(rule.group(1), rule.group(1))
        return QuerySyntaxError(words[0].lower() + words[1:], line, column)
    return _unexpected(text, line, column)


def _misspelt_form(masked: str, line: int, column: int) -> QuerySyntaxError | None:
    """Return the error for a query whose first word is none of SELECT, ASK, CONSTRUCT and DESCRIBE."""
    start = re.match(r"\s*(?:(?:PREFIX\s+[\w.\-]*:|BASE)\s+)*", masked, re.IGNORECASE)
    word = _WORD.match(masked, start.end() if start is not None else 0)
    if word is None or word.group().upper() in _FORMS:
        return None
    before = masked[: word.start()]
    close = nearest(word.group().upper(), _FORMS)
    return QuerySyntaxError(
        f"unexpected '{word.group()[:40]}'",
        before.count("\n") + 1,
        len(before) - before.rfind("\n"),
        hint=f"did you mean {close}?" if close else f"a query begins with {', '.join(_FORMS)}",
    )


def _unexpected(text: str, line: int, column: int) -> QuerySyntaxError:
    """Return the error that names the word in which the parser stopped."""
    rest = "\n".join(text.splitlines()[line - 1 :])
    at = column - 1
    if not rest[at:].strip():
        return QuerySyntaxError("the query ends too early, or its last pattern lacks a part", line, column)
    while at > 0 and not rest[at - 1].isspace() and rest[at - 1] not in "{}()[]<>,;.|^/+*=!&":
        at -= 1
    return QuerySyntaxError(f"unexpected '{rest[at:].split()[0][:40]}'", line, at + 1)


def _undeclared(masked: str, prefixes: Mapping[str, str]) -> str | None:
    known = [*prefixes, *declared_prefixes(masked)]
    for prefix in _USED.findall(masked):
        if prefix not in known:
            close = nearest(prefix, known)
            suggestion = f"did you mean '{close}:'?" if close else f"declare it: PREFIX {prefix}: <…>"
            return f"'{prefix}:' is unknown; {suggestion}"
    return None
