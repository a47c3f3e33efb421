"""The service in the shape of Google's Fact Check Tools API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..factchecktools import MOST
from .words import ADDRESS, NOT_MODIFIED, TEXT, Part, given, listing, number, operation, record, to

_INT32 = (1 << 31) - 1
_MOMENT: Part = {"type": "string", "format": "date-time"}


def schemas() -> Mapping[str, Part]:
    """Return the schemas of claims and reviews as Google has them, with ours beside, and of its faults."""
    return {
        "FactCheckedClaim": record(
            ["text", "claimReview", "kb"],
            text=TEXT,
            claimant=TEXT,
            claimDate=_MOMENT,
            claimReview=listing(to("FactCheck")),
            kb=record(
                ["iri"], iri=ADDRESS, language=TEXT, verdict=TEXT, score={"type": "number"}, origins=to("Origins")
            ),
        ),
        "FactCheck": record(
            ["textualRating", "kb"],
            publisher=record(name=TEXT, site=TEXT),
            url=ADDRESS,
            title=TEXT,
            reviewDate=_MOMENT,
            textualRating=TEXT,
            languageCode=TEXT,
            kb=record(["iri", "verdict"], iri=ADDRESS, verdict=TEXT, confidence=TEXT, flags=listing(TEXT)),
        ),
        "GoogleFault": record(
            ["error"], error=record(["code", "message", "status"], code=number(400, 599), message=TEXT, status=TEXT)
        ),
    }


def paths() -> Mapping[str, Any]:
    """Return the path of ``claims:search``."""
    answer = record(["claims"], claims=listing(to("FactCheckedClaim")), nextPageToken=TEXT)
    asked = [
        given("query", "What to look for; needed unless reviewPublisherSiteFilter is given", example="ferry"),
        given("languageCode", "Only in this language", {**TEXT, "pattern": "^[A-Za-z]{2,3}(-[A-Za-z]{2,4})?$"}),
        given("reviewPublisherSiteFilter", "Only reviewed on this host"),
        given("maxAgeDays", "Only as old as that", number(0, _INT32)),
        given("pageSize", f"How many are wanted, {MOST} at most", number(0, _INT32, 10)),
        given("pageToken", "nextPageToken of the page before"),
        given("offset", "How many to skip, without pageToken", number(0, _INT32)),
        given("prettyPrint", "Whether the answer is indented", {"type": "boolean", "default": True}),
    ]
    return {
        "/v1alpha1/claims:search": {
            "get": operation(
                "claimsSearch",
                "Search claims that have been reviewed, as Google's Fact Check Tools API does",
                "Fact Check Tools",
                {"application/json": answer},
                asked,
                faults="GoogleFault",
                responses=NOT_MODIFIED,
            )
        }
    }
