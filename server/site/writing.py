"""Writes a static site into a folder, which takes the place of the one before when all of it is there."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from kb.errors import FileError, UsageError
from kb.progress import Progress, silent
from kb.project import KnowledgeBase

from ..addresses import is_host
from ..app import create_app, endpoint_of
from ..limits import Limits
from .places import Places
from .rewriting import Relink, relinked_xml, rewritten
from .visiting import DATA, FIXED, Visitor, data, data_place, pages

MARK = ".factcheck-kb-site"
"""The file that tells a site of ours from any other folder, which is never replaced."""

_STATIC = Path(__file__).parents[1] / "static"
_DUMP, _DUMP_ADDRESS = "everything.ttl", "graph-store?default&format=turtle"
_VOID = ".well-known/void"
_NEEDS_SERVER = {"yasgui", "editor.js", "editor.css"}


@dataclass(frozen=True)
class Written:
    """How many files were written, and how many of them are other ones than before."""

    files: int
    changed: int


def write_site(
    kb: KnowledgeBase, out: Path, templates: Path | None = None, progress: Progress[str] = silent, *, url: str = ""
) -> Written:
    """Write the pages of a knowledge base, which must have been built, into a folder.

    ``url`` is where it will be, by default at the base IRI. Files that are the same as before keep their time, so that
    a copy elsewhere takes only what changed.

    Raises:
        UsageError: if the folder holds anything but a site, or would become part of the knowledge base, or if it is not
            known where the site will be.
        FileError: if it cannot be written.
    """
    _check(kb, out)
    base = address_of(kb, url)
    new = out.with_name(f".{out.name}.{secrets.token_hex(4)}.new")
    try:
        new.mkdir(parents=True)
        app = create_app(kb, Limits(workers=2), in_memory=False, templates=templates)
        app.jinja_env.globals["is_static"] = True
        try:
            written = _Site(kb, Visitor(app, base), new, out).write(templates, progress)
        finally:
            endpoint_of(app).pool.close()
        _take_place(new, out)
    except OSError as error:
        raise FileError.from_os("write", error) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return written


def address_of(kb: KnowledgeBase, url: str = "") -> str:
    """Return the address at which a site will be: ``url``, or else the base IRI.

    Raises:
        UsageError: if that is no address of the web.
    """
    found = (url if url.endswith("/") else f"{url}/") if url else kb.settings.base
    parts = urlsplit(found)
    if (
        parts.scheme not in ("http", "https")
        or not is_host(parts.netloc)
        or not parts.path.endswith("/")
        or parts.query
    ):
        raise UsageError(f"no site can be at {found[:200]}", hint="say where it will be: --url https://…/")
    return found


def _check(kb: KnowledgeBase, out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file", hint="give a folder")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise UsageError(f"{out} holds something that is no site of ours", hint="give a new or an empty folder")
    if kb.would_hold(out / "everything.ttl"):
        raise UsageError(
            f"{out} lies in the knowledge base, whose next build would read its data",
            hint='choose a folder outside, one whose name begins with a dot, or add it to "exclude" in kb.toml',
        )


def _take_place(new: Path, out: Path) -> None:
    old = new.with_suffix(".old")
    if out.exists():
        out.rename(old)
    try:
        new.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


class _Site:
    """A site that is being written into ``new``, to take the place of ``old``."""

    def __init__(self, kb: KnowledgeBase, visitor: Visitor, new: Path, old: Path) -> None:
        self._kb, self._visitor, self._new, self._old = kb, visitor, new, old
        self._places = Places()
        self._kept = {"feed.atom", "sitemap.xml"}
        self._changed = 0

    def write(self, templates: Path | None, progress: Progress[str]) -> Written:
        """Write all files: pages as they are fetched first, for what they may link to is known when all are there."""
        things = self._visitor.things()
        fetched = list(progress("pages", self._fetched(things), len(things) + len(FIXED)))
        self._copy_static(templates)
        self._further()
        for _ in progress("data", self._data_kept(things), len(DATA) * len(things)):
            pass
        for address in progress("links", iter(fetched), len(fetched)):
            place = self._places.add(address)
            content = self._path(place).read_bytes()
            if place.endswith(".html"):
                content = rewritten(content.decode(), self._relink(address, place)).encode()
            self._keep(place, content)
        self._keep(MARK, b"")
        self._keep(".nojekyll", b"")
        return Written(len(self._kept), self._changed)

    def _fetched(self, things: list[str]) -> Iterator[str]:
        for address, content in pages(self._visitor, self._places, things):
            self._path(self._places.add(address)).write_bytes(content)
            yield address

    def _data_kept(self, things: list[str]) -> Iterator[str]:
        for place, content in data(self._visitor, self._places, things):
            self._keep(place, content)
            yield place

    def _copy_static(self, templates: Path | None) -> None:
        for folder in filter(None, (_STATIC, templates / "static" if templates is not None else None)):
            for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
                relative = path.relative_to(folder)
                if path.is_file() and relative.parts[0] not in _NEEDS_SERVER:
                    self._keep(f"static/{relative.as_posix()}", path.read_bytes())

    def _further(self) -> None:
        """Write what is no page: all data in one file, the description, the feed, the map."""
        self._keep(_DUMP, self._visitor.get(_DUMP_ADDRESS, accept="*/*") or b"")
        self._keep(_VOID, self._visitor.get(f"{_VOID}?format=turtle", accept="*/*") or b"")
        index = (self._visitor.get("sitemap.xml") or b"").decode()
        parts = [link.removeprefix(self._visitor.base) for link in re.findall(r"<loc>([^<]*)</loc>", index)]
        for name in ("feed.atom", *parts):
            text = (self._visitor.get(name) or b"").decode()
            self._keep(name, relinked_xml(text, self._absolute).encode())
        self._keep("sitemap.xml", index.encode())
        self._keep("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {self._visitor.base}sitemap.xml\n".encode())

    def _relink(self, address: str, place: str) -> Relink:
        def relink(link: str) -> str | None:
            target = self._visitor.below(link, address)
            if link.startswith("#") or target is None:
                return link
            found = self._file(target)
            fragment = urlsplit(link).fragment
            return found and self._places.link(place, found) + (f"#{fragment}" if fragment else "")

        return relink

    def _absolute(self, link: str) -> str | None:
        target = self._visitor.below(link, "")
        if target is None:
            return link
        found = self._file(target)
        if found is None:
            return None
        return self._visitor.base + ("" if found == "index.html" else self._places.link("", found))

    def _file(self, address: str) -> str | None:
        """Return the file that an address leads to, None if there is none."""
        if address == "search":  # without a server, the list of all claims takes its place
            address = "browse/claim"
        if address == _DUMP_ADDRESS:
            return _DUMP
        known = self._places.get(address) or data_place(self._places, address)
        if known is not None:
            return known
        return address if address in self._kept else None

    def _path(self, place: str) -> Path:
        path = self._new / place
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _keep(self, place: str, content: bytes) -> None:
        """Write a file; one that is the same as before has the time that it had."""
        path, before = self._path(place), self._old / place
        path.write_bytes(content)
        self._kept.add(place)
        if before.is_file() and before.read_bytes() == content:
            shutil.copystat(before, path)
        else:
            self._changed += 1
