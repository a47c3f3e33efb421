"""Parses RDF of any syntax; what is wrong in it is told by its place, and the rest is read."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator

from kb.errors import DataSyntaxError
from kb.formats import Quad, Term, format_of_file, parse
from kb.importing.inputs import Input
from kb.importing.records import Rejected
from kb.turtle.faults import read_faulty

Triple = tuple[Term, Term, Term]

_XML = re.compile(rb"<\?xml|<!DOCTYPE|<rdf:RDF|<!--", re.IGNORECASE)
_JSON = re.compile(rb'\{\s*["}]|\[\s*\{')
_LINES = re.compile(rb"(?:<[^<>\s]*>|_:\S+)[ \t]+<[^<>\s]*>[ \t]+\S.*\.[ \t]*(?:#.*)?$")
_LONGEST = 10_000  # characters of a text that is kept with what is wrong in it


class Parsing:
    """A file of RDF, which can be read several times; nothing but its bytes is kept."""

    def __init__(self, source: Input, base: str) -> None:
        self._source, self._base, self._data = source, base, source.read()
        self._fault: Rejected | DataSyntaxError | None = None
        if self._data[:2] == b"\x1f\x8b":
            try:
                self._data = gzip.decompress(self._data)
            except (OSError, EOFError, zlib.error) as error:
                self._fault = Rejected(f"{source.place}the file", f"it does not unpack: {error}")
                return
        self._format = _format(source.name, self._data)
        try:
            for _ in self._parsed():
                pass
        except DataSyntaxError as error:
            self._fault = error

    @property
    def size(self) -> int:
        """How many bytes there are, unpacked."""
        return len(self._data)

    def triples(self) -> Iterator[Triple | Rejected]:
        """Yield the triples, of all graphs; in their place, what is wrong, with the text that is lost.

        Blank nodes keep the labels that they have in the file.
        """
        if self._fault is None:
            yield from ((each.subject, each.predicate, each.object) for each in self._parsed())
        elif isinstance(self._fault, Rejected):
            yield self._fault
        else:
            yield from _sound(self._source, self._data, self._format, self._base, self._fault)

    def _parsed(self) -> Iterator[Quad]:
        name = self._source.name
        return parse(self._data, base=self._base, path=name, format=self._format, keep_blank_nodes=True)


def _format(name: str, data: bytes) -> str:
    """Return the format that a file's name says, else the one that its beginning looks like."""
    named = format_of_file(name)
    if named is not None:
        return named.name
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _JSON.match(head):
        return "jsonld"
    if _XML.match(head):
        return "rdfxml"
    return "nquads" if _LINES.match(head.partition(b"\n")[0].rstrip()) else "trig"


def _sound(source: Input, data: bytes, format: str, base: str, error: DataSyntaxError) -> Iterator[Triple | Rejected]:
    """Yield what is sound in a file that does not parse, and what is not."""
    if format in ("ntriples", "nquads"):
        yield from _sound_lines(source, data.splitlines(), format)
        return
    text = data.decode("utf-8", "replace")
    if format in ("turtle", "trig"):
        faults, found = read_faulty(data, format, base)
        yield from _sound_lines(source, [f"{' '.join(each[:3])} .".encode() for each in found], "ntriples")
        for fault in faults:
            yield Rejected(f"{source.place}line {fault.place.line}", fault.message, _statement(text, fault.place.line))
        if faults:
            return
    where = "the file" if error.line is None else f"line {error.line}"
    hint = _CONTEXT if "context" in error.reason.lower() else ""
    yield Rejected(f"{source.place}{where}", f"{error.reason}{hint}", text)


_CONTEXT = ": contexts are not fetched; 'kb import claimreview' needs none"


def _sound_lines(source: Input, lines: list[bytes], format: str) -> Iterator[Triple | Rejected]:
    for number, line in enumerate(lines, start=1):
        try:
            for found in parse(line, base=None, format=format, keep_blank_nodes=True):
                yield found.subject, found.predicate, found.object
        except DataSyntaxError as error:
            yield Rejected(f"{source.place}line {number}", error.reason, line.decode("utf-8", "replace"))


def _statement(text: str, line: int) -> str:
    """Return the lines around a fault, from behind the one before that ends in a dot to the next that does."""
    lines = text.splitlines()
    start = end = min(max(line - 1, 0), len(lines) - 1)
    while start > 0 and not lines[start - 1].rstrip().endswith("."):
        start -= 1
    while end < len(lines) - 1 and not lines[end].rstrip().endswith("."):
        end += 1
    return "\n".join(lines[start : end + 1])[:_LONGEST]
