"""The rows of an answer are counted in its bytes, however these are cut."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.server.counting import Tally
from kb.server.errors import AnswerTooLargeError

FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
NASTY = st.text(st.sampled_from(list("a\"},{<>\r\n\t\\'result{}[]:,&")), max_size=12)


def written(values: list[str], format: str) -> bytes:
    store = ox.Store()
    for at, value in enumerate(values):
        store.add(ox.Quad(ox.NamedNode(f"x:{at}"), ox.NamedNode("x:p"), ox.Literal(value)))
    output = io.BytesIO()
    store.query("SELECT * { ?s ?p ?o }").serialize(output, FORMATS[format])  # type: ignore[union-attr]
    return output.getvalue()


@pytest.mark.parametrize("format", FORMATS)
@given(values=st.lists(NASTY, max_size=6), sizes=st.lists(st.integers(1, 30), min_size=1, max_size=5))
def test_rows_are_counted_whatever_is_in_them(format: str, values: list[str], sizes: list[int]) -> None:
    tally, data, at, turn = Tally(format), written(values, format), 0, 0
    while at < len(data):
        size = sizes[turn % len(sizes)]
        tally.add(data[at : at + size])
        at, turn = at + size, turn + 1
    assert (tally.rows, tally.bytes) == (len(values), len(data))


@pytest.mark.parametrize("format", FORMATS)
def test_a_row_too_many_is_refused(format: str) -> None:
    Tally(format, most_rows=3).add(written(list("abc"), format))
    with pytest.raises(AnswerTooLargeError, match="3 rows"):
        Tally(format, most_rows=3).add(written(list("abcd"), format))


def test_a_byte_too_many_is_refused() -> None:
    tally = Tally("turtle", most_bytes=10)
    tally.add(b"0123456789")
    with pytest.raises(AnswerTooLargeError, match="10 bytes"):
        tally.add(b"x")


def test_what_cannot_be_counted_says_so() -> None:
    assert Tally("turtle").rows == -1
