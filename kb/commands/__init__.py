"""The commands, one module each: read arguments, call one function, print, exit code.

A module here is imported by ``kb --help``: what takes long to import is imported by the function that uses it. What
several commands need from the command line stands here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kb.errors import BuildRunningError
from kb.project import KnowledgeBase, find

if TYPE_CHECKING:
    from kb.columns.loading import Only
    from kb.columns.table import Columns
    from kb.stores.embedded import EmbeddedStore

_PATIENCE = 5.0  # seconds to wait for another process that builds


def knowledge_base(ctx: click.Context) -> KnowledgeBase:
    """Return the knowledge base that the command works on.

    Raises:
        ConfigurationError: if the folder is in none.
    """
    return find(ctx.obj)


def build_quietly(kb: KnowledgeBase) -> None:
    """Build what has changed in the files; where another process goes on building, warn that the answer may be old.

    Raises:
        StoreError: if another process builds and there is nothing to answer from yet.
    """
    from kb.building import build
    from kb.manifest import read_manifest
    from kb.progress import bar

    try:
        for fault in build(kb, patience=_PATIENCE, progress=bar).faults:
            warn(f"{fault.message} (left out)")
    except BuildRunningError as error:
        if read_manifest(kb) is None:
            raise
        warn(f"{error.message}; what it brings is not seen yet")


def built_store(kb: KnowledgeBase) -> EmbeddedStore:
    """Build what has changed in the files, then open the store for reading."""
    from kb.building import open_store

    build_quietly(kb)
    return open_store(kb)


def read_columns(kb: KnowledgeBase, only: Only | None = None) -> Columns:
    """Return all files as they are now, built or not, read anew or from memory; warn of those that do not parse.

    With ``only``, triples of other predicates may be left out.
    """
    from kb.columns.loading import DataFile, load
    from kb.validation.remembering import remembered

    files = [DataFile.of(path, kb.relative(path), kb.settings.base) for path in kb.files()]
    found = remembered(kb.state / "validation", files, kb.settings.base)
    if found is not None:
        return found
    columns, faulty = load(files, only)
    for file in faulty:
        warn(f"{file.name} does not parse, so the answer may lack what it says")
    return columns


def warn(text: str) -> None:
    """Say something beside the output."""
    click.echo(f"kb: {text}", err=True)
