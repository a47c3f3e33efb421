"""Makes a write durable: all its files, or none, whatever happens meanwhile.

Below ``.kb-private/journal`` first lies all that the write needs: the new contents, and links to the old ones. Then
``record.json`` appears, in one step, and from then on the write counts. The new contents are renamed into place, a
line is added to the log, and the journal goes. Whoever finds a journal with a record brings it to its end;
one without a record never counted, and is thrown away.

To undo a write that counts, the record is first renamed to ``undo.json``. Each step is safe to repeat, and what has
to be on the disk before the next one is there: files and folders are synced.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from kb.errors import FileError
from kb.private import JOURNAL, private_folder, sync_folder, write_durably, write_new
from kb.project import KnowledgeBase

from .log import ChangeLog

_RECORD, _UNDO = "record.json", "undo.json"


@dataclass(frozen=True)
class Step:
    """One file of a write: its path below the folder, and whether it is written or removed; ``had`` if it was there."""

    file: str
    removed: bool
    had: bool


@dataclass(frozen=True)
class Record:
    """A write that counts: its files in their order, the line for the log, and how long the log was before it."""

    steps: list[Step]
    line: str
    log_size: int


class Journal:
    """The journal of a knowledge base; one process at a time may use it.

    Raises:
        FileError: whenever something cannot be written; what was done up to then is undone, unless the write counts.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self._top = Path(os.path.realpath(kb.folder))
        self._folder = private_folder(kb) / JOURNAL
        self._log = ChangeLog(self._top)

    def write(self, contents: Mapping[str, bytes | Path | None], line: str) -> None:
        """Bring files to new contents, None standing for no file; ``line`` goes to the log.

        A path stands for a file on the same device that holds the content; it is moved.

        It can be undone until ``end`` is called.
        """
        with _wording():
            try:
                record = self._stage(contents, line)
                write_durably(self._folder / _RECORD, json.dumps(asdict(record)).encode())
            except BaseException:
                self._discard()
                raise
            try:
                self._apply(record)
            except BaseException:
                self.undo()
                raise

    def undo(self) -> None:
        """Bring everything back to how it was before ``write``."""
        with _wording():
            record = self._read(_RECORD)
            if record is not None:
                (self._folder / _RECORD).rename(self._folder / _UNDO)
                sync_folder(self._folder)
                self._undo(record)

    def end(self) -> None:
        """Let the last write be; it cannot be undone any more."""
        with _wording():
            self._discard()

    def recover(self) -> bool:
        """Bring a write, or its undoing, to its end that was interrupted; tell whether there was one that counts."""
        with _wording():
            undone, record = self._read(_UNDO), self._read(_RECORD)
            if undone is not None:
                self._undo(undone)
            elif record is not None:
                self._apply(record)
            self._discard()
            return record is not None

    def _read(self, name: str) -> Record | None:
        try:
            table = json.loads((self._folder / name).read_bytes())
        except FileNotFoundError:
            return None
        return Record([Step(**step) for step in table["steps"]], table["line"], table["log_size"])

    def _stage(self, contents: Mapping[str, bytes | Path | None], line: str) -> Record:
        """Put everything into the journal that the write and its undoing need."""
        self._discard()
        self._folder.mkdir(mode=0o700)
        steps = []
        for number, (file, data) in enumerate(sorted(contents.items())):
            path = self._path(file)
            had = path.exists()
            if had:
                self._keep(path, self._folder / f"{number}.old")
            if data is not None:
                mode = path.stat().st_mode & 0o777 if had else 0o666 & ~_umask()
                self._new(self._folder / f"{number}.new", data)
                (self._folder / f"{number}.new").chmod(mode)
            if had or data is not None:
                steps.append(Step(file, data is None, had))
        sync_folder(self._folder)
        sync_folder(self._folder.parent)
        return Record(steps, line, self._log.size())

    @staticmethod
    def _new(place: Path, data: bytes | Path) -> None:
        """Have a new content in its place, and on the disk."""
        if isinstance(data, bytes):
            write_new(place, data)
            return
        data.rename(place)
        with place.open("rb+") as file:
            os.fsync(file.fileno())

    @staticmethod
    def _keep(path: Path, place: Path) -> None:
        """Keep what a file holds: by a link where that is possible, which takes no space."""
        try:
            os.link(path, place)
        except OSError:
            write_new(place, path.read_bytes())

    def _apply(self, record: Record) -> None:
        """Bring the files to what the record says, from wherever that was left."""
        for number, step in enumerate(record.steps):
            path = self._path(step.file)
            if step.removed:
                path.unlink(missing_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._place(self._folder / f"{number}.new", path)
        for folder in sorted({self._path(step.file).parent for step in record.steps}):
            self._sync_upward(folder)
        self._log.add(record.line, record.log_size)

    def _place(self, new: Path, path: Path) -> None:
        if not new.exists():
            return  # it is in its place already
        try:
            new.replace(path)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            write_durably(path, new.read_bytes(), new.stat().st_mode & 0o777)
            new.unlink()

    def _sync_upward(self, folder: Path) -> None:
        """Sync a folder and those above it, up to the knowledge base: they may be new."""
        while True:
            if folder.exists():
                sync_folder(folder)
            if folder == self._top or self._top not in folder.parents:
                return
            folder = folder.parent

    def _undo(self, record: Record) -> None:
        for number, step in enumerate(record.steps):
            path, old = self._path(step.file), self._folder / f"{number}.old"
            if step.had and old.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                self._place(old, path)
            elif not step.had:
                path.unlink(missing_ok=True)
        for folder in {self._path(step.file).parent for step in record.steps}:
            self._sync_upward(folder)
        self._log.remove(record.line, record.log_size)
        self._discard()

    def _discard(self) -> None:
        """Throw the journal away, the record first: without it, what is left counts for nothing."""
        if not self._folder.exists():
            return
        for name in (_RECORD, _UNDO):
            (self._folder / name).unlink(missing_ok=True)
        sync_folder(self._folder)
        shutil.rmtree(self._folder)

    def _path(self, file: str) -> Path:
        """Return where a file really lies; a link stays, and what it leads to is written."""
        return Path(os.path.realpath(self._top / file))


def _umask() -> int:
    """Return which permissions new files do not get."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def _wording() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileError.from_os("write", error) from None
