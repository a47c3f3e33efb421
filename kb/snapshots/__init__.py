"""Checks snapshots against their files, and quotes against the text of the snapshots that they are from.

``facts`` reads from columns what is said of them; ``texts`` has a module for each kind of file, which returns its text
as a reader sees it; ``matching`` looks for a quote in a text. This module compares, and says what differs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kb.errors import KbError

from .facts import Facts, QuoteFacts, SnapshotFacts, is_file
from .matching import Match, find
from .rules import RULES, SnapshotRule
from .texts import UnreadableError, text_of

_MOST_BYTES = 64_000_000
"""Files larger than this are hashed, but no quotes are looked for in them."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a node, by which rule: the property to look at, its value, and what to do."""

    rule: SnapshotRule
    node: str
    predicate: str
    value: str
    message: str
    hint: str = ""


@dataclass
class _File:
    """The file of a snapshot, read once."""

    path: Path
    snapshot: SnapshotFacts
    _problem: str = field(default="", init=False)

    @cached_property
    def digest(self) -> str:
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @cached_property
    def text(self) -> str | None:
        """The text; None if there is none, and ``problem`` says why."""
        if self.path.stat().st_size > _MOST_BYTES:
            self._problem = f"the file is larger than {_MOST_BYTES // 1_000_000} MB"
            return None
        try:
            return text_of(self.path, self.snapshot.media_type, self.snapshot.url)
        except UnreadableError as error:
            self._problem = str(error)
            return None

    @property
    def problem(self) -> str:
        return self._problem


def check(facts: Facts, folder: Path) -> Iterator[Fault]:
    """Yield what is wrong with the snapshots whose files lie below ``folder``, and with quotes from them.

    Where none of the files is there, the desk keeps them elsewhere, and nothing is said.

    Raises:
        KbError: if a file is there but cannot be read.
    """
    top = folder.resolve()
    places = [(snapshot, path) for snapshot in facts.snapshots if (path := _path(top, snapshot.file)) is not None]
    present = {snapshot.node: _File(path, snapshot) for snapshot, path in places if is_file(path)}
    if not present:
        return
    for snapshot, _ in places:
        if snapshot.node not in present:
            yield Fault(RULES["snapshot-file-missing"], snapshot.node, snapshot.predicate, snapshot.literal, "")
            continue
        file = present[snapshot.node]
        try:
            yield from _digest(file)
        except OSError as error:
            raise KbError(f"cannot read {file.path}: {error.strerror}") from None
    for quote in facts.quotes:
        sources = [present[node] for node in facts.snapshots_of(quote.origin) if node in present]
        yield from _quote(quote, sources)


def _path(top: Path, name: str) -> Path | None:
    """Return where a file lies, None if that is not below ``top``, or is so only by its name; a rule tells that."""
    try:
        path = (top / name).resolve()
    except (OSError, ValueError):
        return top / "-"  # a name that no file can have
    return path if path.is_relative_to(top) and "\\" not in name else None


def _digest(file: _File) -> Iterator[Fault]:
    snapshot = file.snapshot
    if snapshot.digest and snapshot.digest != file.digest:
        rule = RULES["snapshot-digest-differs"]
        message = f"The file {snapshot.file} is not the one that was captured: its digest is another."
        hint = f'if the file is right, write fc:sha256 "{file.digest}"'
        yield Fault(rule, snapshot.node, snapshot.digest_predicate, f'"{snapshot.digest}"', message, hint)


def _quote(quote: QuoteFacts, files: list[_File]) -> Iterator[Fault]:
    """Compare a quote with the texts that it may be from: enough if one has it."""
    readable = [file for file in files if file.text is not None]
    if not readable:
        for file in files[:1]:
            message = f"The words of the quote cannot be looked for: {file.problem}."
            yield Fault(
                RULES["snapshot-without-text"],
                file.snapshot.node,
                file.snapshot.predicate,
                file.snapshot.literal,
                message,
            )
        return
    matches = [(find(quote.exact, quote.prefix, quote.suffix, file.text or ""), file) for file in readable]
    match, file = min(matches, key=lambda pair: pair[0].order)
    yield from _fault(quote, match, file.snapshot.file)


def _fault(quote: QuoteFacts, match: Match, name: str) -> Iterator[Fault]:
    def fault(rule: str, message: str, hint: str = "") -> Fault:
        return Fault(RULES[rule], quote.node, quote.predicate, quote.literal, message, hint)

    if match.kind == "once" and match.normalised:
        how = ", ".join(match.normalised)
        yield fault("quote-found-normalised", f"The words are in {name} once {how} is set aside.")
    elif match.kind == "several":
        message = f"The words are {match.count} times in {name}."
        yield fault(
            "quote-found-several-times", message, "add oa:prefix and oa:suffix, the words around the passage meant"
        )
    elif match.kind == "changed":
        yield fault(
            "quote-changed", f"The words in {name} are others: {match.difference}.", f"the passage is: {match.nearest}"
        )
    elif match.kind == "missing":
        hint = f"the nearest passage is: {match.nearest}" if match.nearest else ""
        yield fault("quote-not-in-snapshot", f"The words are not in {name}.", hint)
