"""The folder ``.kb-private`` of a knowledge base: what cannot be built again, and does not belong into git.

``tokens.json`` says who may write; ``journal`` holds a write until it is whole; ``lock`` is held by who writes.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from .errors import FileError
from .project import KnowledgeBase

FOLDER = ".kb-private"
JOURNAL = "journal"


def private_folder(kb: KnowledgeBase) -> Path:
    """Return the folder, which is made if it is missing, for its owner alone and unseen by git.

    Raises:
        FileError: if it cannot be made.
    """
    folder = kb.folder / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        ignoring = folder / ".gitignore"
        if not ignoring.exists():
            write_durably(ignoring, b"*\n")
    except OSError as error:
        raise FileError.from_os("write", error) from None
    return folder


def is_interrupted(kb: KnowledgeBase) -> bool:
    """Tell whether a write goes on, or was interrupted."""
    return (kb.folder / FOLDER / JOURNAL).exists()


def write_durably(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file whole or not at all, and have it on the disk when this returns.

    Raises:
        OSError: if it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.new")
    try:
        write_new(temporary, data, mode)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


def write_new(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file that is not there yet, and have its content on the disk; its name is so after ``sync_folder``.

    Raises:
        OSError: if it cannot be written.
    """
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(number, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(number)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk.

    Raises:
        OSError: if that fails.
    """
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
