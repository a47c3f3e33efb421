"""One import, from its input to files that are durable, or to nothing at all."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb.errors import FileError, UsageError
from kb.private import private_folder
from kb.progress import Progress, silent
from kb.project import KnowledgeBase
from kb.writing.applying import recover, writing
from kb.writing.journal import Journal

from .checking import check
from .files import Files
from .inputs import Inputs
from .outcome import Outcome
from .record import Activity
from .records import Item
from .rejecting import Rejections
from .taking import Taking

_STAGING = "import-"


@dataclass(frozen=True)
class Request:
    """What an import is asked for: ``into`` is a folder of the knowledge base; a ``dry`` one writes nothing."""

    format: str
    into: str = "imported"
    language: str = ""
    strict: bool = False
    dry: bool = False
    propose: bool = True


def run(
    kb: KnowledgeBase,
    request: Request,
    inputs: Inputs,
    items: Iterable[Item],
    *,
    progress: Progress[Item] = silent,
    working: Progress[int] = silent,
) -> Outcome:
    """Import items into a knowledge base: all that can be, with what is to be said of it, or nothing if it fails.

    Raises:
        WriteBusyError: if another write goes on.
        DataSyntaxError: if a file of the knowledge base does not parse.
        KbError: if something cannot be read or written.
    """
    with (
        writing(kb),
        _staging(kb) as folder,
        closing(Files(kb, request.into)) as files,
        closing(Rejections(inputs.beside, *inputs.otherwise)) as rejections,
    ):
        recover(kb)
        time = datetime.datetime.now(datetime.UTC)
        activity = Activity.of(inputs, request.format, kb.settings.base, time)
        taking = Taking(kb, request.format, request.language, files, activity.iri)
        for item in progress("importing", items, 0):
            taking.take(item, rejections.take)
        taking.finish(propose=request.propose)
        if not files.is_empty:
            files.add("imports", [node for node in activity.nodes if not taking.has(node[0])])
        outcome, staged = taking.outcome, files.stage(folder)
        outcome.files = files.counts()
        outcome.judged = check(kb, files, taking.kinds, progress=working)
        outcome.refused = request.strict and (outcome.judged.fails or bool(rejections))
        outcome.rejections = rejections.first
        if not request.dry and not outcome.refused:
            _write(kb, staged, inputs, request.format, time)
            outcome.rejected_file, outcome.hindered = rejections.write(), rejections.hindered
        return outcome


def folder_of(kb: KnowledgeBase, into: str) -> str:
    """Return the folder that files go to as a path below that of the knowledge base.

    Raises:
        UsageError: if the files would not belong to the knowledge base.
    """
    name = os.path.normpath(into)
    name = "" if name == "." else name
    if name.startswith(("..", "~", "/")) or not kb.would_hold(kb.folder / name / "agents.ttl"):
        raise UsageError(
            f"--into {into}: files there would not belong to the knowledge base",
            hint="name a folder within it that kb.toml does not exclude",
        )
    return name


@contextmanager
def _staging(kb: KnowledgeBase) -> Iterator[Path]:
    """Give a folder for files that wait; what an import left there that was killed is cleared away."""
    try:
        for left in private_folder(kb).glob(f"{_STAGING}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=_STAGING, dir=private_folder(kb)))
    except OSError as error:
        raise FileError.from_os("write", error) from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(kb: KnowledgeBase, staged: dict[str, Path], inputs: Inputs, format: str, time: datetime.datetime) -> None:
    if not staged:
        return
    line = {
        "time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "author": "kb import",
        "reason": f"Import {format} from {inputs.name}",
        "files": sorted(staged),
    }
    journal = Journal(kb)
    journal.write(staged, json.dumps(line, ensure_ascii=False))
    journal.end()
