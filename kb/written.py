"""Where writes over the network go: the table ``[writing]`` of ``kb.toml``, and graphs whose names are not of files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from .errors import ConfigurationError, nearest

OURS = "https://w3id.org/factcheck-kb/"
"""What the names of graphs begin with that are computed, and of no file."""

LONGEST_NAME = 255
"""The most bytes that the name of a file may have, as systems have it."""


@dataclass(frozen=True)
class Writing:
    """What ``[writing]`` says.

    ``file`` is what takes triples that are inserted into no graph in particular. ``graphs`` is a folder for the
    graphs whose IRIs name no file of the knowledge base; where it is empty, there can be none. With ``commit``, every
    write is a commit of git.
    """

    file: str = "written.ttl"
    graphs: str = ""
    commit: bool = False

    @classmethod
    def of(cls, place: str, table: Any) -> Writing:
        """Read the table; ``place`` words errors.

        Raises:
            ConfigurationError: if it has an unknown key or a wrong value.
        """
        if not isinstance(table, dict):
            raise ConfigurationError(f"{place}: 'writing' must be a table, [writing]")
        known = {entry.name: entry.default for entry in fields(cls)}
        for key, value in table.items():
            if key not in known:
                close = nearest(key, known)
                hint = f"did you mean '{close}'?" if close else f"known keys: {', '.join(known)}"
                raise ConfigurationError(f"{place}: unknown key '{key}' in [writing]", hint=hint)
            if type(value) is not type(known[key]):
                word = "true or false" if isinstance(known[key], bool) else "a text"
                raise ConfigurationError(f"{place}: '{key}' in [writing] must be {word}")
        found = cls(**table)
        if not _is_inside(found.file) or not found.file.endswith(".ttl"):
            raise ConfigurationError(f"{place}: 'file' in [writing] must be the path of a .ttl file within the folder")
        if found.graphs and not _is_inside(found.graphs):
            raise ConfigurationError(f"{place}: 'graphs' in [writing] must be the path of a folder within this one")
        return found

    def iri_of(self, relative: str, files: str) -> str | None:
        """Return the IRI of the graph that a file below ``graphs`` is named after, or None if it is not so named.

        The IRIs of all other graphs begin with ``files``.
        """
        if not self.graphs or not relative.startswith(f"{self.graphs}/"):
            return None
        stem = relative.removeprefix(f"{self.graphs}/").removesuffix(".ttl")
        iri = unquote(stem, errors="replace")
        return iri if self.file_of(iri, files) == relative else None

    def file_of(self, iri: str, files: str) -> str | None:
        """Return the path of the file that holds a graph whose IRI names no file, or None if none can."""
        from .formats import iri_fault

        name = f"{quote(iri, safe='')}.ttl"
        if not self.graphs or iri.startswith((files, OURS)) or iri_fault(iri) is not None:
            return None
        return f"{self.graphs}/{name}" if len(name) <= LONGEST_NAME and name[0] != "." else None


def writing_of(path: Path, table: Mapping[str, Any]) -> Writing:
    """Read ``[writing]`` from the whole of a ``kb.toml``, which may have none."""
    return Writing.of(str(path), table.get("writing", {}))


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return all(part and not part.startswith(".") for part in parts) and "\\" not in path and path.isprintable()
