"""The same answers, whatever store a knowledge base is built into."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from kb.formats import term
from kb.opening import bring_up_to_date, files_in, open_for_reading
from kb.project import KnowledgeBase, load
from kb.resources import question_files
from kb.stores import Store
from tests.conftest import EXAMPLE, PREFIXES, run_kb

from .servers import SparqlServer

TWO_FILES = {
    "one.ttl": 'claim:a schema:text "Ein Satz"@de-CH, "один"@ru, "tab\\tquote\\" end" ; fc:kind fc:fact .\n'
    "report:r fc:claim claim:a ; fc:in source:s ; fc:on '2026-03-02'^^xsd:date .\n"
    "agent:p schema:name 'P' ; schema:memberOf [ schema:name 'nameless' ] .\n",
    "sub/two ü.ttl": "claim:b fc:kind fc:fact ; schema:position 7 ; fc:about <topic/x> . claim:a fc:kind fc:fact .\n",
}


@pytest.fixture
def kb(folder: Path, settings: str) -> KnowledgeBase:
    """A small knowledge base, built."""
    with (folder / "kb.toml").open("a") as file:
        file.write(settings)
    for name, text in TWO_FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(PREFIXES + text)
    found = load(folder)
    bring_up_to_date(found)
    return found


@pytest.fixture
def store(kb: KnowledgeBase) -> Store:
    return open_for_reading(kb)


def rows(store: Store, text: str, kb: KnowledgeBase, **options: list[str]) -> set[tuple[str, ...]]:
    answer = store.query(text, kb.prefixes, base=kb.settings.base, **options)  # type: ignore[arg-type]
    return {tuple("" if each is None else str(each) for each in row) for row in answer.rows()}


def test_queries_see_the_union_of_all_graphs(store: Store, kb: KnowledgeBase) -> None:
    assert rows(store, "SELECT ?c { ?c fc:kind fc:fact }", kb) == {
        ("<https://kb.example/claim/a>",),
        ("<https://kb.example/claim/b>",),
    }


def test_a_graph_tells_which_file_a_triple_stands_in(store: Store, kb: KnowledgeBase) -> None:
    assert rows(store, "SELECT ?file { GRAPH ?file { claim:a fc:kind ?kind } }", kb) == {
        ("<https://kb.example/file/one.ttl>",),
        ("<https://kb.example/file/sub/two%20%C3%BC.ttl>",),
    }


def test_literals_come_back_as_they_were_written(store: Store, kb: KnowledgeBase) -> None:
    assert rows(store, "SELECT ?text { GRAPH <file/one.ttl> { claim:a schema:text ?text } }", kb) == {
        ('"Ein Satz"@de-ch',),
        ('"один"@ru',),
        ('"tab\\tquote\\" end"',),
    }
    date = '"2026-03-02"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert rows(store, "SELECT ?on { report:r fc:on ?on }", kb) == {(date,)}
    seven = '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert rows(store, "SELECT ?at { claim:b schema:position ?at }", kb) == {(seven,)}


def test_a_blank_node_is_one_node_within_its_file(store: Store, kb: KnowledgeBase) -> None:
    assert rows(store, "SELECT ?name { agent:p schema:memberOf/schema:name ?name }", kb) == {('"nameless"',)}


def test_a_blank_node_has_a_name_in_an_answer(store: Store, kb: KnowledgeBase) -> None:
    assert {node[:2] for (node,) in rows(store, "SELECT ?node { agent:p schema:memberOf ?node }", kb)} == {"_:"}


def test_relative_iris_begin_with_the_base(store: Store, kb: KnowledgeBase) -> None:
    assert rows(store, "SELECT ?claim { ?claim fc:about <topic/x> }", kb) == {("<https://kb.example/claim/b>",)}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?c FROM <https://kb.example/file/one.ttl> { ?c fc:kind fc:fact }",
        "SELECT ?c FROM NAMED <https://kb.example/file/one.ttl> { GRAPH ?g { ?c fc:kind fc:fact } }",
    ],
)
def test_a_dataset_clause_chooses_graphs(text: str, store: Store, kb: KnowledgeBase) -> None:
    assert rows(store, text, kb) == {("<https://kb.example/claim/a>",)}


def test_the_word_from_elsewhere_chooses_nothing(store: Store, kb: KnowledgeBase) -> None:
    found = rows(store, 'SELECT ?from { ?from fc:kind fc:fact FILTER("from <a>" != ?from) } # FROM <a:b>', kb)
    assert len(found) == 2


def test_graphs_given_beside_a_query_choose(store: Store, kb: KnowledgeBase) -> None:
    graphs = ["https://kb.example/file/one.ttl"]
    assert len(rows(store, "SELECT ?c { ?c fc:kind fc:fact }", kb, default_graphs=graphs)) == 1


def test_a_variable_can_be_fixed(store: Store, kb: KnowledgeBase) -> None:
    answer = store.query(
        "SELECT ?c ?kind { ?c fc:kind ?kind }", kb.prefixes, bindings={"c": term("claim:b", kb.prefixes)}
    )
    assert len(list(answer.rows())) == 1


@pytest.mark.parametrize(("pattern", "expected"), [("claim:a ?p ?o", True), ("claim:z ?p ?o", False)])
def test_a_question_of_yes_or_no_is_answered_so(pattern: str, expected: bool, store: Store, kb: KnowledgeBase) -> None:
    answer = store.query(f"ASK {{ {pattern} }}", kb.prefixes)
    assert (answer.kind, answer.boolean()) == ("boolean", expected)


def test_a_construct_gives_triples(store: Store, kb: KnowledgeBase) -> None:
    found = rows(store, "CONSTRUCT { ?s a fc:Claim } WHERE { ?s fc:kind ?kind }", kb)
    assert {row[0] for row in found} == {"<https://kb.example/claim/a>", "<https://kb.example/claim/b>"}


def test_what_is_entailed_is_in_a_graph_of_its_own(store: Store, kb: KnowledgeBase) -> None:
    assert rows(store, "SELECT ?s ?o { GRAPH fc:entailed { ?s ?p ?o } }", kb) == {
        ("<https://kb.example/claim/a>", "<https://kb.example/source/s>")
    }


def test_the_store_tells_which_files_it_holds(store: Store, kb: KnowledgeBase) -> None:
    assert {name: file.triples for name, file in files_in(store, kb).items()} == {
        "claims.ttl": 9,
        "one.ttl": 10,
        "sub/two ü.ttl": 4,
    }


@pytest.fixture
def examples(server: SparqlServer, example: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The example in an embedded store, and in a server's."""
    shutil.copytree(EXAMPLE, tmp_path / "kd")
    with (tmp_path / "kd" / "kb.toml").open("a") as file:
        file.write(server.settings())
    assert run_kb("build", folder=tmp_path / "kd").code == 0
    return example, tmp_path / "kd"


