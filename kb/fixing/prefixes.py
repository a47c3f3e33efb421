"""Sorts the prefixes at the top of a file."""

from __future__ import annotations

import re

DONE = "prefixes sorted"
ORDER = 3

_LINE = re.compile(r"@prefix[ \t]+([^\s:]*):[ \t]*<[^>]*>[ \t]*\.[ \t]*(?:#.*)?")


def fix(text: str) -> str:
    """Return the text with its first block of prefixes sorted by name.

    The block ends at the first line that is something else. One that declares a prefix twice stays as it is: there,
    the order means something.
    """
    lines = text.splitlines(keepends=True)
    start = next((at for at, line in enumerate(lines) if _LINE.fullmatch(line.rstrip("\r\n"))), None)
    if start is None or any(line.strip() and not line.lstrip().startswith("#") for line in lines[:start]):
        return text
    end = start
    while end < len(lines) and _LINE.fullmatch(lines[end].rstrip("\r\n")):
        end += 1
    block = lines[start:end]
    names = [_name(line) for line in block]
    if len(set(names)) < len(names) or not block[-1].endswith(("\r", "\n")):
        return text
    return "".join([*lines[:start], *sorted(block, key=_name), *lines[end:]])


def _name(line: str) -> str:
    match = _LINE.fullmatch(line.rstrip("\r\n"))
    return match.group(1) if match else ""
