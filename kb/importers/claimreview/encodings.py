"""Finds out how the bytes of a file are to be read: compressed or not, and in which encoding."""

from __future__ import annotations

import codecs
import gzip
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kb.importing.inputs import Input

_GZIP = b"\x1f\x8b"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ZEROS = {b"\0\0\0x": "utf-32-be", b"x\0\0\0": "utf-32-le", b"\0x\0x": "utf-16-be", b"x\0x\0": "utf-16-le"}
_DECLARED = re.compile(
    rb"<(?:meta\b[^>]{0,200}?\bcharset|\?xml\b[^>]{0,100}?\bencoding)\s*=\s*[\"']?\s*([\w:.-]+)", re.I
)
_WHERE_DECLARED = 8192


@contextmanager
def unpacked(source: Input) -> Iterator[Input]:
    """Give a file as it is, or what is in it if it is compressed with gzip, kept in a temporary file meanwhile.

    Raises:
        ValueError: if it is compressed, and damaged.
    """
    if source.head(2) != _GZIP:
        yield source
        return
    with tempfile.NamedTemporaryFile(prefix="kb-import-") as kept:
        try:
            with gzip.open(source.path) as content:
                shutil.copyfileobj(content, kept)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise ValueError("it is compressed with gzip, and damaged or cut off") from None
        kept.flush()
        yield replace(source, path=Path(kept.name), name=source.name.removesuffix(".gz"))


def wide_encoding(head: bytes) -> str:
    """Return UTF-16 or UTF-32, whichever the first bytes tell by a mark or by their zeros, or nothing (RFC 4627 §3)."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding if encoding != "utf-8-sig" else ""
    return _ZEROS.get(bytes(0 if byte == 0 else ord("x") for byte in head[:4]), "")


def decoded(data: bytes) -> str:
    """Return the text of a file: UTF-8, UTF-16 or UTF-32, or what a page declares, or else Windows-1252."""
    if wide := wide_encoding(data[:4]):
        return data.decode(wide, errors="replace").removeprefix("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(_declared(data), errors="replace")


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data[:_WHERE_DECLARED])
    name = found[1].decode("ascii", "replace").lower() if found else ""
    name = "cp1252" if name in ("iso-8859-1", "latin1", "us-ascii", "ascii") else name  # as browsers have it
    try:
        encoding = codecs.lookup(name).name if name else ""
    except LookupError:
        encoding = ""
    if encoding in ("", "utf-8", "utf-16", "utf-32") or not _is_text(encoding):
        return "cp1252"
    return encoding


def _is_text(encoding: str) -> bool:
    """Tell whether an encoding is one of texts: Python has others, such as ``hex``."""
    try:
        return isinstance(b"a".decode(encoding), str)
    except (LookupError, ValueError):
        return False
