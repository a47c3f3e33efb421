"""No input makes a traceback, loses a record or writes what does not parse; whatever a file can hold survives."""

from __future__ import annotations

import copy
import json
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.project import load
from tests.bench.claim_reviews import real

from .conftest import SCHEMA, Desk, record

_TEXT = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(
    [
        '"""',
        "\\",
        "\\u0041",
        "\ud800",
        "a\x00b",
        "\u202eabc\u200f",
        "\ufffe",
        "'''",
        "\r\n",
        "\U0001d518",
        "<b>",
        "&amp;",
        "…" * 50,
    ]
)
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | _TEXT
    | st.sampled_from(["2024-01-01", 'https://a.example/ x"y']),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "url", "@type", "@id", "author", "@value", "sameAs"]) | _TEXT, inner, max_size=4
        )
    ),
    max_leaves=8,
)
_KEYS = [
    *record(),
    "name",
    "headline",
    "publisher",
    "keywords",
    "license",
    "mainEntityOfPage",
    "dateModified",
    "@id",
    "x",
]


def fresh() -> Desk:
    folder = Path(tempfile.mkdtemp(prefix="kb-fuzz-"))
    (folder / "kb").mkdir()
    (folder / "kb" / "kb.toml").write_text('base = "https://kb.example/"\n')
    return Desk(load(folder / "kb"), folder / "input")


def check(lines: list[str]) -> None:
    """Import lines, twice; nothing is lost, and all that is written parses."""
    desk = fresh()
    try:
        outcome = desk.take(*lines, propose=len(lines) < 50)
        assert outcome.new + outcome.corrected + outcome.known + outcome.rejected == outcome.read >= len(lines)
        assert sum(1 for _ in _triples(desk)) == 0 or outcome.new
        originals = [quad.object.value for quad in _triples(desk) if quad.predicate.value.endswith("#original")]
        assert all(isinstance(json.loads(each), dict) for each in originals)
        before = desk.bytes
        assert desk.take(*lines).new == 0
        assert desk.bytes == before
    finally:
        shutil.rmtree(desk.beside.parent)


def _triples(desk: Desk) -> Any:
    for path in desk.kb.files():
        yield from pyoxigraph.parse(path.read_bytes(), pyoxigraph.RdfFormat.TURTLE)


_CHANGES = st.lists(st.dictionaries(st.sampled_from(_KEYS), _JSON, max_size=4), min_size=1, max_size=4)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(_CHANGES)
def test_odd_values_behind_any_key(changes: list[dict[str, Any]]) -> None:
    check([json.dumps({**record(), **each}) for each in changes])


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(_CHANGES)
def test_many_odd_values_behind_any_key(changes: list[dict[str, Any]]) -> None:
    check([json.dumps({**record(), **each}) for each in changes])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n")), min_size=1, max_size=3))
def test_lines_of_anything(lines: list[str]) -> None:
    desk = fresh()
    try:
        outcome = desk.read("\n".join(lines), "lines.jsonl")
        assert outcome.rejected == outcome.read
    finally:
        shutil.rmtree(desk.beside.parent)


def mutated(given: Any, chosen: random.Random) -> Any:
    """Return a record with one thing about it changed: a key gone, doubled, or with another kind of value."""
    given = copy.deepcopy(given)
    places = list(_places(given))
    holder, key = chosen.choice(places)
    value = holder[key]
    kind = chosen.randrange(8)
    if kind == 0:
        del holder[key]
    elif kind == 1:
        holder[key] = [value, value]
    elif kind == 2:
        holder[key] = {"name": value}
    elif kind == 3:
        holder[key] = chosen.choice([None, "", 0, True, [], {}, [[]], "\x07", "\ud83d", "https://x y/<>"])
    elif kind == 4:
        holder[key] = f'{value}\\"\u202e\u2028"""'
    elif kind == 5:
        holder[key] = {"@id": str(value)}
    elif kind == 6:
        holder[key] = [{"@value": str(value), "@language": chosen.choice(["en", "pt_BR", "?", "x" * 50])}]
    else:
        holder[key] = {"@list": [value]}
    return given


def _places(value: Any) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield value, key
        yield from _places(inner)


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 12))])
def test_mutated_real_records(seed: int) -> None:
    chosen, lines = random.Random(seed), []
    for _ in range(200):
        each = chosen.choice(real())
        for _ in range(chosen.randrange(1, 4)):
            each = mutated(each, chosen) if each else record()
        lines.append(json.dumps(each))
    check(lines)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)])
def test_pages_that_are_cut_off_or_damaged(seed: int) -> None:
    chosen = random.Random(seed)
    page = "<html>" + "".join(f'<script type="application/ld+json">{json.dumps(each)}</script>' for each in real()[:20])
    for _ in range(5 if not seed else 40):
        data = bytearray(page.encode("utf-8", "replace"))
        for _ in range(chosen.randrange(1, 20)):
            data[chosen.randrange(len(data))] = chosen.randrange(256)
        desk = fresh()
        try:
            outcome = desk.read(bytes(data[: chosen.randrange(len(data))]), "page.html", dry=True)
            assert outcome.new + outcome.corrected + outcome.known + outcome.rejected == outcome.read
        finally:
            shutil.rmtree(desk.beside.parent)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        'He said """so"""',
        "a\\b",
        "\u202eright\u200fto left",
        "a\x00b\x1b",
        "\ufffe",
        "'\n'",
        "🙂" * 1000,
    ],
    ids=[
        "1 MB",
        "quotes",
        "a backslash",
        "marks",
        "control characters",
        "no character",
        "a line end",
        "beyond the plane",
    ],
)
def test_a_text_survives(desk: Desk, text: str) -> None:
    desk.take(record(claimReviewed=f"It is {text} so", name=text, reviewRating=f"{text}?"))
    assert f"It is {text} so" in desk.values(SCHEMA.text)


def test_half_of_a_surrogate_pair_is_rejected_with_a_reason_where_it_would_have_to_be_written(desk: Desk) -> None:
    outcome = desk.take(
        record(claimReviewed="It is \ud83d so"), record(image="\ud83d"), record(claimReviewed="It is 🙂 so")
    )
    assert [each.reason for each in outcome.rejections] == [
        "a text has half of a surrogate pair, which no file can hold"
    ]
    assert outcome.new == 2
    assert (
        json.loads((desk.beside / "records.jsonl.rejected").read_text())["original"]["claimReviewed"]
        == "It is \ud83d so"
    )


def test_a_text_that_no_parser_can_hold_is_rejected_with_a_reason(desk: Desk) -> None:
    outcome = desk.take(record(reviewBody="x" * 17_000_000))
    assert [each.reason for each in outcome.rejections] == ["a text is longer than 16 MB, which parsers cannot hold"]
