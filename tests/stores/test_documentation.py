"""The page about servers says what the code does."""

from __future__ import annotations

from kb.addresses import Addresses
from kb.namespaces import RECORD
from kb.opening import UNIONS
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")


def test_every_way_to_see_all_graphs_is_told() -> None:
    assert all(union in PAGE for union in UNIONS)


def test_every_key_of_the_table_is_told() -> None:
    assert all(f"{key} = " in PAGE for key in Addresses.__dataclass_fields__)


def test_the_graph_of_the_record_is_told() -> None:
    assert RECORD in PAGE
