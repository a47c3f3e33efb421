"""Counts the rows of an answer in the bytes that the engine writes, and holds an answer to its limits."""

from __future__ import annotations

from collections.abc import Callable

from .errors import AnswerTooLargeError

# What stands between two rows, or at the end of one, and nowhere else: in a JSON string the quotation mark is escaped,
# in XML text the angle bracket is, in TSV and N-Triples the end of the line is.
_MARKS = {"json": b'},{"', "xml": b"<result>", "tsv": b"\n", "ntriples": b"\n"}
_FIRST = {"json": b'"bindings":[{'}
_HEADINGS = {"tsv": 1, "csv": 1}


class Tally:
    """What has been written of an answer in ``format``; ``rows`` is -1 where they cannot be counted.

    Of ``most_rows`` and ``most_bytes``, 0 is no limit.
    """

    def __init__(self, format: str, most_rows: int = 0, most_bytes: int = 0) -> None:
        self.bytes = 0
        self._most_rows, self._most_bytes = most_rows, most_bytes
        self._count: Callable[[bytes], int] | None = None
        if format in _MARKS:
            self._count = _Marks(_MARKS[format], _FIRST.get(format))
        elif format == "csv":
            self._count = _Records()
        self._found = -_HEADINGS.get(format, 0)

    @property
    def rows(self) -> int:
        """The number of rows so far."""
        return max(0, self._found) if self._count is not None else -1

    def add(self, data: bytes) -> None:
        """Count what comes next.

        Raises:
            AnswerTooLargeError: if that is more than may be sent.
        """
        self.bytes += len(data)
        if self._most_bytes and self.bytes > self._most_bytes:
            raise _too_large(f"{self._most_bytes:,} bytes")
        if self._count is not None:
            self._found += self._count(data)
            self.check(self._found)

    def check(self, rows: int) -> None:
        """Hold a number of rows against the limit.

        Raises:
            AnswerTooLargeError: if that is more than may be sent.
        """
        if self._most_rows and rows > self._most_rows:
            raise _too_large(f"{self._most_rows:,} rows")


class _Marks:
    """Counts a mark, also where it lies across two pieces; the first row may have a mark of its own."""

    def __init__(self, mark: bytes, first: bytes | None) -> None:
        self._mark, self._first = mark, first
        self._kept = len(max(mark, first or b"", key=len)) - 1
        self._tail = b""

    def __call__(self, data: bytes) -> int:
        text = self._tail + data
        found = text.count(self._mark) - self._tail.count(self._mark)
        if self._first is not None and self._first in text:
            self._first = None
            found += 1
        self._tail = text[-self._kept :] if self._kept else b""
        return found


class _Records:
    """Counts the ends of records in CSV (RFC 4180), which are no ends within quotation marks."""

    def __init__(self) -> None:
        self._is_quoted = False

    def __call__(self, data: bytes) -> int:
        if b'"' not in data and not self._is_quoted:
            return data.count(b"\n")
        parts = data.split(b'"')
        found = sum(part.count(b"\n") for part in parts[self._is_quoted :: 2])
        self._is_quoted ^= len(parts) % 2 == 0
        return found


def _too_large(most: str) -> AnswerTooLargeError:
    return AnswerTooLargeError(
        f"the answer has more than {most}, the limit here", hint="ask for it in parts, with ORDER BY, LIMIT and OFFSET"
    )
