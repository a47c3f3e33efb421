"""The texts of files as a reader sees them: one module for each kind of file, found by its name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from .common import UnreadableError

_BY_TYPE = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "plain",
    "text/markdown": "plain",
    "application/warc": "warc",
    "application/wacz": "wacz",
    "application/pdf": "pdf",
}
_BY_SUFFIX = {
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((".txt", ".md"), "plain"),
    **dict.fromkeys((".warc", ".warc.gz"), "warc"),
    ".wacz": "wacz",
    ".pdf": "pdf",
}
_BY_START = ((b"%PDF-", "pdf"), (b"WARC/", "warc"), (b"PK\x03\x04", "wacz"), (b"\x1f\x8b", "warc"))


def text_of(path: Path, media_type: str = "", url: str = "") -> str:
    """Return the text of a file, whose kind its media type tells, its name, or its first bytes.

    ``url`` is that of the source: in an archive of several pages it tells which is meant.

    Raises:
        UnreadableError: if it has none that can be read.
    """
    data = path.read_bytes()
    kind = _kind(media_type, path.name, data)
    if kind is None:
        raise UnreadableError(f"it is unknown how to read {media_type or path.suffix or 'its kind of file'}")
    text: str = import_module(f"{__name__}.{kind}").extract(data, media_type, url)
    return text


def _kind(media_type: str, name: str, data: bytes) -> str | None:
    essence = media_type.partition(";")[0].strip().lower()
    if essence in _BY_TYPE:
        return _BY_TYPE[essence]
    for suffix, kind in _BY_SUFFIX.items():
        if name.lower().endswith(suffix):
            return kind
    for start, kind in _BY_START:
        if data.startswith(start):
            return kind
    return "html" if b"<html" in data[:2000].lower() else None


__all__ = ["UnreadableError", "text_of"]
