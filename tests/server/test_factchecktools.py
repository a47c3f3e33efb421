"""Google's Fact Check Tools API, by its own client and by hand."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from googleapiclient.discovery import Resource, build_from_document
from googleapiclient.errors import HttpError

from kb.building import build
from kb.project import load
from kb.searching import refresh
from kb.tokens import READ, add_token

from .conftest import Got, Server

DESK = Path(__file__).parent / "desk"
DISCOVERY = files("googleapiclient") / "discovery_cache" / "documents" / "factchecktools.v1alpha1.json"


def make_desk(folder: Path, more: int = 0) -> Path:
    """Make a knowledge base of ``desk``, with some more claims about islands, all reviewed."""
    shutil.copytree(DESK, folder)
    head = (DESK / "desk.ttl").read_text().partition("\n\n")[0]
    (folder / "islands.ttl").write_text(head + "\n".join(island(number) for number in range(more)))
    rebuild(folder)
    return folder


def island(number: int) -> str:
    return f"""
claim:island-{number:02} a fc:Claim ; schema:text "Island number {number} has sunk."@en ; fc:cites source:courier-ferry .
review:island-{number:02} a fc:Review ; schema:itemReviewed claim:island-{number:02} ; fc:verdict verdict:refuted ;
  schema:author agent:check-desk ; schema:url <https://check.example/island/{number}> ;
  schema:datePublished "2026-03-{number + 1:02}"^^xsd:date ."""


def rebuild(folder: Path) -> None:
    kb = load(folder)
    assert not build(kb).faults
    refresh(kb)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = Server(make_desk(tmp_path_factory.mktemp("desk") / "kb", more=12), timeout=20, log="json")
    yield found
    found.close()


def client(server: Server) -> Resource:
    """Google's client, at another address than Google's."""
    document = json.loads(DISCOVERY.read_text())
    document["rootUrl"] = server.url
    document.pop("mtlsRootUrl", None)
    return build_from_document(document, developerKey="a-secret-key")


@pytest.fixture(scope="module")
def claims(desk: Server) -> Iterator[Any]:
    with client(desk) as found:
        yield found.claims()


def get(server: Server, **given: str | int) -> Got:
    return server.request("/v1alpha1/claims:search?" + urlencode(given))


def test_googles_client_finds_a_claim_with_its_reviews(claims: Any) -> None:
    (found, *_) = claims.search(query="ferry without a captain", languageCode="en-GB").execute()["claims"]
    assert found["text"] == "The ferry to Aldmoor runs without a captain."
    assert (found["claimant"], found["claimDate"]) == ("Ada Lindqvist", "2026-02-01T00:00:00Z")
    assert [review["publisher"] for review in found["claimReview"]] == [
        {"name": "Faktenprüfung Nord", "site": "faktencheck.example"},
        {"name": "Check Desk", "site": "check.example"},
    ]
    second = found["claimReview"][1]
    assert second["textualRating"] == "Pants on fire"
    assert second["title"] == "No, the ferry has a captain"
    assert second["url"] == "https://www.check.example/ferry"
    assert second["reviewDate"] == "2026-02-03T00:00:00Z"
    assert second["languageCode"] == "en"


def test_what_is_ours_alone_stands_apart(claims: Any) -> None:
    (found, *_) = claims.search(query="ferry without a captain").execute()["claims"]
    assert set(found) == {"text", "claimant", "claimDate", "claimReview", "kb"}
    assert found["kb"]["iri"] == "https://desk.example/claim/ferry"
    assert found["kb"]["verdict"] == "mostly-refuted"
    assert found["kb"]["origins"] == {"atLeast": 1, "atMost": 1}
    assert found["claimReview"][1]["kb"] == {
        "iri": "https://desk.example/review/ferry", "verdict": "refuted", "confidence": "high",
    }  # fmt: skip


def test_a_claim_that_nobody_reviewed_is_not_found(claims: Any) -> None:
    texts = [found["text"] for found in claims.search(query="ferry free next year").execute()["claims"]]
    assert "The ferry to Aldmoor will be free next year." not in texts


def test_a_review_that_was_withdrawn_is_left_out(claims: Any) -> None:
    (found,) = claims.search(query="bridge ten schools").execute()["claims"]
    assert [review["textualRating"] for review in found["claimReview"]] == ["Mixed"]


def test_the_text_is_in_the_language_that_is_asked_for(claims: Any) -> None:
    (found,) = claims.search(query="Fähre ohne Kapitän", languageCode="de").execute()["claims"]
    assert found["text"] == "Die Fähre nach Aldmoor fährt ohne Kapitän."


def test_a_publisher_is_enough_to_ask_for(claims: Any) -> None:
    (found,) = claims.search(reviewPublisherSiteFilter="faktencheck.example").execute()["claims"]
    assert [review["publisher"]["site"] for review in found["claimReview"]] == ["faktencheck.example"]


def test_the_age_is_counted_from_today(claims: Any) -> None:
    assert claims.search(query="island", maxAgeDays=1).execute() == {"claims": []}
    assert claims.search(query="island", maxAgeDays=200_000).execute()["claims"]


def test_nothing_found_is_an_empty_list(claims: Any) -> None:
    assert claims.search(query="zeppelin").execute() == {"claims": []}


def test_googles_client_goes_through_all_pages(claims: Any) -> None:
    request, texts = claims.search(query="island", pageSize=5), []
    while request is not None:
        answer = request.execute()
        texts.append([found["text"] for found in answer["claims"]])
        request = claims.search_next(request, answer)
    assert [len(page) for page in texts] == [5, 5, 2]
    assert len({text for page in texts for text in page}) == 12


def test_the_last_page_has_no_token(claims: Any) -> None:
    assert "nextPageToken" not in claims.search(query="island", pageSize=12).execute()
    assert "nextPageToken" not in claims.search(query="island", pageSize=5, offset=7).execute()
    assert "nextPageToken" in claims.search(query="island", pageSize=11).execute()


def test_an_offset_skips_claims(claims: Any) -> None:
    every = claims.search(query="island", pageSize=12).execute()["claims"]
    assert claims.search(query="island", pageSize=3, offset=4).execute()["claims"] == every[4:7]


def test_a_page_goes_on_where_the_last_one_ended_though_claims_were_added(tmp_path: Path) -> None:
    folder = make_desk(tmp_path / "kb", more=8)
    server = Server(folder, timeout=20)
    try:
        given = {"reviewPublisherSiteFilter": "check.example", "pageSize": 4}  # the newest come first
        first = get(server, **given).json
        head, *_ = (folder / "islands.ttl").read_text().partition("\n\n")
        (folder / "more.ttl").write_text(head.partition("\nclaim:")[0] + "".join(island(number) for number in (20, 21)))
        rebuild(folder)
        second = get(server, **given, pageToken=first["nextPageToken"]).json
        assert [found["kb"]["iri"][-2:] for found in first["claims"]] == ["07", "06", "05", "04"]
        assert [found["kb"]["iri"][-2:] for found in second["claims"]] == ["03", "02", "01", "00"]
    finally:
        server.close()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "query is missing"),
        ({"query": "  "}, "query is missing"),
        ({"query": "x", "pageSize": "many"}, "pageSize is no number"),
        ({"query": "x", "pageSize": "-1"}, "pageSize is less than 0"),
        ({"query": "x", "offset": "-5"}, "offset is less than 0"),
        ({"query": "x", "offset": "9999999999"}, "offset is no number"),
        ({"query": "x", "maxAgeDays": "1.5"}, "maxAgeDays is no number"),
        ({"query": "x", "languageCode": "<en>"}, "languageCode is no language"),
        ({"query": "x", "pageToken": "garbage"}, "pageToken is none that was given here"),
        ({"query": "x", "pageToken": base64.b64encode(b"[1,-5,\"a\",\"b\"]").decode()}, "pageToken is none"),
        ({"query": "x", "pageToken": base64.b64encode(b"[" * 5000).decode()}, "pageToken is none"),
    ],
)  # fmt: skip
def test_faults_have_googles_shape(desk: Server, given: dict[str, str], said: str) -> None:
    got = get(desk, **given)
    error = got.json["error"]
    assert (got.status, error["code"], error["status"]) == (400, 400, "INVALID_ARGUMENT")
    assert said in error["message"]


def test_a_token_is_of_one_search_only(desk: Server) -> None:
    token = get(desk, query="island", pageSize=5).json["nextPageToken"]
    assert get(desk, query="island", pageSize=3, pageToken=token).status == 200
    assert "another search" in get(desk, query="bridge", pageToken=token).json["error"]["message"]


def test_googles_client_understands_a_fault(claims: Any) -> None:
    with pytest.raises(HttpError, match="query is missing"):
        claims.search().execute()
    with pytest.raises(HttpError, match="holds no images"):
        claims.imageSearch(imageUri="https://x.example/a.png").execute()


def test_another_method_is_refused_in_the_same_shape(desk: Server) -> None:
    got = desk.request("/v1alpha1/pages?key=x")
    assert (got.status, got.json["error"]["status"]) == (404, "NOT_FOUND")


STANDARD = {"key": "a-secret-key", "alt": "json", "fields": "claims(text)", "prettyPrint": "false", "quotaUser": "me",
            "access_token": "another-secret", "oauth_token": "a-third-secret", "$.xgafv": "2", "callback": "f",
            "uploadType": "media", "upload_protocol": "raw"}  # fmt: skip


def test_parameters_that_all_of_googles_services_take_are_accepted(desk: Server) -> None:
    got = get(desk, query="bridge", **STANDARD)
    assert got.json["claims"] == get(desk, query="bridge").json["claims"]
    assert len(got.text.splitlines()) == 1


def test_keys_and_tokens_are_never_logged(tmp_path: Path) -> None:
    server = Server(make_desk(tmp_path / "kb"), log="json")
    try:
        for given in (STANDARD, {"pageSize": "secret-1"}, {"pageToken": "secret-2"}):
            get(server, query="a-secret-question", **given)
        server.process.terminate()
        server.process.wait(20)
        server.log.seek(0)
        log = server.log.read().decode()
        assert log.count("/v1alpha1/claims:search") == 3
        assert "secret" not in log
    finally:
        server.close()


def test_names_of_parameters_may_have_underscores(desk: Server) -> None:
    assert len(get(desk, query="island", page_size=2).json["claims"]) == 2


def test_an_answer_that_has_not_changed_is_not_sent_again(desk: Server) -> None:
    path = "/v1alpha1/claims:search?query=bridge"
    tag = desk.request(path).headers["ETag"]
    assert desk.request(path, headers={"If-None-Match": tag}).status == 304


def test_a_private_server_tells_in_googles_shape_that_it_wants_a_token(tmp_path: Path) -> None:
    folder = make_desk(tmp_path / "kb")
    token = add_token(load(folder), "reader", READ)
    server = Server(folder, private=True)
    try:
        got = get(server, query="ferry")
        assert (got.status, got.json["error"]["status"]) == (401, "UNAUTHENTICATED")
        allowed = {"Authorization": f"Bearer {token}"}
        assert server.request("/v1alpha1/claims:search?query=ferry", headers=allowed).status == 200
    finally:
        server.close()