def test_every_shipped_question_has_the_same_answer_row_for_row(examples: tuple[Path, Path]) -> None:
    here, there = map(load, examples)
    stores = open_for_reading(here), open_for_reading(there)
    for file in question_files():
        text = file.read_text(encoding="utf-8")
        first, second = (list(map(tuple, store.query(text, here.prefixes).rows())) for store in stores)
        assert first == second, file.name


def test_commands_say_of_the_store_what_they_say_of_the_files(examples: tuple[Path, Path]) -> None:
    for command in (
        ("origins", "--format", "csv"),
        ("impact", "source:spiegel-drone-negotiations", "--format", "csv"),
        ("export", "--format", "nquads", "--entailed"),
        ("export", "claim:maker-negotiates-with-russian-military"),
        ("validate", "--format", "concise"),
    ):
        of_files, of_store = run_kb(*command, folder=examples[0]), run_kb(*command, "--store", folder=examples[1])
        assert (of_store.code, of_store.err) == (of_files.code, "")
        assert _without_files(of_store.out) == _without_files(of_files.out)


def _without_files(text: str) -> list[str]:
    """Return the lines of an answer without what only files can say: places, and how many there are."""
    lines = [re.sub(r"^\S+\.ttl:\d+:\d+: (\S+) (\[\w+\]) (.*)$", r"\1 \2 \3", line) for line in text.splitlines()]
    return sorted(re.sub(r"^(\d+ files, )?\d+ triples: ", "", line) for line in lines)


def test_numbers_are_the_same(examples: tuple[Path, Path]) -> None:
    here, there = (json.loads(run_kb("stats", "--format", "json", folder=folder).out) for folder in examples)
    assert there == here


def test_a_server_finds_the_suspects_of_every_rule(examples: tuple[Path, Path]) -> None:
    done = run_kb("validate", "--store", "--statistics", "--output-format", "concise", folder=examples[1])
    assert done.code == 0
    assert "planning" in done.err and "judges all by itself" not in done.err
