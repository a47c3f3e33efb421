"""Clients that are no libraries of Python: curl, spreadsheets, Comunica."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
from rdflib.namespace import RDF

from .conftest import Server
from .test_clients import ASK, BRIDGE, CLAIMS, FC_CLAIM

COMUNICA = "@comunica/query-sparql@4.5.0"


def curl(*arguments: str) -> str:
    done = subprocess.run(["curl", "-s", *arguments], capture_output=True, text=True, check=True)
    return done.stdout


needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@needs_curl
def test_curl_gets_json_without_being_told_to(server: Server) -> None:
    assert json.loads(curl("-G", f"{server.url}sparql", "--data-urlencode", f"query={ASK}"))["boolean"] is True


@needs_curl
def test_curl_posts_a_form(server: Server) -> None:
    got = curl(f"{server.url}sparql", "-H", "Accept: text/csv", "--data-urlencode", f"query={CLAIMS}")
    assert got.splitlines()[0] == "claim,text"


@needs_curl
@pytest.mark.parametrize("method", ["POST", "QUERY"])
def test_curl_sends_a_file_with_a_query(server: Server, tmp_path: Path, method: str) -> None:
    (tmp_path / "claims.rq").write_text(CLAIMS)
    kind = "Content-Type: application/sparql-query"
    got = curl("-X", method, f"{server.url}sparql", "-H", kind, "--data-binary", f"@{tmp_path / 'claims.rq'}")
    assert len(json.loads(got)["results"]["bindings"]) == 3


@needs_curl
def test_curl_asks_for_the_headers_alone(server: Server) -> None:
    got = curl("-I", f"{server.url}sparql?query={quote(ASK)}")
    assert got.startswith("HTTP/1.1 200")
    assert "application/sparql-results+json" in got


@needs_curl
def test_curl_fails_on_a_fault_and_shows_where_it_is(server: Server) -> None:
    arguments = [
        "curl",
        "-s",
        "--fail-with-body",
        f"{server.url}sparql",
        "--data-urlencode",
        "query=SELECT *\nWHERE ( ?s",
    ]
    done = subprocess.run(arguments, capture_output=True, text=True)
    assert done.returncode == 22
    assert (json.loads(done.stdout)["line"], json.loads(done.stdout)["column"]) == (2, 7)


@pytest.mark.parametrize("parameter", ["format=csv", "output=csv", "format=text%2Fcsv"])
@pytest.mark.parametrize("headers", [{}, {"Accept": "*/*"}, {"Accept": "text/html, */*"}], ids=len)
def test_a_spreadsheet_that_sets_no_headers_gets_csv(server: Server, parameter: str, headers: dict[str, str]) -> None:
    got = server.request(f"/sparql?query={quote(CLAIMS)}&{parameter}", headers=headers)
    assert got.type == "text/csv; charset=utf-8"
    assert next(csv.reader(io.StringIO(got.text))) == ["claim", "text"]


@pytest.fixture(scope="module")
def comunica() -> Path:
    """The folder where Comunica is installed, which takes npm most of a minute, once."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are not installed")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "factcheck-kb" / "comunica-4.5.0"
    if not (cache / "installed").exists():
        if "KB_INSTALL_CLIENTS" not in os.environ:
            pytest.skip("Comunica is not installed: with KB_INSTALL_CLIENTS=1, npm installs it into the cache")
        cache.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", str(cache), "--no-audit", "--no-fund", "--silent", COMUNICA]
        if subprocess.run(command, timeout=300).returncode != 0:
            pytest.skip("npm cannot install Comunica")
        (cache / "installed").touch()
    return cache


@pytest.mark.slow
def test_comunica_understands_the_endpoint_with_and_without_being_told_what_it_is(
    server: Server, comunica: Path
) -> None:
    script = Path(__file__).with_name("comunica.cjs")
    done = subprocess.run(["node", script, comunica, f"{server.url}sparql"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    got = json.loads(done.stdout)
    assert [row["text"] for row in got["known"]][:1] == ["Die Brücke war gesperrt."]
    assert got["detected"] == got["known"]
    assert got["boolean"] is True
    assert [str(BRIDGE), str(RDF.type), str(FC_CLAIM)] in got["quads"]
    assert {"claim": str(BRIDGE)} in got["file"]
    assert len(got["void"]) == 1
