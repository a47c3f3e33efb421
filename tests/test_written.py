"""Which file a graph is kept in, and which graph a file is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import ConfigurationError
from kb.project import KnowledgeBase, load

BASE = "https://kb.example/"


def knowledge_base(folder: Path, writing: str = "") -> KnowledgeBase:
    (folder / "kb.toml").write_text(f'base = "{BASE}"\nexclude = ["drafts/*"]\n[writing]\n{writing}\n')
    return load(folder)


def test_the_iri_of_a_file_leads_back_to_it(tmp_path: Path) -> None:
    kb = knowledge_base(tmp_path)
    for name in ("a.ttl", "claims/a b.ttl", "claims/ü%41.ttl"):
        assert kb.graph_file(kb.graph_iri(name)) == name


@pytest.mark.parametrize(
    "path",
    [
        "../a.ttl",
        "%2E%2E/a.ttl",
        "a//b.ttl",
        "/etc/a.ttl",
        "a.txt",
        ".kb/a.ttl",
        ".a.ttl",
        "drafts/a.ttl",
        "%61.ttl",
        "a.ttl%00",
        "",
    ],
)
def test_no_graph_leads_out_of_the_files(tmp_path: Path, path: str) -> None:
    assert knowledge_base(tmp_path).graph_file(f"{BASE}file/{path}") is None


def test_no_graph_leads_through_a_link(tmp_path: Path) -> None:
    kb = knowledge_base(tmp_path)
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "out").symlink_to("/tmp")
    assert kb.graph_file(f"{BASE}file/link/a.ttl") is None
    assert kb.graph_file(f"{BASE}file/out/a.ttl") is None


def test_no_graph_lies_where_something_else_is(tmp_path: Path) -> None:
    kb = knowledge_base(tmp_path)
    (tmp_path / "a.ttl").write_text("")
    (tmp_path / "folder.ttl").mkdir()
    assert kb.graph_file(f"{BASE}file/a.ttl") == "a.ttl"
    assert kb.graph_file(f"{BASE}file/a.ttl/b.ttl") is None
    assert kb.graph_file(f"{BASE}file/folder.ttl") is None


def test_no_graph_lies_in_a_knowledge_base_within(tmp_path: Path) -> None:
    kb = knowledge_base(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "kb.toml").write_text(f'base = "{BASE}"\n')
    assert kb.graph_file(f"{BASE}file/other/a.ttl") is None


def test_another_graph_has_no_file_unless_a_folder_is_set_for_it(tmp_path: Path) -> None:
    assert knowledge_base(tmp_path).graph_file("http://example.org/g") is None


@given(st.text(max_size=40))
def test_another_graph_has_the_file_that_leads_back_to_it(tmp_path_factory: pytest.TempPathFactory, path: str) -> None:
    kb = knowledge_base(tmp_path_factory.mktemp("kb"), 'graphs = "graphs"')
    iri = f"http://example.org/{path}"
    name = kb.graph_file(iri)
    assert name is None or kb.graph_iri(name) == iri


def test_a_file_in_that_folder_that_is_not_named_so_is_a_file_like_any_other(tmp_path: Path) -> None:
    kb = knowledge_base(tmp_path, 'graphs = "graphs"')
    assert kb.graph_iri("graphs/notes.ttl") == f"{BASE}file/graphs/notes.ttl"
    assert kb.graph_file(f"{BASE}file/graphs/notes.ttl") == "graphs/notes.ttl"


def test_a_graph_that_is_computed_has_no_file(tmp_path: Path) -> None:
    kb = knowledge_base(tmp_path, 'graphs = "graphs"')
    assert kb.graph_file("https://w3id.org/factcheck-kb/ns#entailed") is None


def test_an_iri_too_long_for_a_file_name_has_no_file(tmp_path: Path) -> None:
    kb = knowledge_base(tmp_path, 'graphs = "graphs"')
    assert kb.graph_file("http://example.org/" + "a" * 250) is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('fiel = "a.ttl"', "unknown key 'fiel' in [writing]"),
        ("file = 1", "'file' in [writing] must be a text"),
        ('commit = "yes"', "'commit' in [writing] must be true or false"),
        ('file = "../a.ttl"', "'file' in [writing] must be the path of a .ttl file"),
        ('file = "a.txt"', "'file' in [writing] must be the path of a .ttl file"),
        ('graphs = ".hidden"', "'graphs' in [writing] must be the path of a folder"),
    ],
)
def test_a_fault_in_the_settings_is_named(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message.replace("[", r"\[")):
        knowledge_base(tmp_path, line)
