"""Refuses queries that would leave the store: the engine itself would follow SERVICE to any host.

The text is searched, not parsed: two parsers that disagree about one ``<`` (less-than, or the start of an IRI?)
would let a query through. So a comment or a string that spells out a whole SERVICE clause is refused, too.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from kb.errors import QueryRefusedError

# SPARQL 1.1 §19.8: ServiceGraphPattern ::= 'SERVICE' 'SILENT'? VarOrIri GroupGraphPattern, comments being white space.
_SPACE = r"(?:\s|\#[^\n\r]*[\n\r])*"
_SERVICE = re.compile(
    rf"SERVICE{_SPACE}(?:SILENT{_SPACE})?"
    rf'(<[^<>"{{}}\s]*>|[?$][^\s<>"{{}}]+|[^\s<>"{{}}:]*:[^\s<>"{{}}]*){_SPACE}\{{',
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATE = re.compile(
    rf"{_SPACE}(?:(?:BASE|PREFIX\s+\S*:){_SPACE}<[^>]*>{_SPACE})*"
    r"(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b",
    re.IGNORECASE,
)


def refuse_service(text: str, allowed: Collection[str] = ()) -> None:
    """Let a query pass that can reach no other endpoint than those with the IRIs ``allowed``, written in full.

    Raises:
        QueryRefusedError: if anything in it can be read as another SERVICE clause.
    """
    for spelled in (text, _ESCAPE.sub(_character, text)):
        for found in _SERVICE.finditer(spelled):
            if found.group(1)[1:-1] not in allowed or not found.group(1).startswith("<"):
                raise _refusal(allowed)


def _refusal(allowed: Collection[str]) -> QueryRefusedError:
    if not allowed:
        return QueryRefusedError("SERVICE is switched off: a query here reaches no other endpoint")
    return QueryRefusedError(
        "SERVICE reaches some endpoints only here, by their full addresses",
        hint=f"allowed: {', '.join(f'<{iri}>' for iri in sorted(allowed))}",
    )


def update_keyword(text: str) -> str | None:
    """Return the first keyword of a SPARQL update (``INSERT`` …), or None if ``text`` is none."""
    found = _UPDATE.match(text)
    return found.group(1).upper() if found else None


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1) or match.group(2), 16)
    return chr(code) if code < 0x110000 else ""
