"""The lists that browsing is cut out of."""

from __future__ import annotations

from kb.server.roll import BLOCK, Roll


def test_a_roll_gives_back_its_iris_in_blocks() -> None:
    iris = [f"https://kb.example/claim/é-{at:04}" for at in range(BLOCK + 1)]
    found = Roll.of(iris)
    assert found.count == BLOCK + 1
    assert [*found.block(1), *found.block(2)] == iris
    assert found.block(0) == found.block(3) == []


def test_an_empty_roll_has_no_block() -> None:
    assert (Roll.of([]).count, Roll.of([]).block(1)) == (0, [])
