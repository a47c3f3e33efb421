"""Writes rows of content in one format per module; same rows, same bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import IO

from kb.content import Row
from kb.formats import graph_format

Writer = Callable[[list[Row], IO[bytes], Mapping[str, str]], None]


def writer(name: str) -> Writer:
    """Return the function that writes sorted rows to a file in the format ``name``, with prefixes.

    Raises:
        UnknownNameError: if there is no such format.
    """
    write: Writer = import_module(f"{__name__}.{graph_format(name).name}").write
    return write
