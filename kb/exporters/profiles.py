"""The profiles of an export: the content as others' tools want it, one module of this package each.

A module has ``write(content, output)``; those that can write a folder of files, ``write_folder(content, folder)``, too.
Those that write other files by other suffixes have ``WRITERS``, a function like ``write`` for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO

from kb.columns.loading import Only
from kb.columns.table import Columns
from kb.content import Row, read_sorted
from kb.errors import UnknownNameError, UsageError
from kb.progress import Progress, silent
from kb.project import KnowledgeBase
from kb.publishing.reviews import READ, LeftOut, PublishedReview, Reviews

PROFILES: Mapping[str, str] = {
    "claimreview": "one ClaimReview of schema.org a line, or a file each",
    "datafeed": "a DataFeed of ClaimReviews, as Data Commons publishes it",
    "fact-check-insights": "the columns of the CSV of Fact-Check Insights",
    "csv": "tables that give everything back: CSV, or ZIP or XLSX by the suffix of the output",
    "sheet": "a row a fact-check, in the columns of our own sheet: CSV or XLSX",
    "claimskg": "the classes and properties of ClaimsKG, as Turtle or what the suffix of the output says",
    "void": "what there is, in numbers: VoID and DCAT, as Turtle",
}
"""The names of the profiles, and what each writes."""


@dataclass
class Content:
    """What a profile is written from: the knowledge base, its content as columns, which reviews are wanted.

    ``read`` reads the columns, or only such triples as it is told; ``chosen`` judges the IRIs of a review and its
    claim; ``read_rows`` reads what is wanted as rows, without it all of the files.
    """

    kb: KnowledgeBase
    read: Callable[[Only | None], Columns]
    chosen: Callable[[str, str], bool] | None = None
    progress: Progress[int] = silent
    left_out: list[LeftOut] = field(default_factory=list)
    needs_reviews: bool = False
    read_rows: Callable[[], Iterable[Row]] | None = None

    @cached_property
    def columns(self) -> Columns:
        """All triples, read when they are first asked for."""
        return self.read(None)

    def reviews(self) -> Iterator[PublishedReview]:
        """Yield the reviews that stand, by their addresses; ``left_out`` gathers the others.

        Raises:
            UsageError: if there are none, and the content ``needs_reviews``.
        """
        reviews = Reviews(self.read(READ), self.left_out)
        numbers = [number for _, number in reviews.addresses(self.chosen)]
        if self.needs_reviews and not numbers:
            raise UsageError("there is no such review, and no review of such a claim")
        yield from reviews.read(self.progress("writing", numbers, len(numbers)))

    def rows(self) -> Iterable[Row]:
        """Return the triples as rows, sorted; they can be read several times.

        Raises:
            DataSyntaxError: if a file does not parse.
        """
        return self.read_rows() if self.read_rows is not None else read_sorted(self.kb, graphs=False)

    @property
    def license(self) -> str:
        """The licence of the data where it is an address, else empty."""
        text = self.kb.settings.license
        return text if text.startswith(("https://", "http://")) else ""


Write = Callable[[Content, IO[bytes]], None]
WriteFolder = Callable[[Content, Path], None]


def profile_writer(name: str, suffix: str = "") -> Write:
    """Return the function that writes a profile to a file whose name ends in ``suffix``.

    Raises:
        UnknownNameError: if there is no such profile.
    """
    if name not in PROFILES:
        raise UnknownNameError("profile", name, PROFILES, hint=f"there are: {', '.join(PROFILES)}")
    module = _module(name)
    writers: Mapping[str, Write] = getattr(module, "WRITERS", {})
    return writers.get(suffix.lower(), module.write)


def folder_writer(name: str) -> WriteFolder | None:
    """Return the function that writes a profile as a folder of files, None if the profile is one file."""
    write: WriteFolder | None = getattr(_module(name), "write_folder", None)
    return write


def _module(name: str) -> ModuleType:
    return import_module(f"kb.exporters.{name.replace('-', '_')}")
