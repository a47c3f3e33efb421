"""Reads one format per module, and yields its records; see ``kb.importing.records`` for what they are.

A module has ``read(source, options)``, which yields items as it goes, ``SUFFIXES``, by which files of a folder are
chosen, and a docstring whose first line says what it reads; it may have ``FIELDS``, which tells findings what the key
or column is called that a property (its local name) comes from. A new format is a new module: no list names it.
It raises ``KbError`` only where the whole input makes no sense to it; one bad record is a ``Rejected``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from kb.errors import UnknownNameError
from kb.importing.inputs import Input
from kb.importing.records import Item, Options


@dataclass(frozen=True)
class Importer:
    """A format: its name, what it is in a line, the suffixes of its files, and what reads them."""

    name: str
    summary: str
    suffixes: tuple[str, ...]
    read: Callable[[Input, Options], Iterator[Item]]
    fields: Mapping[str, str]


def importer_names() -> list[str]:
    """Return the names of all formats."""
    found = [path.stem for path in Path(__file__).parent.glob("[a-z]*.py")]
    return sorted([*found, *(path.parent.name for path in Path(__file__).parent.glob("[a-z]*/__init__.py"))])


def importer(name: str) -> Importer:
    """Return the importer of a format.

    Raises:
        UnknownNameError: if there is none.
    """
    if name not in importer_names():
        raise UnknownNameError(
            "format to import", name, importer_names(), hint=f"there are: {', '.join(importer_names())}"
        )
    module = import_module(f"{__name__}.{name}")
    summary = (module.__doc__ or "").partition("\n")[0].rstrip(".")
    return Importer(name, summary, module.SUFFIXES, module.read, getattr(module, "FIELDS", {}))
