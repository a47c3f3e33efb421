"""Reads data files into columns, on all processors: each parses a share of the files and numbers the terms it meets."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from kb.errors import DataSyntaxError
from kb.formats import format_of_file, parse, read_file
from kb.parallel import Crew

from .table import Columns
from .terms import Ids, Terms

_WORTH_A_PROCESS = 2_000_000  # bytes: for less, a second one is enough


@dataclass(frozen=True)
class DataFile:
    """A file to read: where it is, what findings call it, the base that its relative IRIs are resolved by."""

    path: Path
    name: str
    base: str
    format: str = "turtle"

    @classmethod
    def of(cls, path: Path, name: str, base: str | None) -> DataFile:
        """Describe a file whose format is that of its name, Turtle where the name tells none."""
        format = format_of_file(path.name)
        return cls(path, name, base or path.resolve().as_uri(), format.name if format else "turtle")

    def read(self) -> bytes:
        """Return the bytes of the file.

        Raises:
            FileError: if it cannot be read.
        """
        return read_file(self.path)


@dataclass
class Share:
    """What one process read: terms in the order of their numbers, and rows of four numbers each.

    ``faults`` are those of the files that do not parse; none of their triples is among the rows.
    """

    texts: list[str] = field(default_factory=list)
    rows: array[int] = field(default_factory=lambda: array("i"))
    faults: list[DataSyntaxError] = field(default_factory=list)

    def columns(self) -> tuple[Ids, ...]:
        """Return the rows as columns of subjects, predicates, objects and files."""
        return tuple(np.frombuffer(self.rows, np.int32).reshape(-1, 4).T)


class _Numbers(dict[object, int]):
    """Numbers terms as they are met; ``fresh`` holds those whose text has not been taken yet."""

    def __init__(self) -> None:
        super().__init__()
        self.fresh: list[object] = []

    def __missing__(self, term: object) -> int:
        number = self[term] = len(self)
        self.fresh.append(term)
        return number


def read_share(files: Sequence[DataFile] | Mapping[int, DataFile], chosen: Iterable[int]) -> Share:
    """Parse those files whose numbers are ``chosen``.

    Blank nodes are named by the file's number and the order in which its triples mention them: ``_:f7b0``.

    Raises:
        FileError: if a file cannot be read.
    """
    share, numbers = Share(), _Numbers()
    for number in chosen:
        file, rows = files[number], list[int]()
        try:
            for subject, predicate, object, _ in parse(file.read(), base=file.base, path=file.name, format=file.format):
                rows += (numbers[subject], numbers[predicate], numbers[object], number)
        except DataSyntaxError as fault:
            share.faults.append(fault)
            rows = []
        share.rows.extend(rows)
        share.texts += _texts(numbers.fresh, number)
        numbers.fresh.clear()
    return share


def _texts(terms: list[object], file: int) -> Iterator[str]:
    blank = 0
    for term in terms:
        text = str(term)
        if text[0] == "_":
            text = f"_:f{file}b{blank}"
            blank += 1
        yield text


class Loading:
    """Files on their way into columns: other processes read from now on, if there is enough to read."""

    def __init__(self, files: Sequence[DataFile]) -> None:
        self._files = files
        beside = None if sum(_size(file) for file in files) > _WORTH_A_PROCESS else 1
        self._crew = Crew(partial(read_share, files), len(files), most=beside)

    def columns(self) -> tuple[Columns, list[DataSyntaxError]]:
        """Read what is left and return it all, with the faults of files that do not parse, in the files' order.

        Raises:
            FileError: if a file cannot be read.
        """
        shares = self._crew.join() if self._files else [Share()]
        terms = Terms(shares[0].texts)
        columns = [shares[0].columns()]
        for share in shares[1:]:
            numbers = terms.extend(share.texts)
            subjects, predicates, objects, owners = share.columns()
            columns.append((numbers[subjects], numbers[predicates], numbers[objects], owners))
        subjects, predicates, objects, owners = (np.concatenate(parts) for parts in zip(*columns, strict=True))
        names = [file.name for file in self._files]
        faults = sorted((fault for share in shares for fault in share.faults), key=lambda each: names.index(each.path))
        return Columns(terms, names, (subjects, predicates, objects, owners)), faults

    def stop(self) -> None:
        """Give it up."""
        self._crew.stop()


def load(files: Sequence[DataFile]) -> tuple[Columns, list[DataSyntaxError]]:
    """Read files into columns; see ``Loading``.

    Raises:
        FileError: if a file cannot be read.
    """
    return Loading(files).columns()


def _size(file: DataFile) -> int:
    try:
        return file.path.stat().st_size
    except OSError:
        return 0  # reading it will say what is wrong
