"""`kb validate --endpoint` finds in a real server what `kb validate` finds in the files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.formats import parse
from tests.conftest import ROOT, run_kb
from tests.stores.servers import SparqlServer, free_port, oxigraph

SHAPES = ROOT / "tests" / "shapes"
FAULTY = ("claim-without-source", "report-before-what-it-relays", "quote-without-text", "unknown-term")
BASE = "https://fixtures.example/"


@pytest.fixture(scope="module")
def server() -> Iterator[SparqlServer]:
    with oxigraph() as found:
        found.load(_triples())
        yield found


def _triples() -> bytes:
    quads = (quad for name in FAULTY for quad in parse((SHAPES / f"{name}.ttl").read_bytes(), base=BASE))
    return "".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in quads).encode()


def test_the_same_findings_as_in_files(server: SparqlServer, tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_bytes(_triples())
    here = run_kb("validate", "data.ttl", "--format", "json", folder=tmp_path)
    there = run_kb("validate", "--endpoint", server.query, "--format", "json", folder=tmp_path)
    assert (here.code, there.code) == (1, 1), there.err
    assert sorted(_essence(there.out)) == sorted(_essence(here.out))


def _essence(text: str) -> list[tuple[str, ...]]:
    keys = ("rule", "severity", "message", "node", "path", "value", "label")
    return [tuple(str(finding.get(key)) for key in keys) for finding in json.loads(text)["findings"]]


def test_a_users_own_shapes_are_asked_alone(server: SparqlServer, tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix fc: <https://w3id.org/factcheck-kb/ns#> .\n"
        "<https://shapes.example/claims-have-kinds> a sh:NodeShape ; sh:targetClass fc:Claim ;\n"
        "  sh:property [ sh:path fc:kind ; sh:minCount 1 ] .\n"
    )
    done = run_kb(
        *("validate", "--isolated", "--shapes", "shapes.ttl", "--endpoint", server.query, "--format", "concise"),
        folder=tmp_path,
    )
    assert done.code == 1
    assert "claims-have-kinds" in done.out and "claim-without-source" not in done.out


def test_nobody_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = run_kb("validate", "--endpoint", f"http://127.0.0.1:{free_port()}/query", folder=tmp_path)
    assert done.code == 2
    assert "cannot reach http://127.0.0.1" in done.err and "Traceback" not in done.err


def test_what_is_no_endpoint_is_told_in_a_sentence(server: SparqlServer, tmp_path: Path) -> None:
    done = run_kb("validate", "--endpoint", server.query + "/nowhere", folder=tmp_path)
    assert (done.code, "answers 404" in done.err) == (2, True), done.err


@pytest.mark.parametrize("more", [["--fix"], ["--changed-since", "HEAD"], ["claims.ttl"]])
def test_what_is_about_files_is_refused_beside_it(more: list[str], tmp_path: Path) -> None:
    (tmp_path / "claims.ttl").write_text("")
    done = run_kb("validate", "--endpoint", "http://127.0.0.1:1/", *more, folder=tmp_path)
    assert done.code == 2
    assert "--endpoint checks no files" in done.err


def test_a_password_in_the_address_is_refused(tmp_path: Path) -> None:
    done = run_kb("validate", "--endpoint", "http://me:secret@127.0.0.1:1/", folder=tmp_path)
    assert done.code == 2
    assert "secret" not in done.err and "KB_STORE_USER" in done.err
