"""What the knowledge base has already, by the names under which an import looks for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from kb.columns.loading import DataFile, load
from kb.columns.table import Columns
from kb.errors import DataSyntaxError
from kb.namespaces import FC, PROV, RDF, SCHEMA
from kb.project import KnowledgeBase

from .naming import plain, url_key

_AGENTS = {f"<{SCHEMA}Person>", f"<{SCHEMA}Organization>"}
_TYPE = RDF + "type"
REVIEW = (
    *(SCHEMA + name for name in ("itemReviewed", "author", "datePublished", "url", "name", "license")),
    *(SCHEMA + name for name in ("ratingValue", "bestRating", "worstRating")),
    *(FC + name for name in ("originalRating", "verdict", "confidence")),
)
"""What makes a review the one that it is: if a record says otherwise of one of these, it was corrected."""

_READ = (
    *REVIEW,
    *(SCHEMA + name for name in ("text", "alternateName", "description", "publisher")),
    *(FC + name for name in ("left", "right", "judgement", "undated")),
    PROV + "wasRevisionOf",
    _TYPE,
)


class Known:
    """The nodes of a knowledge base as its files are now.

    Raises:
        DataSyntaxError: if a file does not parse, since what it has would be imported once more.
    """

    def __init__(self, kb: KnowledgeBase, *, whole: bool = False) -> None:
        files = [DataFile.of(path, kb.relative(path), kb.settings.base) for path in kb.files()]
        only = None if whole else dict.fromkeys(_READ, "")
        columns, faulty = load(files, only)
        if faulty:
            fault = faulty[0].faults[0]
            raise DataSyntaxError(faulty[0].name, fault.message, fault.place.line, fault.place.column)
        self.columns: Columns = columns
        self._typed = columns.pairs_of(_TYPE)

    def has(self, node: str) -> bool:
        """Tell whether there is a node, given as N-Triples writes it."""
        number = self.columns.terms.find(node)
        return number >= 0 and bool(self._typed.values(number))

    def types(self, node: str) -> list[str]:
        """Return the classes of a node."""
        return self.columns.values_of(node, _TYPE)

    def values(self, node: str, predicate: str) -> list[str]:
        """Return what a node has of a property."""
        return self.columns.values_of(node, predicate)

    def latest(self, review: str) -> str:
        """Return the newest revision of a review."""
        revisions, seen = self.columns.pairs_of(PROV + "wasRevisionOf").inverse, set()
        number = self.columns.terms.find(review)
        while (newer := revisions.values(number)) and newer[-1] not in seen:
            seen.add(number := newer[-1])
        return self.columns.terms.text(number)

    def holds(self, row: tuple[str, str, str]) -> bool:
        """Tell whether there is a triple; only for what was read whole is this sure."""
        find = self.columns.terms.find
        subject, predicate, object = map(find, row)
        return min(subject, predicate, object) >= 0 and object in self.columns.pairs(predicate).values(subject)

    def agents(self) -> Iterator[tuple[str, list[str], list[str]]]:
        """Yield the named agents with their names and the URLs of their pages."""
        for agent in self._instances(_AGENTS):
            names = [*self.values(agent, SCHEMA + "name"), *self.values(agent, SCHEMA + "alternateName")]
            urls = [value[1:-1] for value in self.values(agent, SCHEMA + "url") if value.startswith("<")]
            yield agent, [content(name) for name in names], urls

    @cached_property
    def sources(self) -> dict[str, str]:
        """The sources by the keys of their URLs."""
        found: dict[str, str] = {}
        for source in self._instances({f"<{FC}Source>"}):
            for value in self.values(source, SCHEMA + "url"):
                found.setdefault(url_key(value.strip("<>")), source)
        return found

    def claims(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the claims with their texts."""
        for claim in self._instances({f"<{FC}Claim>"}):
            yield claim, [plain(content(value)) for value in self.values(claim, SCHEMA + "text")]

    def matched(self) -> set[frozenset[str]]:
        """Return the pairs of claims that some match compares."""
        left = dict(self._texts(FC + "left"))
        return {frozenset((left[match], claim)) for match, claim in self._texts(FC + "right") if match in left}

    def _texts(self, predicate: str) -> Iterator[tuple[str, str]]:
        pairs, text = self.columns.pairs_of(predicate), self.columns.terms.text
        yield from zip(map(text, pairs.left.tolist()), map(text, pairs.right.tolist()), strict=True)

    def _instances(self, classes: set[str]) -> Iterator[str]:
        inverse = self._typed.inverse
        for name in sorted(classes):
            yield from (self.columns.terms.text(each) for each in inverse.values(self.columns.terms.find(name)))


def content(term: str) -> str:
    """Return the characters of a literal that N-Triples writes."""
    from kb.namespaces import unescape

    return unescape(term[1 : term.rindex('"')]) if term.startswith('"') else term
