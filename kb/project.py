"""Where a knowledge base lies, what its ``kb.toml`` says, and which files belong to it."""

from __future__ import annotations

import fnmatch
import keyword
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from .addresses import EMBEDDED, Addresses, addresses
from .errors import ConfigurationError, FileError, nearest
from .namespaces import PREFIX, STANDARD, instance_prefixes
from .written import LONGEST_NAME, Writing, writing_of

CONFIGURATION = "kb.toml"
STATE_FOLDER = ".kb"

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://[^\s<>\"{}|\\^`]+[/#]")


@dataclass(frozen=True)
class Settings:
    """What ``kb.toml`` says. An environment variable ``KB_<KEY>`` beats each of the texts.

    ``prefixes`` are added to the standard ones; ``exclude`` are glob patterns of files that are left out;
    ``commands`` holds the tables named after commands, which give their options other defaults. ``store`` is the server
    that holds what is built, None where it is the embedded store; ``writing`` says where what is written over the
    network goes.
    """

    base: str
    name: str = "Knowledge base"
    license: str = ""
    exclude: tuple[str, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    commands: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    store: Addresses | None = None
    writing: Writing = field(default_factory=Writing)


_TEXTS = tuple(entry.name for entry in fields(Settings) if entry.type == "str")


@dataclass(frozen=True)
class KnowledgeBase:
    """A folder of Turtle files with a ``kb.toml`` at its top."""

    folder: Path
    settings: Settings

    @property
    def state(self) -> Path:
        """The folder of what is built; it can be deleted at any time."""
        return self.folder / STATE_FOLDER

    @property
    def prefixes(self) -> dict[str, str]:
        """All prefixes that need no declaration: the standard ones, those of instances, those of ``kb.toml``."""
        return {**STANDARD, **instance_prefixes(self.settings.base), **self.settings.prefixes}

    def files(self) -> list[Path]:
        """Return the Turtle files, sorted by relative path.

        Files and folders that begin with a dot are left out, and so are what ``exclude`` says, knowledge bases within
        this one, and folders that are links.
        """
        found = []
        for folder, folders, names in os.walk(self.folder, onerror=_fail):
            here = Path(folder)
            folders[:] = [
                name for name in folders if not name.startswith(".") and not (here / name / CONFIGURATION).exists()
            ]
            found += [here / name for name in names]
        return sorted((path for path in found if self._is_content(path) and path.is_file()), key=self.relative)

    def would_hold(self, path: Path) -> bool:
        """Tell whether a file at ``path``, or what a link there leads to, would be one of the files."""
        in_place = Path(os.path.realpath(path.parent)) / path.name
        return self._holds(in_place) or self._holds(Path(os.path.realpath(path)))

    def _holds(self, path: Path) -> bool:
        top = Path(os.path.realpath(self.folder))
        if not path.is_relative_to(top):
            return False
        relative = path.relative_to(top)
        return self._is_content(self.folder / relative) and not any(
            folder.name.startswith(".") or (top / folder / CONFIGURATION).exists()
            for folder in relative.parents
            if folder.name
        )

    def _is_content(self, path: Path) -> bool:
        relative = self.relative(path)
        is_turtle = path.suffix == ".ttl" and not path.name.startswith(".")
        return is_turtle and not any(fnmatch.fnmatchcase(relative, pattern) for pattern in self.settings.exclude)

    def relative(self, path: Path) -> str:
        """Return a file's path below the folder, with ``/`` between its parts."""
        return path.relative_to(self.folder).as_posix()

    def graph_iri(self, relative: str) -> str:
        """Return the IRI of the named graph that holds the file with this relative path."""
        return self.settings.writing.iri_of(relative, self._files_iri) or self._files_iri + quote(os.fsencode(relative))

    @property
    def _files_iri(self) -> str:
        return f"{self.settings.base}file/"

    def graph_file(self, iri: str) -> str | None:
        """Return the path of the file that a graph is or would be kept in, or None if no file can hold it."""
        if not iri.startswith(self._files_iri):
            return self.settings.writing.file_of(iri, self._files_iri)
        relative = os.fsdecode(unquote_to_bytes(iri.removeprefix(self._files_iri)))
        parts = relative.split("/")
        path = self.folder / relative
        is_plain = all(part not in ("", ".", "..") and "\0" not in part for part in parts)
        if not is_plain or self.graph_iri(relative) != iri or len(os.fsencode(parts[-1])) > LONGEST_NAME:
            return None
        in_place = os.path.realpath(path.parent) == str(Path(os.path.realpath(self.folder), *parts[:-1]))
        is_taken = path.is_dir() or any(folder.is_file() for folder in path.parents)
        return relative if in_place and not is_taken and self.would_hold(path) else None

    @property
    def naming(self) -> str:
        """What the names of graphs depend on."""
        folder = self.settings.writing.graphs
        return f"{self.settings.base} {folder}" if folder else self.settings.base

    def path_of_graph(self, iri: str) -> str:
        """Return the relative path of the file whose named graph has this IRI."""
        other = None if iri.startswith(self._files_iri) else self.settings.writing.file_of(iri, self._files_iri)
        return other or os.fsdecode(unquote_to_bytes(iri.removeprefix(self._files_iri)))


def _fail(error: OSError) -> None:
    raise FileError.from_os("read", error)


def find(start: Path) -> KnowledgeBase:
    """Return the knowledge base whose ``kb.toml`` lies in ``start`` or nearest above it.

    Raises:
        ConfigurationError: if there is none, or if it is faulty.
    """
    found = find_folder(start)
    if found is None:
        raise ConfigurationError(
            f"no {CONFIGURATION} in {start} or in a folder above it", hint="'kb init' makes a knowledge base"
        )
    return load(found)


def find_folder(start: Path) -> Path | None:
    """Return the nearest folder with a ``kb.toml``, from ``start`` upward, or None."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / CONFIGURATION).is_file()), None)


def load(folder: Path, environment: Mapping[str, str] = os.environ) -> KnowledgeBase:
    """Read ``kb.toml`` in ``folder``, environment variables on top.

    Raises:
        ConfigurationError: if it does not parse, lacks ``base``, or has an unknown key or a wrong value.
        FileError: if it cannot be read.
    """
    path = folder / CONFIGURATION
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileError.from_os("read", error) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: {error}") from None
    for key in _TEXTS:
        if f"KB_{key.upper()}" in environment:
            table[key] = environment[f"KB_{key.upper()}"]
    store = addresses(path, table.pop("store", EMBEDDED), environment)
    return KnowledgeBase(folder, _settings(path, table, store))


def command_names() -> list[str]:
    """Return the names of the commands, which are the tables that ``kb.toml`` may have beside its own."""
    return sorted(path.stem.rstrip("_") for path in (Path(__file__).parent / "commands").glob("[a-z]*.py"))


def command_module(name: str) -> str:
    """Return the module of a command; where Python keeps the name for itself, an underscore follows it."""
    return f"kb.commands.{name}{'_' if keyword.iskeyword(name) else ''}"


def _settings(path: Path, table: dict[str, Any], store: Addresses | None) -> Settings:
    commands = {name: table.pop(name) for name in command_names() if name in table}
    known = [entry.name for entry in fields(Settings) if entry.name != "commands"]
    for key in table:
        if key not in known:
            close = nearest(key, [*known, *command_names()])
            raise ConfigurationError(
                f"{path}: unknown key '{key}'",
                hint=f"did you mean '{close}'?" if close else f"known keys: {', '.join(known)}",
            )
    if "base" not in table:
        raise ConfigurationError(
            f"{path}: 'base' is missing",
            hint='give the IRI that your instances begin with: base = "https://…/"',
        )
    for key in _TEXTS:
        if key in table and not isinstance(table[key], str):
            raise ConfigurationError(f"{path}: '{key}' must be a text")
    fault = base_fault(table["base"])
    if fault is not None:
        raise ConfigurationError(f"{path}: base '{table['base']}' {fault}")
    for name, value in commands.items():
        if not isinstance(value, dict):
            raise ConfigurationError(f"{path}: '{name}' must be a table, [{name}]")
    return Settings(
        **{key: table[key] for key in _TEXTS if key in table},
        exclude=_patterns(path, table.get("exclude", [])),
        prefixes=_prefixes(path, table.get("prefixes", {})),
        commands=commands,
        store=store,
        writing=writing_of(path, table),
    )


def base_fault(base: str) -> str | None:
    """Return what is wrong with the IRI that instances are to begin with, or None."""
    from .formats import iri_fault

    if not _IRI.fullmatch(base):
        return "is not an absolute IRI that ends in '/' or '#'"
    fault = iri_fault(base)
    return f"is not a valid IRI: {fault}" if fault is not None else None


def _patterns(path: Path, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(pattern, str) for pattern in value):
        raise ConfigurationError(f"{path}: 'exclude' must be a list of patterns")
    return tuple(value)


def _prefixes(path: Path, value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(iri, str) for iri in value.values()):
        raise ConfigurationError(f"{path}: 'prefixes' must be a table of prefix = \"IRI\"")
    for prefix, iri in value.items():
        if not PREFIX.fullmatch(prefix):
            raise ConfigurationError(f"{path}: '{prefix}' cannot be a prefix")
        if STANDARD.get(prefix, iri) != iri:
            raise ConfigurationError(f"{path}: the prefix '{prefix}' is taken by {STANDARD[prefix]}")
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]*", iri):
            raise ConfigurationError(f"{path}: prefix '{prefix}': '{iri}' is not an absolute IRI")
    return dict(value)
