"""Keeps named arrays in one file, which is mapped into memory: opening it reads nothing but its head.

The file begins with a mark and the length of a head in JSON, which says where each array lies, and its type.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from kb.errors import FileError, StoreError

Array: TypeAlias = npt.NDArray[Any]
Ints: TypeAlias = npt.NDArray[np.int32]
Offsets: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float32]

_MARK = b"kbsearch"
_ALIGNED = 64


def write(path: Path, facts: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Write arrays and some facts about them beside ``path``, then put the file in its place.

    Raises:
        FileError: if it cannot be written.
    """
    entries, at = {}, 0
    for name, array in arrays.items():
        entries[name] = {"type": array.dtype.str, "shape": list(array.shape), "at": at}
        at += -(-array.nbytes // _ALIGNED) * _ALIGNED
    head = json.dumps({"facts": facts, "arrays": entries}).encode()
    start = -(-(len(_MARK) + 8 + len(head)) // _ALIGNED) * _ALIGNED
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with temporary.open("wb") as file:
            file.write((_MARK + len(head).to_bytes(8, "little") + head).ljust(start, b"\0"))
            for array in arrays.values():
                file.write(np.ascontiguousarray(array).data)
                file.write(b"\0" * (-array.nbytes % _ALIGNED))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise FileError.from_os("write", error) from None


def read(path: Path) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return the facts and the arrays of a file; the arrays are read as they are used.

    Raises:
        StoreError: if there is no such file, or it is damaged.
    """
    try:
        content = np.memmap(path, np.uint8, mode="r")
        if content[: len(_MARK)].tobytes() != _MARK:
            raise ValueError("it has another beginning")
        length = int.from_bytes(content[len(_MARK) : len(_MARK) + 8].tobytes(), "little")
        head = json.loads(content[len(_MARK) + 8 : len(_MARK) + 8 + length].tobytes())
        start = -(-(len(_MARK) + 8 + length) // _ALIGNED) * _ALIGNED
        return head["facts"], {name: _array(content, start, entry) for name, entry in head["arrays"].items()}
    except FileNotFoundError:
        raise StoreError(f"there is no index to search at {path}", hint="run 'kb build'") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"cannot open the index {path}: {error}", hint="'kb build --fresh' makes it anew") from None


def _array(content: Array, start: int, entry: Mapping[str, Any]) -> Array:
    kind, at = np.dtype(entry["type"]), start + entry["at"]
    length = int(np.prod(entry["shape"], dtype=np.int64)) * kind.itemsize
    if at + length > len(content):
        raise ValueError("its end is missing")
    array: Array = np.asarray(content[at : at + length]).view(kind).reshape(entry["shape"])
    return array


class Texts:
    """Many texts in one array of bytes, each read when it is asked for."""

    def __init__(self, blob: Array, offsets: Array) -> None:
        self.blob, self.offsets = blob, offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, at: int) -> str:
        return self.blob[self.offsets[at] : self.offsets[at + 1]].tobytes().decode("utf-8", "replace")

    def __iter__(self) -> Iterator[str]:
        content, offsets = self.blob.tobytes(), self.offsets.tolist()
        return (content[start:end].decode("utf-8", "replace") for start, end in pairwise(offsets))

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """Pack some texts; what is no Unicode in them is replaced."""
        parts = [text.encode("utf-8", "replace") for text in texts]
        return cls(np.frombuffer(b"".join(parts), np.uint8), offsets_of(np.array([len(part) for part in parts])))


def offsets_of(counts: Array) -> Offsets:
    """Return where runs with some lengths begin, and where the last one ends."""
    offsets = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def by_number(numbers: Array) -> Offsets:
    """Return the places of some numbers from 0 on, the smallest first, those of equal ones as they come.

    It sorts by the lower half, then by the upper one: each is sorted by digits, much faster than by comparisons.
    """
    places: Offsets = np.argsort((numbers & 0xFFFF).astype(np.uint16), kind="stable")
    if len(numbers) and int(numbers.max()) > 0xFFFF:
        places = places[np.argsort((numbers >> 16).astype(np.uint16)[places], kind="stable")]
    return places


def pack(found: dict[str, Array], name: str, texts: Iterable[str]) -> None:
    """Add some texts to named arrays, as ``name_blob`` and ``name_offsets``."""
    packed = Texts.of(texts)
    found[f"{name}_blob"], found[f"{name}_offsets"] = packed.blob, packed.offsets
