"""Starts a knowledge base: from ``kb/starter``, or as a copy of an example."""

from __future__ import annotations

import json
import re
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from .errors import FileError, UsageError
from .project import CONFIGURATION, base_fault
from .resources import example as example_folder
from .sheets import template

_PLACES = {"gitignore": ".gitignore", "workflow.yml": ".github/workflows/validate.yml"}
"""Files of the starter whose names a package should not carry."""


@dataclass(frozen=True)
class Start:
    """What was done: relative paths of the files that were written, and of those that were there and were kept."""

    written: list[str]
    kept: list[str]


def start(folder: Path, *, name: str | None, base: str | None, example: str | None, sheet: bool = False) -> Start:
    """Make a knowledge base in ``folder``, with a ``sheet`` of fact-checks to fill in if that is wanted.

    ``name`` and ``base`` take the place of the starter's; an example keeps its own unless they are given. A README,
    a .gitignore or a workflow that is there already is kept. Where there is a knowledge base already, the sheet is all
    that is added. All files are made beside the folder
    first, so that none appears if one cannot be written.

    Raises:
        UsageError: if ``base`` is no IRI that ends in ``/`` or ``#``.
        FileError: if ``kb.toml`` or one of the Turtle files is there already, or the folder cannot be written.
    """
    if sheet and (folder / CONFIGURATION).exists():
        return _with_sheet(folder)
    contents = dict(_example(example) if example else _starter())
    if not example:
        name = name or folder.resolve().name
    contents = {path: _renamed(path, data, contents, name, base) for path, data in contents.items()}
    if sheet:
        contents[template.FILE] = template.template()
    present = sorted(path for path in contents if (folder / path).exists())
    for path in sorted(present, key=lambda path: path != CONFIGURATION):
        if path in (CONFIGURATION, template.FILE) or path.endswith(".ttl"):
            raise FileError(f"{folder / path} exists already; nothing was written")
    written = sorted(contents.keys() - present)
    try:
        _write(folder, {path: contents[path] for path in written})
    except OSError as error:
        raise FileError.from_os("write", error) from None
    return Start(written, present)


def _with_sheet(folder: Path) -> Start:
    """Add a sheet to a knowledge base that is there."""
    if (folder / template.FILE).exists():
        raise FileError(f"{folder / template.FILE} exists already; nothing was written")
    try:
        _write(folder, {template.FILE: template.template()})
    except OSError as error:
        raise FileError.from_os("write", error) from None
    return Start([template.FILE], [])


def _starter() -> Iterator[tuple[str, bytes]]:
    for path, data in _walk(files("kb") / "starter"):
        yield _PLACES.get(path, path), data


def _example(slug: str) -> Iterator[tuple[str, bytes]]:
    yield from _walk(example_folder(slug))
    for name, place in _PLACES.items():
        yield place, (files("kb") / "starter" / name).read_bytes()


def _walk(folder: Traversable, before: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if not entry.name.startswith((".", "__")):
                yield from _walk(entry, f"{before}{entry.name}/")
        else:
            yield before + entry.name, entry.read_bytes()


def _renamed(path: str, data: bytes, contents: dict[str, bytes], name: str | None, base: str | None) -> bytes:
    """Put the user's name and base in the place of those that the files were written with."""
    text = data.decode()
    if base is not None:
        fault = base_fault(base)
        if fault is not None:
            raise UsageError(f"--base '{base}' {fault}")
        text = text.replace(str(tomllib.loads(contents[CONFIGURATION].decode())["base"]), base)
    if name is not None and path == CONFIGURATION:
        quoted = json.dumps(name, ensure_ascii=False)  # a TOML basic string is written as a JSON string
        text = re.sub(r"^name = .*$", lambda _: f"name = {quoted}", text, count=1, flags=re.MULTILINE)
    if name is not None and path == "README.md":
        text = text.replace("# Starter\n", f"# {name}\n", 1)
    return text.encode()


def _write(folder: Path, contents: dict[str, bytes]) -> None:
    parent = next(parent for parent in (folder.resolve(), *folder.resolve().parents) if parent.exists())
    if not parent.is_dir():
        raise FileError(f"cannot write {folder}: {parent} is no folder")
    with tempfile.TemporaryDirectory(dir=parent, prefix=".kb-init.") as temporary:
        for path, data in contents.items():
            target = Path(temporary) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        for path in contents:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(temporary) / path).replace(folder / path)
