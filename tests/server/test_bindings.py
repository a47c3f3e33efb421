"""What a view asks about comes as terms beside the text of its query."""

from __future__ import annotations

import json
from contextlib import closing

import pytest

from kb.errors import UsageError
from kb.formats import LITERAL, NAMED_NODE
from kb.server.pool import Pool
from kb.server.wire import Job


def _rows(pool: Pool, job: Job) -> list[dict[str, dict[str, str]]]:
    with closing(pool.ask(job)) as reply:
        rows: list[dict[str, dict[str, str]]] = json.loads(reply.read())["results"]["bindings"]
    return rows


def test_a_job_fixes_variables_to_terms(pool: Pool) -> None:
    iris = [str(NAMED_NODE(f"https://served.example/{name}")) for name in ("claim/bridge", "agent/mayor")]
    job = Job("SELECT ?it ?class { ?it a ?class } ORDER BY ?it", bindings={"it": iris})
    assert [row["class"]["value"].rpartition("/")[2] for row in _rows(pool, job)] == ["Person", "ns#Claim"]


def test_a_text_that_is_bound_cannot_leave_its_quotes(pool: Pool) -> None:
    hostile = str(LITERAL('" } UNION { ?s ?p ?o } #'))
    assert _rows(pool, Job("SELECT ?s { ?s ?p ?text }", bindings={"text": [hostile]})) == []


def test_what_is_no_term_is_not_bound(pool: Pool) -> None:
    with pytest.raises(UsageError):
        pool.ask(Job("SELECT ?s { ?s ?p ?text }", bindings={"text": ["<x:a> } #"]}))
