"""Takes the triples out of lossless tables; see ``tables`` and ``cells``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.errors import DataSyntaxError
from kb.formats import parse

from .cells import Column, column, terms_of, token
from .tables import IRI, MORE, OVERVIEW

Triple = tuple[str, str, str]
"""A subject, predicate and object, as N-Triples writes them."""

_MORE = Column(MORE, MORE)


def columns_of(header: Sequence[str]) -> list[Column] | None:
    """Return what the columns of a lossless table mean, or None if it is no header of one.

    The first is the IRI's; an empty header at the end is no column.
    """
    cells = [cell.strip() for cell in header]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) < 2 or cells[0].lower() != IRI:
        return None
    found = [_MORE if cell.lower() == MORE else column(cell) for cell in cells[1:]]
    return [each for each in found if each is not None] if None not in found else None


def triples_of(cells: Sequence[str], columns: Sequence[Column], base: str = "") -> Iterator[Triple]:
    """Yield the triples of a row; with the ``base`` of a knowledge base, ``agent:jane`` is one of its own names.

    Raises:
        ValueError: if a cell cannot be read, or stands where no column is; the message says which.
    """
    if any(cells[len(columns) + 1 :]):
        raise ValueError(f"it has {len(cells)} cells, and there are {len(columns) + 1} columns")
    if not cells[0].strip():
        raise ValueError("the column 'iri' is empty")
    subject = token(cells[0].strip(), base)
    for place, cell in enumerate(cells[1:]):
        if not cell:
            continue
        if columns[place] is _MORE:
            yield from _lines(subject, cell)
            continue
        try:
            for term in terms_of(cell, columns[place].kind, base):
                yield subject, columns[place].predicate, term
        except ValueError as error:
            raise ValueError(f"column '{columns[place].header}': {error}") from None


def _lines(subject: str, cell: str) -> Iterator[Triple]:
    text = "".join(f"{subject} {line} .\n" for line in cell.split("\n") if line.strip())
    try:
        for quad in parse(text.encode("utf-8", "surrogatepass"), base=None, format="ntriples", keep_blank_nodes=True):
            yield str(quad.subject), str(quad.predicate), str(quad.object)
    except DataSyntaxError as error:
        raise ValueError(f"column '{MORE}': line {error.line}: {error.reason}") from None


def is_overview(header: Sequence[str]) -> bool:
    """Tell whether a header is that of the overview which an export puts beside its tables."""
    return bool(header) and header[0].strip().lower() == OVERVIEW
