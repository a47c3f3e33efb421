"""What Virtuoso says in words of its own is understood, however it arrives."""

from __future__ import annotations

from typing import cast

import pytest

from kb.stores.http import Body
from kb.stores.virtuoso import BlankNodesMended


class Pieces:
    """A body that comes in pieces of one size."""

    def __init__(self, data: bytes, size: int) -> None:
        self._pieces = [data[start : start + size] for start in range(0, len(data), size)]

    def read(self, size: int = -1) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""


@pytest.mark.parametrize("size", [1, 2, 3, 7, 16, 17, 1000])
def test_blank_nodes_get_names_of_the_standard(size: int) -> None:
    data = b"<a/><bnode>nodeID://b1</bnode><bn><bnode>b2</bnode><uri>nodeID://x</uri><bnode>nodeID://b3</bnode><bno"
    reader, found = BlankNodesMended(cast(Body, Pieces(data, size))), b""
    while part := reader.read(10):
        assert len(part) <= 10
        found += part
    assert found == data.replace(b"<bnode>nodeID://", b"<bnode>")
