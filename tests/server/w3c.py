"""Reads the W3C's protocol tests, and sends their requests byte by byte."""

from __future__ import annotations

import os
import re
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")

SUITES = Path(os.environ["KB_SHARED"]) / "suites" / "sparql11" if "KB_SHARED" in os.environ else None


@dataclass(frozen=True)
class Exchange:
    """A request as it goes over the wire, and what must come back.

    ``statuses`` are codes, or classes such as ``2xx``; ``boolean`` is the answer of an ASK, ``format`` one of
    "boolean", "tabular" and "RDF"; each None where anything will do.
    """

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    statuses: tuple[str, ...]
    boolean: bool | None
    format: str | None


@dataclass(frozen=True)
class Case:
    """A test: the graphs that there must be, by name, and its exchanges in their order."""

    name: str
    title: str
    graphs: tuple[tuple[str, Path], ...]
    exchanges: tuple[Exchange, ...]


def read_cases(manifest: Path) -> list[Case]:
    """Return the tests of a manifest, in its order."""
    graph = rdflib.Graph().parse(manifest, format="turtle")
    entries = graph.value(predicate=MF.entries, subject=graph.value(predicate=RDF.type, object=MF.Manifest))
    return [_case(graph, test, manifest.parent) for test in Collection(graph, entries)]  # type: ignore[arg-type]


def _case(graph: rdflib.Graph, test: Any, folder: Path) -> Case:
    graphs = []
    for data in graph.objects(test, UT.graphData):
        name, file = graph.value(data, RDFS.label), graph.value(data, UT.graph)
        graphs.append((str(name), folder / str(file).rpartition("/")[2]))
    action = graph.value(test, MF.action)
    requests = Collection(graph, graph.value(action, HT.requests))
    name = re.split(r"[#/]", str(test))[-1]
    exchanges = tuple(exchange_of(graph, request) for request in requests)
    return Case(name, str(graph.value(test, MF.name)), tuple(sorted(graphs)), exchanges)


def exchange_of(graph: rdflib.Graph, request: Any) -> Exchange:
    """Return the request that a node describes, and its response."""
    response = graph.value(request, HT.resp)
    boolean, format = graph.value(response, MF.expectedBoolean), graph.value(response, MF.expectedFormat)
    return Exchange(
        method=str(graph.value(request, HT.methodName)),
        path=str(graph.value(request, HT.absolutePath)),
        headers=tuple(_headers(graph, request)),
        body=_body(graph, request),
        statuses=tuple(sorted(_status(each) for each in graph.objects(response, MF.expectedStatus))),
        boolean=None if boolean is None else bool(boolean.toPython()),  # type: ignore[attr-defined]
        format=None if format is None else str(format),
    )


def _headers(graph: rdflib.Graph, message: Any) -> list[tuple[str, str]]:
    found = graph.value(message, HT.headers)
    if found is None:
        return []
    nodes = Collection(graph, found)
    return [(str(graph.value(node, HT.fieldName)), str(graph.value(node, HT.fieldValue))) for node in nodes]


def _body(graph: rdflib.Graph, message: Any) -> bytes | None:
    body = graph.value(message, HT.body)
    if body is None:
        return None
    encoding = str(graph.value(body, CNT.characterEncoding) or "UTF-8")
    return str(graph.value(body, CNT.chars)).encode(encoding)


_NAMED = {"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404", "BadRequest": "400"}


def _status(node: Any) -> str:
    name = str(node).rpartition("#")[2]
    return _NAMED.get(name) or name.removeprefix("StatusCode").removeprefix("ClientError")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    def is_one_of(self, statuses: tuple[str, ...]) -> bool:
        """Tell whether the status is one of those that are expected, or of their classes."""
        return any(str(self.status) == each or f"{self.status // 100}xx" == each for each in statuses)


def send(address: tuple[str, int], exchange: Exchange) -> Answer:
    """Send a request with just the headers that the test gives, and those without which there is no request."""
    lines = [f"{exchange.method} {exchange.path} HTTP/1.1", "Host: www.example", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in exchange.headers]
    if exchange.body is not None:
        lines.append(f"Content-Length: {len(exchange.body)}")
    with socket.create_connection(address, 20) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + (exchange.body or b""))
        received = b""
        while data := connection.recv(1 << 16):
            received += data
    head, _, body = received.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    return Answer(int(first.split()[1]), headers, body)
