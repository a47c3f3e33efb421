"""A URL that is too long is told to be so, however long it is."""

from __future__ import annotations

import pytest

from .conftest import Server
from .raw import exchange, request


@pytest.mark.parametrize("length", [40_000, 66_000, 70_000, 150_000, 300_000])
def test_a_url_that_is_too_long_is_told_so(server: Server, length: int) -> None:
    assert exchange(server.address, request("GET", "/sparql?query=" + "x" * length)).status in (414, 0)


def test_a_url_of_sixteen_kilobytes_is_answered(server: Server) -> None:
    query = "ASK%7B%7D%23" + "x" * 16_000
    assert exchange(server.address, request("GET", f"/sparql?query={query}")).status == 200
