"""Reads CSV and TSV as text files hold them: encoding, delimiter and quoting are recognised, no row is lost.

RFC 4180, and what spreadsheets make of it: ``;`` and tabs as delimiters, UTF-16, byte order marks; tab-separated files
that quote nothing.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import IO

from kb.errors import UsageError

from .headers import meaning_of
from .rows import Broken, SheetRow
from .taking import columns_of

_SAMPLE = 1 << 16  # characters that tell the delimiter
_SAMPLED_ROWS = 50
_HEADERS = 20  # rows that may be the header
_DELIMITERS = ",;\t|"
_NONE = "\x1f"  # stands in no text: the delimiter of sheets with one column
_SAVE = "save the sheet as “CSV UTF-8”, or name its encoding in a mapping file"
_LONGEST = 1 << 24  # characters of a cell: what a parser of RDF can hold
_RETRIES = 10_000  # lines that are read again after broken quotes, in a whole file
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Dialect:
    """How a file delimits its cells, and whether cells may be in quotes."""

    delimiter: str
    quoted: bool = True

    def reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """Read lines; a fault in the quotes raises ``csv.Error``."""
        if self.quoted:
            return csv.reader(lines, delimiter=self.delimiter, strict=True)
        return csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE, strict=True)


def read_delimited(file: IO[bytes], *, encoding: str | None = None) -> Iterator[SheetRow | Broken]:
    """Yield the rows of a CSV or TSV file, counted as a spreadsheet counts them; empty rows are left out.

    ``file`` can seek. A row whose quotes or bytes are wrong comes as ``Broken``, and the rest goes on. Bytes are read
    as what the byte order mark says, as UTF-16 where every other byte is zero, else as UTF-8.

    Raises:
        UsageError: if ``encoding`` is unknown.
    """
    csv.field_size_limit(max(_LONGEST, csv.field_size_limit()))
    chosen = encoding or _encoding(file)
    try:
        codecs.lookup(chosen)
    except LookupError:
        raise UsageError(f"there is no encoding '{chosen}'", hint='examples: "utf-8", "cp1252", "utf-16"') from None
    text = io.TextIOWrapper(file, chosen, errors="surrogateescape" if _is_utf_8(chosen) else "replace", newline="")
    try:
        dialect = _dialect(text)
        text.seek(0)
        for number, cells in _records(text, dialect):
            if isinstance(cells, Broken) or any(cells):
                yield _whole(number, cells, chosen)
    finally:
        with suppress(ValueError):  # whoever reads only the beginning has closed the file
            text.detach()


def _is_utf_8(encoding: str) -> bool:
    return encoding.replace("-", "").lower().startswith("utf8")


def _whole(number: int, cells: list[str] | Broken, encoding: str) -> SheetRow | Broken:
    """Return a row, or why it is none: bytes that the encoding does not know have left a mark in it."""
    if isinstance(cells, Broken):
        return cells
    text = "".join(cells)
    if not text.isascii():
        if _is_utf_8(encoding):
            try:
                text.encode()
            except UnicodeEncodeError as error:
                byte = f"0x{ord(text[error.start]) & 0xFF:02X}"
                kept = [cell.encode("utf-8", "replace").decode() for cell in cells]
                return Broken(number, f"the byte {byte} is no UTF-8: {_SAVE}", kept)
        elif "\ufffd" in text:
            return Broken(number, f"some bytes are no {encoding}: {_SAVE}", cells)
    return SheetRow(number, cells)


def _encoding(file: IO[bytes]) -> str:
    file.seek(0)
    start = file.read(4096)
    file.seek(0)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    pairs = len(start) // 2
    if pairs and start[1::2].count(0) > 0.4 * pairs:
        return "utf-16-le"
    if pairs and start[0::2].count(0) > 0.4 * pairs:
        return "utf-16-be"
    return "utf-8"


def _dialect(text: IO[str]) -> Dialect:
    """Choose the delimiter that makes most rows as wide as the first; quotes in a TSV count where all are in order."""
    sample = text.read(_SAMPLE)
    lines = sample.splitlines(keepends=True)
    if len(sample) == _SAMPLE and len(lines) > 1:
        lines.pop()
    scores = {delimiter: _regularity(lines, delimiter) for delimiter in _DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    if not scores[best]:
        return Dialect(_NONE)
    if best != "\t":
        return Dialect(best)
    text.seek(0)
    try:
        deque(Dialect("\t").reader(iter(text)), maxlen=0)
    except csv.Error:
        return Dialect("\t", quoted=False)
    return Dialect("\t")


def _regularity(lines: list[str], delimiter: str) -> float:
    """Return how much speaks for a delimiter: a header that is known, or rows that are equally wide; 0 if nothing."""
    rows, in_order = _sampled(lines, delimiter)
    if any(meaning_of(row) is not None or columns_of(row) is not None for row in rows[:_HEADERS]):
        return 10.0
    widths = [len(row) for row in rows]
    wide = [width for width in widths if width > 1]
    if not wide or (widths[0] == 1 and len(wide) < 2 / 3 * len(widths)):
        return 0.0  # in a sheet with one column, texts have commas
    width, count = Counter(wide).most_common(1)[0]
    score = (count / len(widths)) * (width - 1) / width + (width - 1) / 1000
    return score + (widths[0] > 1) + in_order


def _sampled(lines: list[str], delimiter: str) -> tuple[list[list[str]], bool]:
    """Return the first rows, and whether their quotes are in order; the last may be cut off."""
    rows: list[list[str]] = []
    try:
        for row in islice(Dialect(delimiter).reader(iter(lines)), _SAMPLED_ROWS):
            rows += [row] if row else []
    except csv.Error as error:
        if rows and str(error) == "unexpected end of data":
            return rows, True
        return [line.split(delimiter) for line in islice(lines, _SAMPLED_ROWS)], False
    return rows, True


def _records(text: IO[str], dialect: Dialect) -> Iterator[tuple[int, list[str] | Broken]]:
    """Yield records with their numbers; after broken quotes, reading goes on with the line that follows."""
    lines = _Lines(text)
    number, retries = 0, 0
    while True:
        reader = dialect.reader(iter(lines))
        lines.begin()
        try:
            for cells in reader:
                number += 1
                yield number, cells
                lines.begin()
            return
        except csv.Error as error:
            number += 1
            taken = lines.taken
            kept = taken[:1] if len(taken) > 1 and retries + len(taken) < _RETRIES else taken
            lines.put_back(taken[len(kept) :])
            retries += len(taken)
            yield number, Broken(number, f"its quotes are not in order ({error})", ["".join(kept)])


class _Lines:
    """Lines of a file that can be put back, and those that the record under way has taken."""

    def __init__(self, text: IO[str]) -> None:
        self._text, self._waiting = text, deque[str]()
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._text)
        self.taken.append(line)
        return line

    def begin(self) -> None:
        self.taken = []

    def put_back(self, lines: list[str]) -> None:
        self._waiting.extendleft(reversed(lines))
