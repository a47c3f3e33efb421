"""Reads data files into columns, on all processors: each parses a share of the files and numbers the terms it meets."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np

from kb.errors import DataSyntaxError
from kb.formats import NAMED_NODE, Quad, Term, format_of_file, parse, read_file
from kb.parallel import Crew
from kb.progress import Progress, silent
from kb.turtle.document import Place
from kb.turtle.faults import Fault, read_faulty

from .table import Columns
from .terms import Ids, Terms

_WORTH_A_PROCESS = 2_000_000  # bytes: for less, a second one is enough


Only: TypeAlias = Mapping[str, str]
"""The IRIs of the predicates that are read, each with the one object that matters, empty for any."""


@dataclass(frozen=True)
class DataFile:
    """A file to read: where it is, what findings call it, the base that its relative IRIs are resolved by."""

    path: Path
    name: str
    base: str
    format: str = "turtle"
    content: bytes | None = None

    @classmethod
    def of(cls, path: Path, name: str, base: str | None, content: bytes | None = None) -> DataFile:
        """Describe a file whose format is that of its name, Turtle where the name tells none.

        ``content`` stands for what the file holds: that of an editor, or of another time.
        """
        format = format_of_file(path.name)
        return cls(path, name, base or path.resolve().as_uri(), format.name if format else "turtle", content)

    def read(self) -> bytes:
        """Return the bytes of the file.

        Raises:
            FileError: if it cannot be read.
        """
        return read_file(self.path) if self.content is None else self.content


@dataclass(frozen=True)
class Faulty:
    """A file that does not parse: its faults, and the triples of those statements that have none."""

    number: int
    name: str
    faults: list[Fault]
    triples: list[tuple[str, str, str]]

    @classmethod
    def of(cls, number: int, file: DataFile, error: DataSyntaxError) -> Faulty:
        """Read what can be read of a file that the authority refuses with ``error``."""
        faults, triples = read_faulty(file.read(), file.format, file.base)
        if not faults:
            line, column = error.line or 1, error.column or 1
            faults, triples = [Fault(Place(line, column, line, column + 1), error.reason)], []
        texts = [tuple(_of_file(number, term) for term in each[:3]) for each in triples]
        return cls(number, file.name, faults, [(text[0], text[1], text[2]) for text in texts])


def _of_file(number: int, text: str) -> str:
    return f"_:f{number}{text[2:]}" if text.startswith("_") else text


@dataclass
class Share:
    """What one process read: terms in the order of their numbers, and rows of four numbers each.

    Of the files that do not parse, ``faulty``, nothing is among the rows.
    """

    texts: list[str] = field(default_factory=list)
    rows: array[int] = field(default_factory=lambda: array("i"))
    faulty: list[Faulty] = field(default_factory=list)

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


def read_share(
    files: Sequence[DataFile] | Mapping[int, DataFile], chosen: Iterable[int], only: Only | None = None
) -> Share:
    """Parse those files whose numbers are ``chosen``.

    Blank nodes are named by the file's number and the order in which its triples mention them: ``_:f7b0``. With
    ``only``, triples of other predicates are left out.

    Raises:
        FileError: if a file cannot be read.
    """
    share, numbers = Share(), _Numbers()
    wanted = _wanted(only)
    for number in chosen:
        file, rows = files[number], list[int]()
        try:
            quads = parse(file.read(), base=file.base, path=file.name, format=file.format)
            for subject, predicate, object, _ in quads if wanted is None else _chosen(quads, wanted):
                rows += (numbers[subject], numbers[predicate], numbers[object], number)
        except DataSyntaxError as error:
            share.faulty.append(Faulty.of(number, file, error))
            rows = []
        share.rows.extend(rows)
        share.texts += _texts(numbers.fresh, number)
        numbers.fresh.clear()
    return share


def _wanted(only: Only | None) -> Mapping[Term, Term | None] | None:
    if only is None:
        return None
    return {NAMED_NODE(predicate): NAMED_NODE(object) if object else None for predicate, object in only.items()}


def _chosen(quads: Iterable[Quad], wanted: Mapping[Term, Term | None]) -> Iterator[Quad]:
    for quad in quads:
        predicate = quad.predicate
        if predicate in wanted and (wanted[predicate] is None or wanted[predicate] == quad.object):
            yield quad


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

    def __init__(self, files: Sequence[DataFile], only: Only | None = None) -> None:
        self._files = files
        self.is_large = sum(_size(file) for file in files) > _WORTH_A_PROCESS
        beside = None if self.is_large else 1
        self._crew = Crew(partial(read_share, files, only=only), len(files), most=beside)

    def columns(self, progress: Progress[int] = silent) -> tuple[Columns, list[Faulty]]:
        """Read what is left and return it all, with the files that do not parse, in their order.

        Raises:
            FileError: if a file cannot be read.
        """
        shares = self._crew.join(progress, "reading") if self._files else [Share()]
        terms = Terms(shares[0].texts)
        parts = [merged(share, terms, known=not at) for at, share in enumerate(shares)]
        subjects, predicates, objects, owners = (np.concatenate(part) for part in zip(*parts, strict=True))
        names = [file.name for file in self._files]
        faulty = sorted((each for share in shares for each in share.faulty), key=lambda each: each.number)
        return Columns(terms, names, (subjects, predicates, objects, owners)), faulty

    def stop(self) -> None:
        """Give it up."""
        self._crew.stop()


def merged(share: Share, terms: Terms, *, known: bool = False) -> tuple[Ids, Ids, Ids, Ids]:
    """Return the rows of a share by the numbers of ``terms``; its terms are added, unless they are ``known`` there."""
    subjects, predicates, objects, owners = share.columns()
    if not known:
        numbers = terms.extend(share.texts)
        subjects, predicates, objects = numbers[subjects], numbers[predicates], numbers[objects]
    for faulty in share.faulty:
        more = [terms.extend(column) for column in zip(*faulty.triples, strict=True)] or [np.zeros(0, np.int32)] * 3
        owned = np.full(len(faulty.triples), faulty.number, np.int32)
        subjects, predicates, objects, owners = (
            np.concatenate(pair) for pair in zip((subjects, predicates, objects, owners), (*more, owned), strict=True)
        )
    return subjects, predicates, objects, owners


def load(files: Sequence[DataFile], only: Only | None = None) -> tuple[Columns, list[Faulty]]:
    """Read files into columns; see ``Loading``. With ``only``, triples of other predicates are left out.

    Raises:
        FileError: if a file cannot be read.
    """
    return Loading(files, only).columns()


def _size(file: DataFile) -> int:
    try:
        return file.path.stat().st_size
    except OSError:
        return 0  # reading it will say what is wrong
