"""Reads the operations of an update: what each is asked to do (SPARQL 1.1 Update §3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kb.errors import DataSyntaxError, QueryRefusedError, QuerySyntaxError
from kb.formats import NAMED_NODE, parse
from kb.stores.guard import refuse_service
from kb.stores.updates import check_operation
from kb.stores.wording import mask
from kb.turtle import tokens as kinds
from kb.turtle.tokens import Token, meaningful

from .splitting import Piece, split
from .templates import Graph, Pattern, read_quads

All: TypeAlias = Literal["NAMED", "ALL", "DEFAULT"]


@dataclass(frozen=True)
class Modify:
    """DELETE and INSERT with a pattern; ``where`` is it, with its braces, ``prologue`` what it declares.

    ``within`` is the graph of WITH; ``using`` and ``using_named`` replace the dataset where there is one of either.
    """

    prologue: str
    where: str
    delete: list[Pattern]
    insert: list[Pattern]
    within: Graph = None
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Data:
    """INSERT DATA, or DELETE DATA."""

    delete: list[Pattern]
    insert: list[Pattern]


@dataclass(frozen=True)
class Manage:
    """CREATE, CLEAR or DROP: of a graph, or of all graphs of a kind."""

    verb: Literal["CREATE", "CLEAR", "DROP"]
    graph: str | None
    kind: All | None
    silent: bool


@dataclass(frozen=True)
class Transfer:
    """COPY, MOVE or ADD from one graph to another."""

    verb: Literal["COPY", "MOVE", "ADD"]
    source: Graph
    target: Graph
    silent: bool


Operation: TypeAlias = Modify | Data | Manage | Transfer


def read_update(text: str, base: str, prefixes: Mapping[str, str]) -> list[Operation]:
    """Read a request; ``prefixes`` need no declaration.

    Raises:
        QuerySyntaxError: if it does not parse, with line and column.
        QueryRefusedError: if it would leave the knowledge base, by LOAD or SERVICE.
    """
    refuse_service(text)
    pieces = split(text)
    for piece in pieces:
        _check(piece, base, prefixes)
    known = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items())
    return [_Reader(piece, known, base).operation() for piece in pieces]


def _check(piece: Piece, base: str, prefixes: Mapping[str, str]) -> None:
    """Let an operation pass that the engine can read; an error has its place in the request."""
    try:
        check_operation(piece.before, piece.prologue, piece.text, base, prefixes)
    except QuerySyntaxError as error:
        if error.line is None or error.column is None:
            raise
        column = error.column + (piece.column - 1 if error.line == 1 else 0)
        raise QuerySyntaxError(error.reason, error.line + piece.line - 1, column, hint=error.hint) from None


class _Reader:
    """Reads one operation that the engine has found to be well-formed."""

    def __init__(self, piece: Piece, known: str, base: str) -> None:
        self._piece, self._base = piece, base
        self._declarations = known + piece.declarations
        self._masked = mask(piece.text)
        self._at = 0

    def operation(self) -> Operation:
        verb = self._word()
        if verb == "LOAD":
            raise QueryRefusedError(
                "LOAD is switched off: an update here reaches nothing else", hint="send the triples in INSERT DATA"
            )
        if verb in ("CREATE", "CLEAR", "DROP"):
            return self._manage(verb)  # type: ignore[arg-type]
        if verb in ("COPY", "MOVE", "ADD"):
            return self._transfer(verb)  # type: ignore[arg-type]
        if verb in ("INSERT", "DELETE") and self._peek() == "DATA":
            self._word()
            quads = self._quads()
            return Data([], quads) if verb == "INSERT" else Data(quads, [])
        if verb == "DELETE" and self._peek() == "WHERE":
            self._word()
            where = self._group()
            return Modify(self._piece.declarations, where, self._read(where), [])
        return self._modify(verb)

    def _modify(self, verb: str) -> Modify:
        within = None
        if verb == "WITH":
            within, verb = self._iri(), self._word()
        delete = self._quads() if verb == "DELETE" else []
        if verb == "DELETE" and self._peek() == "INSERT":
            verb = self._word()
        insert = self._quads() if verb == "INSERT" else []
        using: dict[str, list[str]] = {"": [], "NAMED": []}
        while self._peek() == "USING":
            self._word()
            using[self._word() if self._peek() == "NAMED" else ""].append(self._iri())
        self._word()  # WHERE
        where = self._group()
        return Modify(
            *(self._piece.declarations, where, delete, insert, within), tuple(using[""]), tuple(using["NAMED"])
        )

    def _manage(self, verb: Literal["CREATE", "CLEAR", "DROP"]) -> Manage:
        silent = self._silent()
        word = self._word()
        if word == "GRAPH":
            return Manage(verb, self._iri(), None, silent)
        return Manage(verb, None, word, silent)  # type: ignore[arg-type]

    def _transfer(self, verb: Literal["COPY", "MOVE", "ADD"]) -> Transfer:
        silent = self._silent()
        source = self._graph()
        self._word()  # TO
        return Transfer(verb, source, self._graph(), silent)

    def _silent(self) -> bool:
        return self._peek() == "SILENT" and bool(self._word())

    def _graph(self) -> Graph:
        if self._peek() == "DEFAULT":
            self._word()
            return None
        if self._peek() == "GRAPH":
            self._word()
        return self._iri()

    def _tokens(self) -> Iterator[Token]:
        return meaningful(self._piece.text, self._at)

    def _peek(self) -> str:
        token = next(self._tokens(), None)
        return token.text.upper() if token is not None and token.kind == kinds.WORD else ""

    def _word(self) -> str:
        token = next(self._tokens(), None)
        if token is None or token.kind != kinds.WORD:
            raise self._fault()
        self._at = token.end
        return token.text.upper()

    def _iri(self) -> str:
        token = next(self._tokens(), None)
        if token is None or token.kind not in (kinds.IRI, kinds.NAME):
            raise self._fault()
        self._at = token.end
        text = f"{self._declarations}\n<urn:x> <urn:x> {token.text} ."
        try:
            found = next(parse(text.encode(), base=self._base)).object
        except DataSyntaxError:
            raise self._fault() from None
        assert isinstance(found, NAMED_NODE)  # noqa: S101 (an IRI or a name means nothing else)
        return found.value

    def _quads(self) -> list[Pattern]:
        return self._read(self._group())

    def _read(self, group: str) -> list[Pattern]:
        return read_quads(self._declarations, group[1:-1], self._base)

    def _group(self) -> str:
        """Take what stands in the braces that open here, and return it with them."""
        start = next(self._tokens(), None)
        if start is None or start.text != "{":
            raise self._fault()
        depth = 0
        for found in _BRACES.finditer(self._masked, start.start):
            depth += 1 if found.group() == "{" else -1
            if depth == 0:
                self._at = found.end()
                return self._piece.text[start.start : found.end()]
        raise self._fault()

    def _fault(self) -> QuerySyntaxError:
        return QuerySyntaxError("an operation that cannot be told apart", *self._piece.place(self._at))


_BRACES = re.compile(r"[{}]")
