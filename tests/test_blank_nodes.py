"""Blank nodes of a store can be found again in their files."""

from __future__ import annotations

from pathlib import Path

from kb.blank_nodes import label_stem, steady
from kb.building import build, open_store
from kb.formats import parse
from kb.project import load
from kb.turtle.document import Document

TEXT = """@prefix : <http://x.example/> .
:a :knows [ :name "B" ; :knows _:later ] , ( 1 [ :name "in a list" ] ) .
_:later :name "C" .
"""


def test_a_blank_node_is_numbered_by_its_first_mention() -> None:
    stem = label_stem("http://x.example/g")
    ours = [str(each.subject) for each in steady(parse(TEXT.encode(), base=None), "http://x.example/g")]
    places = [each.subject.replace("_:b", f"_:{stem}") for each in Document(TEXT).triples()]
    assert ours == places


def test_two_files_never_share_a_blank_node() -> None:
    assert label_stem("http://x.example/g") != label_stem("http://x.example/h")


def test_a_change_beside_it_leaves_a_blank_node_its_name(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text('base = "https://kb.example/"\n')
    (tmp_path / "a.ttl").write_text(TEXT)
    kb = load(tmp_path)
    build(kb)
    before = {str(found) for found in open_store(kb).graph(kb.graph_iri("a.ttl"))}
    (tmp_path / "a.ttl").write_text(f'{TEXT}:z :name "Z" .\n')
    build(kb)
    assert before < {str(found) for found in open_store(kb).graph(kb.graph_iri("a.ttl"))}
