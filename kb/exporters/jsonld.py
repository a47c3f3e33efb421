"""JSON-LD 1.1, compacted by prefixes: a node a line, values never turned into JSON numbers or booleans."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import IO

from kb.content import TYPE, Row
from kb.namespaces import Shortener, unescape

_IN_MEMORY, _PIECE = 1 << 24, 1 << 20  # bytes


def write(rows: Iterable[Row], output: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write sorted rows, graphs left out, with a context of those of ``prefixes`` that they can use."""
    compactor = _Compactor(_usable(rows, prefixes))
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, prefix="kb-export-") as nodes:
        between = ""
        for subject, described in groupby(rows, attrgetter("subject")):
            node = json.dumps(compactor.node(subject, described), ensure_ascii=False)
            nodes.write(f"{between}{node}".encode("utf-8", "surrogatepass"))
            between = ",\n"
        used = {prefix: prefixes[prefix] for prefix in sorted(compactor.used)}
        context = json.dumps(used, indent=1, ensure_ascii=False)
        output.write(f'{{"@context": {context},\n"@graph": [\n'.encode())
        nodes.seek(0)
        shutil.copyfileobj(nodes, output, _PIECE)
        output.write(b"\n]}\n")


def _usable(rows: Iterable[Row], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return the prefixes that JSON-LD 1.1 §4.1.5 can use and that no IRI's scheme is taken for."""
    schemes = {token[1:].partition(":")[0] for row in rows for token in row[1:] if token[:1] == "<"}
    return {prefix: iri for prefix, iri in prefixes.items() if iri[-1:] in tuple(":/?#[]@") and prefix not in schemes}


class _Compactor:
    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._shortener = Shortener(prefixes)
        self.used: set[str] = set()

    def node(self, subject: str, rows: Iterable[Row]) -> dict[str, object]:
        node: dict[str, object] = {"@id": self._iri(subject)}
        for predicate, same in groupby(rows, attrgetter("predicate")):
            objects = [row.object for row in same]
            if predicate == TYPE and all(token[0] != '"' for token in objects):
                node["@type"] = [self._iri(token) for token in objects]
            else:
                node[self._iri(predicate)] = [self._value(token) for token in objects]
        return node

    def _iri(self, token: str) -> str:
        if token[0] == "_":
            return token
        iri = unescape(token[1:-1])
        name = self._shortener.name(iri)
        if name is None:
            return iri
        self.used.add(name.partition(":")[0])
        return name

    def _value(self, token: str) -> dict[str, str]:
        if token[0] != '"':
            return {"@id": self._iri(token)}
        end = token.rindex('"')
        value, rest = unescape(token[1:end]), token[end + 1 :]
        if rest.startswith("@"):
            language, _, direction = rest[1:].partition("--")
            return {"@value": value, "@language": language} | ({"@direction": direction} if direction else {})
        if rest.startswith("^^"):
            return {"@value": value, "@type": self._iri(rest[2:])}
        return {"@value": value}
