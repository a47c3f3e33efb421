"""A desk that imports: a knowledge base in a temporary folder, and what its files say afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import rdflib

from kb.importers import importer
from kb.importing.inputs import open_inputs
from kb.importing.outcome import Outcome
from kb.importing.records import Options
from kb.importing.running import Request, run
from kb.namespaces import FC
from kb.project import KnowledgeBase, load

NAMESPACE = rdflib.Namespace(FC)
SCHEMA = rdflib.Namespace("https://schema.org/")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")


def record(**changes: Any) -> dict[str, Any]:
    """Return a ClaimReview as publishers write them, with some keys changed; None takes a key away."""
    given: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://desk.example/bridge",
        "claimReviewed": "The new bridge cost twice what was agreed",
        "inLanguage": "en",
        "datePublished": "2024-03-05",
        "author": {"@type": "Organization", "name": "The Desk", "url": "https://desk.example/"},
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "Ada Klein"},
            "datePublished": "2024-03-01",
            "appearance": [{"@type": "CreativeWork", "url": "https://gazette.example/klein"}],
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 1,
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": "False",
        },
    }
    return {key: value for key, value in {**given, **changes}.items() if value is not None}


@dataclass
class Desk:
    """A knowledge base, and the folder beside it that its input lies in."""

    kb: KnowledgeBase
    beside: Path

    def take(self, *records: Any, **options: Any) -> Outcome:
        """Import records from a file of lines."""
        lines = [each if isinstance(each, str) else json.dumps(each) for each in records]
        return self.read("\n".join(lines), "records.jsonl", **options)

    def read(self, content: str | bytes, name: str, format: str = "claimreview", **options: Any) -> Outcome:
        """Import what a file holds."""
        path = self.beside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self.import_(path, format, **options)

    def import_(self, path: Path, format: str = "claimreview", **options: Any) -> Outcome:
        """Import a file or a folder."""
        chosen = importer(format)
        own = {key: options.pop(key) for key in ("strict", "dry", "propose") if key in options}
        given = Options(**options)
        with open_inputs(str(path), self.beside, chosen.suffixes) as inputs:
            items = (item for each in inputs.files for item in chosen.read(each, given))
            return run(self.kb, Request(format, language=given.language, **own), inputs, items)

    @property
    def graph(self) -> rdflib.Graph:
        """All that the files say."""
        found = rdflib.Graph()
        for path in self.kb.files():
            found.parse(path)
        return found

    @property
    def bytes(self) -> dict[str, bytes]:
        """What is in all files of the folder that git would keep."""
        return {self.kb.relative(path): path.read_bytes() for path in self.files()}

    def files(self) -> Iterable[Path]:
        """Return those files."""
        folder = self.kb.folder
        return (path for path in folder.rglob("*") if path.is_file() and ".kb" not in str(path.relative_to(folder)))

    def all(self, kind: str) -> list[rdflib.term.Node]:
        """Return the nodes of one of our classes."""
        return sorted(self.graph.subjects(rdflib.RDF.type, NAMESPACE[kind]))

    def values(self, predicate: rdflib.URIRef) -> list[str]:
        """Return all that is said by a predicate, as texts, sorted."""
        return sorted(str(value) for value in self.graph.objects(None, predicate))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk whose knowledge base is empty."""
    folder = tmp_path / "kb"
    folder.mkdir()
    (folder / "kb.toml").write_text('base = "https://kb.example/"\n')
    return Desk(load(folder), tmp_path / "input")
