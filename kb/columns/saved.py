"""Columns on disk: numbers as they lie in memory, read back by looking only at what is asked for.

A folder holds an array a file. It is written beside its place and renamed into it, so that it is there whole or not at
all; nothing in it is ever run, so that a folder from a stranger can at worst be wrong.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kb.errors import FileError

from .lexicon import Lexicon
from .table import Columns
from .terms import Terms

_ROWS = ("subjects", "predicates", "objects", "owners")
_LEXICON = ("text_bytes", "starts", "kinds", "sums", "order")
_ABOUT = "about.json"


def save(folder: Path, columns: Columns, about: Mapping[str, Any]) -> None:
    """Write columns into ``folder``, with ``about`` what they were made from; what lay there before is replaced.

    Raises:
        FileError: if it cannot be written.
    """
    beside = folder.with_name(f"{folder.name}.{os.getpid()}")
    try:
        beside.mkdir(parents=True)
        for name in _ROWS:
            np.save(beside / f"{name}.npy", getattr(columns, name))
        lexicon = columns.terms.lexicon()
        for name in _LEXICON:
            np.save(beside / f"{name}.npy", getattr(lexicon, name))
        text = json.dumps({"files": columns.files, **about})  # in ASCII: names of files may be no valid text
        (beside / _ABOUT).write_text(text, encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
    except OSError as error:
        raise FileError.from_os("write", error) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def read_about(folder: Path) -> dict[str, Any] | None:
    """Return what is known of the columns in a folder; None if there are none that can be read."""
    try:
        found = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("files"), list) else None


def read_columns(folder: Path, about: Mapping[str, Any]) -> Columns | None:
    """Return the columns in a folder; None if they are damaged."""
    try:
        rows = [_array(folder, name) for name in _ROWS]
        lexicon = Lexicon(*(_array(folder, name) for name in _LEXICON))
    except (OSError, ValueError):
        return None
    if len({len(column) for column in rows}) != 1 or len(lexicon.kinds) != len(lexicon):
        return None
    return Columns(Terms(lexicon=lexicon), list(about["files"]), (rows[0], rows[1], rows[2], rows[3]), ordered=True)


def _array(folder: Path, name: str) -> Any:
    mapped = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
    return np.asarray(mapped)  # a plain array of the same pages: taking parts of it is seventy times as fast
