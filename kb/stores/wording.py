"""Words what the engine says about a query that it cannot parse."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kb.errors import QueryError, QueryRefusedError, QuerySyntaxError, nearest

from .guard import update_keyword

_PLACE = re.compile(r"error at (?:line )?(\d+)(?::| column )(\d+): (.*)", re.DOTALL)
# What can hold any text: IRIs, strings and comments (SPARQL 1.1 §19.8).
_OPAQUE = re.compile(
    r"""<[^<>"{}|^`\x00-\x20]*>|\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
    |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|\#[^\n\r]*""",
    re.VERBOSE | re.DOTALL,
)
_FROM = re.compile(r"(?<![?$\w:.\-])FROM\s*(?:NAMED\s*)?(?:<|[\w.\-]*:)", re.IGNORECASE)
_DECLARED = re.compile(r"PREFIX\s+([\w.\-]*):", re.IGNORECASE)
_USED = re.compile(r"(?<![\w?$:.\-])([A-Za-z][\w.\-]*):")


def outline(text: str) -> str:
    """Return a query with its IRIs, strings and comments emptied, so that its words can be searched."""
    return _OPAQUE.sub(lambda found: {"<": "<>", "#": ""}.get(found.group()[0], '""'), text)


def has_dataset_clause(text: str) -> bool:
    """Tell whether a query says FROM or FROM NAMED."""
    return _FROM.search(outline(text)) is not None


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
    undeclared = _undeclared(text, prefixes)
    if undeclared is not None or "Prefix not found" in reason:
        return QuerySyntaxError("a prefix is not declared", line, column, hint=undeclared)
    return QuerySyntaxError(_expected(text, line, column, reason), line, column)


def _expected(text: str, line: int, column: int, reason: str) -> str:
    """Shorten the engine's list of everything that could have stood here to its words and signs."""
    rule = re.search(r"The [A-Z]{3,}[^,\[]*", reason)
    if rule is not None:
        return rule.group()[0].lower() + rule.group()[1:].strip()
    rest = "\n".join(text.splitlines()[line - 1 :])[column - 1 :].split()
    if not rest:
        return "the query ends too early, or its last pattern lacks a part"
    seen = f"unexpected '{rest[0][:40]}'"
    options = re.findall(r'"[^"]+"|\b[A-Z]{2,}\b', reason)
    return f"{seen}; expected {' or '.join(options[:6])}" if options else seen


def _undeclared(text: str, prefixes: Mapping[str, str]) -> str | None:
    known = [*prefixes, *_DECLARED.findall(text)]
    for prefix in _USED.findall(outline(text)):
        if prefix not in known:
            close = nearest(prefix, known)
            suggestion = f"did you mean '{close}:'?" if close else f"declare it: PREFIX {prefix}: <…>"
            return f"'{prefix}:' is unknown; {suggestion}"
    return None
