"""The commands, one module each: read arguments, call one function, print, exit code.

A module here is imported by ``kb --help``: what takes long to import is imported by the function that uses it. What
several commands need from the command line stands here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kb.errors import BuildRunningError, DataSyntaxError
from kb.private import is_interrupted
from kb.project import KnowledgeBase, find

if TYPE_CHECKING:
    from kb.columns.loading import Only
    from kb.columns.table import Columns
    from kb.stores import Store

store_option = click.option("--store", "from_store", is_flag=True, help="Read what the store holds, and no file.")
"""Lets a command that reads files read the store of the knowledge base."""

_PATIENCE = 5.0  # seconds to wait for another process that builds


def knowledge_base(ctx: click.Context) -> KnowledgeBase:
    """Return the knowledge base that the command works on; a write that was interrupted is brought to its end first.

    Raises:
        ConfigurationError: if the folder is in none.
        FileError: if such a write cannot be brought to its end.
    """
    kb = find(ctx.obj)
    if is_interrupted(kb):
        from kb.writing.applying import settle

        if settle(kb):
            warn("a write that was interrupted has been completed")
    return kb


def build_quietly(kb: KnowledgeBase) -> None:
    """Build what has changed in the files; where another process goes on building, warn that the answer may be old.

    What is on a server is built by ``kb build`` alone: others read it, too.

    Raises:
        StoreError: if another process builds and there is nothing to answer from yet.
    """
    from kb.building import build
    from kb.manifest import read_manifest
    from kb.progress import bar

    if kb.settings.store is not None:
        return
    try:
        for fault in build(kb, patience=_PATIENCE, progress=bar).faults:
            warn(f"{fault.message} (left out)")
    except BuildRunningError as error:
        if read_manifest(kb) is None:
            raise
        warn(f"{error.message}; what it brings is not seen yet")


def index_quietly(kb: KnowledgeBase) -> None:
    """Bring the index of the search up to date with the store; warn if that fails where there is an older one.

    Raises:
        KbError: if it fails and there is none.
    """
    from kb.errors import KbError
    from kb.searching import indexed, refresh

    try:
        refresh(kb)
    except KbError as error:
        if indexed(kb) is None:
            raise
        warn(f"{error.message}; what has changed since the last build is not found yet")


def built_store(kb: KnowledgeBase) -> Store:
    """Open the store for reading; the embedded one is brought up to date first."""
    from kb.opening import is_being_built, open_for_reading

    build_quietly(kb)
    store = open_for_reading(kb)
    if kb.settings.store is not None and is_being_built(store, kb):
        warn("a build of the store is under way, or was interrupted: the answer may mix old and new files")
    return store


def read_columns(
    kb: KnowledgeBase, only: Only | None = None, *, from_store: bool = False, complete: bool = False
) -> Columns:
    """Return all files as they are now, built or not, read anew or from memory; warn of those that do not parse.

    With ``from_store``, what the store holds is read instead. With ``only``, triples of other predicates may be left
    out.

    Raises:
        DataSyntaxError: if a file does not parse, and what is read must be ``complete``.
    """
    from kb.columns.loading import DataFile, load
    from kb.validation.remembering import remembered

    if from_store:
        from kb.content import stored_triples

        content = stored_triples(built_store(kb), kb)
        return load([DataFile(kb.folder, "the store", kb.settings.base, "ntriples", content)], only)[0]
    files = [DataFile.of(path, kb.relative(path), kb.settings.base) for path in kb.files()]
    found = remembered(kb.state / "validation", files, kb.settings.base)
    if found is not None:
        return found
    columns, faulty = load(files, only)
    for file in faulty:
        if complete:
            fault = file.faults[0]
            raise DataSyntaxError(file.name, fault.message, fault.place.line, fault.place.column)
        warn(f"{file.name} does not parse, so the answer may lack what it says")
    return columns


def warn(text: str) -> None:
    """Say something beside the output."""
    click.echo(f"kb: {text}", err=True)
