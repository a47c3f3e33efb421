"""Opens the subselects that a query's own OPTIONALs hold: with a variable fixed, few rows look up what they need.

Our questions wrap them, since over all the data one join by hashes is quicker; for one claim or one agent it reads
everything for nothing. Opened are only those that mean the same without the wrapping: plain patterns whose variables
all come out, with filters that speak of nothing else.
"""

from __future__ import annotations

import re

_WRAPPED = re.compile(
    r"\bOPTIONAL\s*(?P<outer>\{\s*SELECT\s+(?P<names>\*|(?:[?$]\w+\s*)+)\s*WHERE\s*\{)(?P<inner>[^{}]*)(?P<end>\})\s*\}",
    re.IGNORECASE,
)
_FILTER = re.compile(r"\bFILTER\s*(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))", re.IGNORECASE)
_OTHER = re.compile(r"(?<![?$:\w])(?:BIND|VALUES|FILTER|EXISTS|SERVICE|GRAPH)\b", re.IGNORECASE)
_VARIABLE = re.compile(r"[?$](\w+)")


def unwrap(text: str, masked: str) -> tuple[str, str]:
    """Return a pattern, and the same masked, with such subselects opened; no character changes its place."""
    for found in _WRAPPED.finditer(masked):
        if _depth(masked, found.start()) == 0 and _means_the_same(found.group("names"), found.group("inner")):
            for start, end in ((found.start("outer") + 1, found.end("outer")), found.span("end")):
                blank = re.sub(r"[^\n\r]", " ", masked[start:end])
                text, masked = (whole[:start] + blank + whole[end:] for whole in (text, masked))
    return text, masked


def _depth(masked: str, place: int) -> int:
    return masked.count("{", 0, place) - masked.count("}", 0, place)


def _means_the_same(names: str, inner: str) -> bool:
    patterns = _FILTER.sub(" ", inner)
    bound = set(_VARIABLE.findall(patterns))
    filtered = {name for found in _FILTER.finditer(inner) for name in _VARIABLE.findall(found.group(1))}
    is_whole = names.strip() == "*" or set(_VARIABLE.findall(names)) >= bound
    return is_whole and filtered <= bound and _OTHER.search(patterns) is None
