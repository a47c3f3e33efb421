"""Terms in a form that can be saved and read back without looking at each: one text, and where each term begins."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]
Sums = np.ndarray[Any, np.dtype[np.uint32]]

_NONE = -1


@dataclass(frozen=True)
class Lexicon:
    """Terms by their numbers, all texts in one, ``starts`` where each begins and one more where the last ends.

    ``sums`` are the terms' checksums, sorted, ``order`` the numbers in that order: so that a term is found.
    """

    text_bytes: Bytes
    starts: Numbers
    kinds: Bytes
    sums: Sums
    order: Numbers

    def __len__(self) -> int:
        return len(self.starts) - 1

    def text(self, number: int) -> str:
        """Return the term with this number."""
        return self.text_bytes[self.starts[number] : self.starts[number + 1]].tobytes().decode()

    def find(self, text: str) -> int:
        """Return the number of a term, -1 if it is not there."""
        data = text.encode()
        at = int(np.searchsorted(self.sums, np.uint32(zlib.crc32(data))))
        while at < len(self.sums) and int(self.sums[at]) == zlib.crc32(data):
            number = int(self.order[at])
            if self.text_bytes[self.starts[number] : self.starts[number + 1]].tobytes() == data:
                return number
            at += 1
        return _NONE

    def extended(self, texts: Sequence[str], kinds: Bytes) -> Lexicon:
        """Return these terms with more behind them; ``kinds`` are those of all."""
        if not texts:
            return self
        encoded = [text.encode() for text in texts]
        lengths = np.cumsum([len(data) for data in encoded], dtype=np.int64) + self.starts[-1]
        new = np.array([zlib.crc32(data) for data in encoded], np.uint32)
        sums, order = self.sums, self.order
        added = np.argsort(new, kind="stable")
        at = np.searchsorted(sums, new[added])
        return Lexicon(
            text_bytes=np.concatenate([self.text_bytes, np.frombuffer(b"".join(encoded), np.uint8)]),
            starts=np.concatenate([self.starts, lengths]),
            kinds=kinds,
            sums=np.insert(sums, at, new[added]),
            order=np.insert(order, at, added + len(self)),
        )


NO_LEXICON = Lexicon(
    np.zeros(0, np.uint8), np.zeros(1, np.int64), np.zeros(0, np.uint8), np.zeros(0, np.uint32), np.zeros(0, np.int64)
)
