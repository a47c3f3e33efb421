"""One write, from what is asked to what is on the disk and in the store; see ``kb.writing`` for the steps."""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from kb.building import build, open_store
from kb.errors import DataSyntaxError, FileError, UnknownNameError, UsageError
from kb.formats import parse, read_file
from kb.manifest import Manifest
from kb.private import private_folder
from kb.project import KnowledgeBase
from kb.validation.remembering import digest

from .changes import Changes, GraphChange
from .checking import Checking
from .errors import UnguardedError, WriteBusyError, WriteConflictError, WriteRefusedError
from .evaluating import Evaluation
from .history import commit
from .journal import Journal
from .operations import Modify, Operation, read_update
from .patching import patched
from .requests import Put, Receipt, Remove, Update, Write
from .tags import check_tag, tag
from .templates import Graph, Triple

PATIENCE = 10.0
"""Seconds that a write waits for another, or for a build."""


def write(
    kb: KnowledgeBase,
    asked: Write,
    *,
    patience: float = PATIENCE,
    working: Callable[[], None] = lambda: None,
    counting: Callable[[], None] = lambda: None,
) -> Receipt:
    """Write, and return once it is on the disk and the store holds it; or change nothing.

    ``working`` is called when all is known of the files as they are, and what is asked is looked at for the first
    time; ``counting`` when everything is checked and the files are about to be changed.

    Raises:
        WriteRefusedError: if it would bring in violations.
        ChangedError: if a condition on the tag of the graph is not fulfilled.
        WriteBusyError: if another write goes on for longer than ``patience`` seconds.
        KbError: if it makes no sense, or the files or the store cannot be written.
    """
    with writing(kb, patience):
        recover(kb)
        manifest, checking = _prepared(kb, patience)
        working()
        graph = _graph_of(asked)
        before = tag(kb, manifest, graph)
        check_tag(before, asked.match, asked.unless)
        _protect_all(asked, manifest)
        changes = _changes(kb, manifest, asked)
        contents = {each.file: _content(kb, manifest, each) for each in changes}
        contents = {file: data for file, data in contents.items() if data != _read(kb, file)}
        if not contents:
            return Receipt({}, before, time=_now())
        check = checking.check(contents)
        if check.findings:
            raise WriteRefusedError(check.findings)
        done = {each.file: (len(each.added), len(each.removed)) for each in changes if each.file in contents}
        receipt = Receipt(done, created=graph is not None and not before, time=_now())
        counting()
        manifest = _apply(kb, contents, _line(asked, receipt), patience)
        check.remember()
        return replace(receipt, tag=tag(kb, manifest, graph), commit=commit(kb, asked, contents))


def prepare(kb: KnowledgeBase, *, patience: float = PATIENCE) -> None:
    """Build and check what has changed in the files, so that the next write need not wait for that.

    Raises:
        KbError: if that cannot be done.
    """
    _prepared(kb, patience)


def _prepared(kb: KnowledgeBase, patience: float) -> tuple[Manifest, Checking]:
    manifest = build(kb, patience=patience).manifest
    return manifest, Checking(kb, manifest.digests)


