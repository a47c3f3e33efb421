"""Lossless tables: every triple has a place in one, and the tables give back exactly these triples.

A row is a node: its IRI stands in the column ``iri``, its properties in the columns that ``cells`` describes. A second
value of a text stands in a second column of that name. What has no column, and what a cell would not keep, stands in
the column ``more``, one line ``property value`` each, as N-Triples writes them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from kb.content import TYPE, Row
from kb.namespaces import CONCEPTS

from .cells import LINKS, Column, cell_of, kind_of, line_of, name

IRI, MORE = "iri", "more"
_MOST_COLUMNS = 250  # of a table; what is rarer stands in `more`
_MOST_VALUES = 4  # columns for several texts of one property
OTHERS = "others"
OVERVIEW = "overview"
"""The first column of a sheet of fact-checks that stands beside the tables; it is not read back."""

PLURALS: Mapping[str, str] = {
    "claim": "claims",
    "report": "reports",
    "source": "sources",
    "snapshot": "snapshots",
    "quote": "quotes",
    "evidence": "evidence",
    "review": "reviews",
    "assessment": "assessments",
    "match": "matches",
    "agent": "agents",
}
"""What the table of a concept is called. What is of none, is among the others."""

_TABLES = {f"<{iri}>": PLURALS[stem] for stem, classes in CONCEPTS.items() for iri in classes}
_ORDER = (*PLURALS.values(), OTHERS)


_TYPES = Column(TYPE, LINKS)


def table_of(types: Iterable[str]) -> str:
    """Return the table of a node by its classes, given as N-Triples writes them."""
    return min((_TABLES.get(each, OTHERS) for each in types), key=_ORDER.index, default=OTHERS)


@dataclass
class Table:
    """The columns of one table: how often each property of a kind may stand in a row."""

    name: str
    widths: dict[Column, int] = field(default_factory=dict)
    has_more: bool = False

    @property
    def header(self) -> list[str]:
        """The header row."""
        columns = [column.header for column, width in self.widths.items() for _ in range(width)]
        return [IRI, *columns, *([MORE] if self.has_more else [])]


class Plan:
    """Decides from a first reading of the rows which tables there are, and lays them out in a second.

    ``rows`` are sorted. Without ``by_concept`` all stand in one table.
    """

    def __init__(self, rows: Iterable[Row], *, by_concept: bool) -> None:
        self._by_concept = by_concept
        seen: defaultdict[str, Counter[Column]] = defaultdict(Counter)
        widest: defaultdict[str, Counter[Column]] = defaultdict(Counter)
        held_back = set()
        for table, _, values in self._nodes(rows):
            for column, objects in values.items():
                seen[table][column] += 1
                count = 1 if column.kind == LINKS else sum(cell_of(each, column.kind) is not None for each in objects)
                widest[table][column] = max(widest[table][column], min(count, _MOST_VALUES))
                if (column.kind != LINKS and count < len(objects)) or count > _MOST_VALUES:
                    held_back.add(table)
        self.tables: dict[str, Table] = {}
        for table in sorted(seen, key=_ORDER.index):
            common = {column for column, _ in seen[table].most_common(_MOST_COLUMNS) if widest[table][column]}
            widths = {column: widest[table][column] for column in sorted(common, key=_place)}
            has_more = table in held_back or len(common) < len(seen[table])
            self.tables[table] = Table(table, widths, has_more)

    def rows(self, rows: Iterable[Row]) -> Iterator[tuple[str, list[str]]]:
        """Yield the name of a table and a row for it, for each node."""
        for table, subject, values in self._nodes(rows):
            yield table, self._row(self.tables[table], subject, values)

    def _nodes(self, rows: Iterable[Row]) -> Iterator[tuple[str, str, dict[Column, list[str]]]]:
        for subject, described in groupby(rows, attrgetter("subject")):
            values: dict[Column, list[str]] = {}
            for row in described:
                values.setdefault(Column(row.predicate, kind_of(row.object)), []).append(row.object)
            types = values.get(_TYPES, ()) if self._by_concept else ()
            yield table_of(types), subject, values

    def _row(self, table: Table, subject: str, values: dict[Column, list[str]]) -> list[str]:
        row = [name(subject)]
        more: list[str] = []
        for column, width in table.widths.items():
            objects = values.pop(column, None)
            if objects is None:
                row += [""] * width
            elif column.kind == LINKS:
                row.append(" ".join(map(name, objects)))
            else:
                row += _texts(objects, column, width, more)
        more += [line_of(column.predicate, each) for column, objects in values.items() for each in objects]
        if table.has_more:
            row.append("\n".join(more))
        return row


def _texts(objects: list[str], column: Column, width: int, more: list[str]) -> list[str]:
    cells: list[str] = []
    for each in objects:
        cell = cell_of(each, column.kind)
        if cell is None or len(cells) == width:
            more.append(line_of(column.predicate, each))
        else:
            cells.append(cell)
    return cells + [""] * (width - len(cells))


def _place(column: Column) -> tuple[bool, str]:
    return column.predicate != TYPE, column.header
