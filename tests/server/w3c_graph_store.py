"""Reads the W3C's tests of the Graph Store Protocol, and runs them against a server.

The suite's store stands at ``/gsp``; where a server has its own, ``Target`` says. Whoever has a server that may be
written to runs ``run(case, Target(url, token))``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import rdflib
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import RDF

from .w3c import CNT, HT, MF, Answer, Exchange, exchange_of, send

AUTHORITY = "http://www.example"
WRITING = ("PUT", "POST", "DELETE", "PATCH")


@dataclass(frozen=True)
class Step:
    """An exchange; ``content`` is the Turtle that must come back, ``location`` the variable for where a graph is."""

    exchange: Exchange
    media_type: str | None = None
    content: str | None = None
    location: str | None = None

    @property
    def writes(self) -> bool:
        return self.exchange.method in WRITING


@dataclass(frozen=True)
class Case:
    """A test: what it needs of a store, and its steps in their order."""

    name: str
    title: str
    needs: frozenset[str]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Target:
    """A server: its URL, a token for writing, and where its store and the graphs that it names directly are.

    ``space`` is the IRI that the graphs named directly begin with; ``folder`` keeps the graphs of a test apart from
    those of others.
    """

    url: str
    token: str | None = None
    store: str = "/graph-store"
    direct: str = "/file/"
    space: str = f"{AUTHORITY}/gsp/"
    folder: str = ""

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        return str(parts.hostname), int(parts.port or 80)

    def path(self, path: str) -> str:
        """Return the path of a request of the suite on this server."""
        for theirs in (f"{AUTHORITY}/gsp/", f"{AUTHORITY}/gsp/".replace(":", "%3A").replace("/", "%2F")):
            path = path.replace(theirs, self.space + self.folder)
        if path.startswith("/gsp/"):
            return self.direct + self.folder + path.removeprefix("/gsp/")
        return self.store + path.removeprefix("/gsp")


def read_cases(folder: Path) -> list[Case]:
    """Return the tests of the suite's two manifests, whether or not their lists name them."""
    graph = rdflib.Graph()
    for name in ("manifest-direct.ttl", "manifest-indirect.ttl"):
        graph.parse(folder / name, format="turtle")
    tests = sorted(graph.subjects(RDF.type, MF.GraphStoreProtocolTest))
    return [_case(graph, test) for test in tests]


def _case(graph: rdflib.Graph, test: Any) -> Case:
    requests = Collection(graph, graph.value(graph.value(test, MF.action), HT.requests))
    needs = frozenset(str(each).rpartition("#")[2] for each in graph.objects(test, MF.requires))
    steps = tuple(_step(graph, request) for request in requests)
    return Case(str(test).rpartition("#")[2], str(graph.value(test, MF.name)), needs, steps)


def _step(graph: rdflib.Graph, request: Any) -> Step:
    response = graph.value(request, HT.resp)
    body, location = graph.value(response, HT.body), graph.value(response, MF.expectedLocation)
    headers = graph.value(response, HT.headers)
    types = [str(graph.value(node, HT.fieldValue)) for node in (Collection(graph, headers) if headers else ())]
    return Step(
        exchange_of(graph, request),
        media_type=types[0] if types else None,
        content=str(graph.value(body, CNT.chars)) if body is not None else None,
        location=str(location) if location is not None else None,
    )


@dataclass
class Run:
    """A test in progress: what its variables stand for."""

    target: Target
    variables: dict[str, str] = field(default_factory=dict)

    def take(self, step: Step) -> Answer:
        """Send a request and hold its response against what must come back."""
        answer = send(self.target.address, self._request(step.exchange))
        place = f"{step.exchange.method} {step.exchange.path}: {answer.status} {answer.body[:300]!r}"
        assert answer.is_one_of(step.exchange.statuses), place
        if step.location is not None:
            self.variables[step.location] = answer.headers["location"]
        if step.media_type is not None:
            assert answer.headers["content-type"] == step.media_type, place
        if step.exchange.method == "HEAD":
            assert answer.body == b"", place
        elif step.content is not None:
            assert isomorphic(turtle(answer.body.decode()), turtle(step.content)), place
        return answer

    def _request(self, exchange: Exchange) -> Exchange:
        path = exchange.path
        for name, value in self.variables.items():
            path = path.replace(name, value)
        headers = exchange.headers
        if self.target.token is not None:
            headers = (*headers, ("Authorization", f"Bearer {self.target.token}"))
        return replace(exchange, path=self.target.path(path), headers=headers)


def run(case: Case, target: Target) -> None:
    """Run all steps of a test; a step that goes wrong is an AssertionError that says which."""
    going = Run(replace(target, folder=f"{target.folder}{case.name}/"))
    for step in case.steps:
        going.take(step)


@dataclass(frozen=True)
class Reading:
    """A step that reads, and what the steps before it have put where it reads: Turtle, or None for no such graph.

    Readings of one ``state`` see the same graphs.
    """

    name: str
    state: str
    step: Step
    content: str | None


def readings(cases: list[Case]) -> Iterator[Reading]:
    """Yield the steps that read; the content before them is what they expect, or what was last written."""
    for case in cases:
        written: str | None = None
        writes = 0
        for number, step in enumerate(case.steps):
            if not step.writes:
                yield Reading(f"{case.name}-{number}", f"{case.name}-{writes}", step, step.content or written)
                continue
            writes += 1
            body = step.exchange.body
            written = body.decode() if step.exchange.method != "DELETE" and body is not None else None


def turtle(text: str) -> rdflib.Graph:
    """Parse Turtle."""
    return rdflib.Graph().parse(data=text, format="turtle")
