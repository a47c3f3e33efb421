from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jsonschema
import pytest
import referencing

from tests.server.conftest import Got, Server
from tests.server.test_factchecktools import make_desk

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SWAGGER = "http://swagger.io/v2/schema.json"


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = Server(make_desk(tmp_path_factory.mktemp("reconciled") / "kb", more=3), timeout=20)
    yield found
    found.close()


def post(server: Server, **fields: Any) -> Got:
    body = urlencode({name: json.dumps(value) for name, value in fields.items()})
    return server.request("/reconcile", "POST", body, FORM)


@pytest.fixture
def match(desk: Server) -> Callable[..., list[dict[str, Any]]]:
    """Send one query, and return its candidates."""

    def send(text: str = "", **members: Any) -> list[dict[str, Any]]:
        got = post(desk, queries={"q0": {**({"query": text} if text else {}), **members}})
        assert got.status == 200, got.text
        found: list[dict[str, Any]] = got.json["q0"]["result"]
        return found

    return send


@pytest.fixture
def valid(shared: Path) -> Callable[[Any, str], None]:
    """Check an answer against one of the schemas of version 0.2."""
    folder = shared / "suites" / "reconciliation" / "0.2" / "schemas"
    schemas = {path.name: json.loads(path.read_text()) for path in folder.glob("*.json")}
    anything = {"definitions": {"securityDefinitions": {"additionalProperties": {}}}}
    resources = {
        SWAGGER: anything,
        **{f"https://reconciliation-api.github.io/specs/0.2/schemas/{name}": found for name, found in schemas.items()},
    }
    registry: Any = referencing.Registry().with_resources(
        (iri, referencing.Resource(found, referencing.jsonschema.DRAFT202012)) for iri, found in resources.items()
    )

    def check(content: Any, name: str) -> None:
        schema = {key: value for key, value in schemas[name].items() if key != "$schema"}
        jsonschema.Draft202012Validator(schema, registry=registry).validate(content)

    return check