@contextlib.contextmanager
def writing(kb: KnowledgeBase, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the only right to write to a knowledge base; the system lets go of it when the process ends.

    Raises:
        WriteBusyError: if another write goes on for longer than ``patience`` seconds.
        FileError: if the knowledge base cannot be written at all.
    """
    deadline = time.monotonic() + patience
    try:
        file = (private_folder(kb) / "lock").open("w", encoding="utf-8")
    except OSError as error:
        raise FileError.from_os("write", error) from None
    with file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise WriteBusyError("another write goes on", hint="try again") from None
                time.sleep(0.02)
        yield


def settle(kb: KnowledgeBase) -> bool:
    """Bring a write to its end that was interrupted, unless somebody is writing; tell whether there was one.

    Raises:
        FileError: if something cannot be written.
    """
    try:
        with writing(kb, patience=0):
            return recover(kb)
    except WriteBusyError:
        return False


def recover(kb: KnowledgeBase) -> bool:
    """Bring a write to its end that was interrupted; tell whether there was one. The right to write must be held.

    Raises:
        FileError: if something cannot be written.
    """
    return Journal(kb).recover()


def _graph_of(asked: Write) -> Graph:
    return None if isinstance(asked.asked, Update) else asked.asked.graph


def _protect_all(asked: Write, manifest: Manifest) -> None:
    """Refuse to replace or remove everything that there is for whoever has not read it (RFC 6585 §3)."""
    asks_for_all = isinstance(asked.asked, Remove) or (isinstance(asked.asked, Put) and not asked.asked.keep)
    if asks_for_all and _graph_of(asked) is None and manifest.triples and not asked.match:
        raise UnguardedError(
            "this would replace all files of the knowledge base",
            hint="send If-Match with the ETag of ?default, or name one graph",
        )


def _changes(kb: KnowledgeBase, manifest: Manifest, asked: Write) -> Changes:
    """Work out what changes."""
    store = open_store(kb)
    changes = Changes(kb, store, manifest.files)
    match asked.asked:
        case Update() as update:
            with Evaluation(changes, store, kb) as evaluation:
                evaluation.run(_operations(kb, update))
        case Put() as put:
            _put(kb, changes, put)
        case Remove(graph):
            if graph is None:
                changes.clear(None)
            elif changes.exists(graph):
                changes.drop(graph)
            else:
                raise UnknownNameError("graph", graph, changes.names())
    return changes


def _operations(kb: KnowledgeBase, update: Update) -> list[Operation]:
    found = read_update(update.text, kb.settings.base, kb.prefixes)
    if not update.using and not update.using_named:
        return found
    if any(isinstance(each, Modify) and (each.within or each.using or each.using_named) for each in found):
        raise UsageError(
            "the request names graphs, and so does the update", hint="leave out using-graph-uri, or USING and WITH"
        )
    return [
        replace(each, using=update.using, using_named=update.using_named) if isinstance(each, Modify) else each
        for each in found
    ]


def _put(kb: KnowledgeBase, changes: Changes, put: Put) -> None:
    coming = [triple for part in put.parts for triple in _parsed(kb, put.graph, *part)]
    if not put.keep:
        staying = set(coming)
        for graph in changes.names() if put.graph is None else [put.graph]:
            for triple in list(changes.triples(graph)) if changes.exists(graph) else []:
                if triple not in staying:
                    changes.delete(graph, triple)
    if put.graph is not None:
        changes.create(put.graph)
    for triple in coming:
        changes.insert(put.graph, triple)


def _parsed(kb: KnowledgeBase, graph: Graph, data: bytes, format: str) -> Iterator[Triple]:
    """Yield what a body says; its relative IRIs are resolved by that of the graph (§4.1)."""
    for found in parse(data, base=graph or kb.settings.base, path="the body", format=format):
        yield Triple(found.subject, found.predicate, found.object)


def _content(kb: KnowledgeBase, manifest: Manifest, change: GraphChange) -> bytes | None:
    """Return what a file is to hold, None if it is to go."""
    if not change.exists:
        return None
    data = _read(kb, change.file) or b""
    if not change.existed and (kb.folder / change.file).exists():
        raise WriteConflictError(f"{change.file} does not parse", hint="mend it, then send the write again")
    if change.existed and digest(data) != manifest.digests[change.file]:
        raise WriteConflictError(f"{change.file} is being edited", hint="send the write again")
    text = data.decode("utf-8-sig")
    mark = data[: len(data) - len(text.encode())]
    try:
        return mark + patched(text, change, kb.settings.base, kb.prefixes).encode()
    except DataSyntaxError as error:
        raise WriteConflictError(error.message, hint="mend it, then send the write again") from None


def _read(kb: KnowledgeBase, file: str) -> bytes | None:
    path = kb.folder / file
    return read_file(path) if path.exists() else None


def _apply(kb: KnowledgeBase, contents: dict[str, bytes | None], line: str, patience: float) -> Manifest:
    """Change the files and build; if either fails, change them back."""
    journal = Journal(kb)
    journal.write(contents, line)
    try:
        manifest = build(kb, patience=patience).manifest
    except BaseException:
        journal.undo()
        raise
    with contextlib.suppress(FileError):  # it counts and is there; what is left is cleared away the next time
        journal.end()
    return manifest


def _line(asked: Write, receipt: Receipt) -> str:
    files = {file: {"added": added, "removed": removed} for file, (added, removed) in receipt.files.items()}
    return json.dumps(
        {"time": receipt.time, "author": asked.author, "reason": asked.reason, "files": files}, ensure_ascii=False
    )


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
