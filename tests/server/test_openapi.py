"""The description of all services: it is valid, complete, and what the server does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kb.project import load
from kb.server.app import create_app, endpoint_of

from .conftest import Server, make_knowledge_base
from .test_factchecktools import make_desk

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

FOR_PEOPLE = {"home", "questions", "rules", "about", "browse", "static"}
OTHERS = {"instances", "feed", "sitemap", "health", "openapi"}
"""What is no service: things at their own IRIs, what crawlers and monitors read, and the description itself."""

NOT_DESCRIBED = {
    "/search",  # as a page; its data are at /search.json
    "/file/<path:name>",  # a thing at its own IRI
    "/v1alpha1/claims:imageSearch", "/v1alpha1/<path:name>",  # refusals
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = Server(make_desk(tmp_path_factory.mktemp("described") / "kb"), timeout=20)
    yield found
    found.close()


@pytest.fixture(scope="module")
def document(desk: Server) -> dict[str, Any]:
    got = desk.request("/openapi.json")
    assert got.type == "application/json"
    found: dict[str, Any] = got.json
    return found


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)
    assert document["openapi"].startswith("3.1")


def test_it_says_where_the_server_is(desk: Server, document: dict[str, Any]) -> None:
    assert document["servers"] == [{"url": desk.url.rstrip("/")}]


def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for item in document["paths"].values() for operation in item.values()]
    assert len(names) == len(set(names))


def test_every_question_is_described_with_its_parameters(server: Server) -> None:
    paths = server.request("/openapi.json").json["paths"]
    asked = {each["name"]: each for each in paths["/q/claims-by-language"]["get"]["parameters"]}
    assert asked["language"]["schema"] == {"type": "string", "enum": ["en", "de", "la"], "default": "en"}
    assert asked["page_size"]["schema"]["default"] == 2
    assert {each["name"]: each["required"] for each in paths["/q/named"]["get"]["parameters"]} == {
        "name": True, "since": False, "page": False, "page_size": False,
    }  # fmt: skip


def test_every_service_of_the_server_is_described(tmp_path: Any, document: dict[str, Any]) -> None:
    app = create_app(make_knowledge_base(tmp_path / "kb"))
    try:
        services = [
            rule.rule
            for rule in app.url_map.iter_rules()
            if rule.endpoint.partition(".")[0] not in FOR_PEOPLE | OTHERS and rule.rule not in NOT_DESCRIBED
        ]
    finally:
        endpoint_of(app).pool.close()
    described = {"/q/<name>" if path.startswith("/q/") else path for path in document["paths"]}
    assert set(services) == described


def test_a_private_server_says_that_it_wants_a_token(tmp_path: Any) -> None:
    kb = load(make_desk(tmp_path / "kb"))
    app = create_app(kb, private=True)
    try:
        with app.test_request_context(headers={"Host": "desk.example"}):
            from kb.server.openapi.document import document

            assert document()["security"] == [{"token": []}]
    finally:
        endpoint_of(app).pool.close()


@pytest.mark.slow
def test_requests_that_are_made_up_get_answers_as_described(desk: Server) -> None:
    schema = schemathesis.openapi.from_url(desk.url + "openapi.json")
    for operation in [found.ok() for found in schema.get_all_operations()]:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=100, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        def check(case: Any) -> None:
            case.call_and_validate(checks=CHECKS)

        check()
