"""Mapping files: what the columns of any sheet mean, said in TOML.

::

    dates = "dmy"                     # the order of the numbers of dates
    encoding = "cp1252"               # of a CSV file that is not in Unicode
    sheet = "Checks 2024"             # of a workbook; without it, all that have the columns
    header = 3                        # the row of the header; without it, the first that has the columns

    [columns]
    "Behauptung" = "claim"
    "Bewertung" = "verdict"
    "Kürzel" = "-"                    # is kept, and not reported as unknown

    [constants]                       # the same in all rows
    language = "de"

    [verdicts]                        # what their labels mean
    "stimmt nicht" = "refuted"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.errors import ConfigurationError, FileError, nearest

from .dates import ORDERS
from .fields import FIELDS, VERDICTS, is_meaning, verdict_of

_TABLES = ("columns", "constants", "verdicts")
_TEXTS = ("dates", "encoding", "sheet")
_KEYS = (*_TABLES, *_TEXTS, "header")


@dataclass(frozen=True)
class Mapped:
    """What a mapping file says; ``verdicts`` gives for labels, in lower case, the IRIs of our verdicts."""

    path: str
    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)
    dates: str = ""
    encoding: str = ""
    sheet: str = ""
    header: int = 0


def read_mapping(path: Path) -> Mapped:
    """Read a mapping file.

    Raises:
        FileError: if it cannot be read.
        ConfigurationError: if it is no TOML, or says something that has no meaning.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileError.from_os("read", error) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: {error}", hint='columns are mapped so: "Their column" = "claim"') from None
    _check(path, table)
    columns, constants = table["columns"], table.get("constants", {})
    verdicts = {
        label.strip().lower(): iri for label, name in table.get("verdicts", {}).items() if (iri := verdict_of(name))
    }
    return Mapped(
        str(path),
        columns,
        constants,
        verdicts,
        **{key: table.get(key, "") for key in _TEXTS},
        header=table.get("header", 0),
    )


def _check(path: Path, table: Mapping[str, Any]) -> None:
    for key in table:
        if key not in _KEYS:
            _unknown(path, "key", key, _KEYS)
    for key in _TABLES:
        entries = table.get(key, {})
        if not isinstance(entries, dict) or not all(isinstance(value, str) for value in entries.values()):
            raise ConfigurationError(f'{path}: \'{key}\' must be a table of texts: "…" = "…"')
    for key in _TEXTS:
        if not isinstance(table.get(key, ""), str):
            raise ConfigurationError(f"{path}: '{key}' must be a text")
    if table.get("dates", "dmy") not in ORDERS:
        raise ConfigurationError(
            f"{path}: dates = '{table['dates']}' is no order", hint=f"there are: {', '.join(ORDERS)}"
        )
    if type(table.get("header", 1)) is not int or table.get("header", 1) < 1:
        raise ConfigurationError(f"{path}: 'header' must be the number of a row, from 1")
    _check_meanings(path, table)


def _check_meanings(path: Path, table: Mapping[str, Any]) -> None:
    for where in (table.get("columns", {}).values(), table.get("constants", {})):
        for name in where:
            if not is_meaning(name):
                _unknown(path, "field", name, FIELDS)
    for name in table.get("verdicts", {}).values():
        if verdict_of(name) is None:
            _unknown(path, "verdict", name, VERDICTS)
    meant = {*table.get("columns", {}).values(), *table.get("constants", {})}
    if "claim" not in meant:
        raise ConfigurationError(
            f"{path}: no column is the claim", hint='say which: [columns] "Their column" = "claim"'
        )


def _unknown(path: Path, kind: str, name: str, known: Mapping[str, object] | tuple[str, ...]) -> None:
    close = nearest(name, known)
    hint = f"did you mean '{close}'?" if close else f"there are: {', '.join(known)}"
    raise ConfigurationError(f"{path}: there is no {kind} '{name}'", hint=hint)
