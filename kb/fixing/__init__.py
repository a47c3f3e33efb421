"""Mends what can be mended safely in Turtle: a module each, found by its file, in the order of their names' numbers.

Each has ``fix(text) -> str`` and ``DONE``, what it did in words. Comments stay, and so does every character that need
not change. A missing language tag is never guessed, and no literal is touched.
"""

from __future__ import annotations

import difflib
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol

from kb.namespaces import SCHEMA
from kb.turtle.document import Document
from kb.turtle.parsing import FaultError, Parser


class Fix(Protocol):
    """A module of this folder."""

    DONE: str
    ORDER: int

    def fix(self, text: str) -> str:
        """Return the text, mended."""


@cache
def fixes() -> tuple[Fix, ...]:
    """Return all fixes, in the order in which they are made."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py") if path.stem != "files")
    modules: list[Fix] = [import_module(f"{__name__}.{name}") for name in names]
    return tuple(sorted(modules, key=lambda module: module.ORDER))


def fix(text: str) -> tuple[str, list[str]]:
    """Return a text, mended, with what was done; a text that does not parse stays as it is.

    Whatever a fix does, the triples afterwards are those before, but for ``http:`` in front of schema.org.
    """
    done = []
    for module in fixes():
        if _triples(text) is None:
            break
        mended = module.fix(text)
        if mended != text and _triples(mended) == _triples(text):
            text = mended
            done.append(module.DONE)
    return text, done


def _triples(text: str) -> set[tuple[str, ...]] | None:
    try:
        list(Parser(text, "turtle", "http://base.invalid/").triples())
    except FaultError:
        return None
    found = Document(text, "turtle", "http://base.invalid/").triples()
    return {tuple(term.replace("<http://schema.org/", f"<{SCHEMA}") for term in each[:3]) for each in found}


def diff(name: str, before: str, after: str) -> str:
    """Write a change as git shows it."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
