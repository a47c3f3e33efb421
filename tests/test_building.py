"""Builds: incremental, atomic, and true to the files."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kb import building, loading
from kb.building import build, open_store
from kb.errors import StoreError
from kb.manifest import read_manifest
from kb.project import KnowledgeBase, load

from .conftest import PREFIXES, ROOT


def triples(kb: KnowledgeBase, pattern: str = "?s ?p ?o") -> int:
    store = open_store(kb)
    rows = store.query(f"SELECT DISTINCT * WHERE {{ {pattern} }}", kb.prefixes).rows()
    return sum(1 for _ in rows)


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(PREFIXES + text)


def test_each_file_is_a_graph_of_its_own(folder: Path) -> None:
    write(folder, "more.ttl", 'claim:b schema:text "B"@en .')
    kb = load(folder)
    build(kb)
    assert triples(kb, "GRAPH <https://kb.example/file/more.ttl> { ?s ?p ?o }") == 1


def test_only_changed_files_are_loaded_again(folder: Path) -> None:
    for number in range(10):
        write(folder, f"{number}.ttl", f'claim:n{number} schema:text "text"@en ; fc:kind fc:fact .')
    kb = load(folder)
    build(kb)
    write(folder, "3.ttl", 'claim:changed schema:text "text"@en .')
    report = build(kb)
    assert (report.added, report.changed, report.removed) == ([], ["3.ttl"], [])
    assert triples(kb, 'claim:changed schema:text "text"@en') == 1
    assert triples(kb, "claim:n3 ?p ?o") == 0
    assert triples(kb, "claim:n4 ?p ?o") == 2


def test_a_file_that_is_gone_is_gone_from_the_store(folder: Path) -> None:
    write(folder, "more.ttl", 'claim:b schema:text "B"@en .')
    kb = load(folder)
    build(kb)
    (folder / "more.ttl").unlink()
    assert build(kb).removed == ["more.ttl"]
    assert triples(kb, "claim:b ?p ?o") == 0


def test_an_incremental_build_gives_what_a_fresh_one_gives(folder: Path) -> None:
    for number in range(8):
        write(folder, f"{number}.ttl", f"report:r{number} fc:claim claim:c{number} ; fc:in source:s{number} .")
    kb = load(folder)
    build(kb)
    write(folder, "2.ttl", "report:r2 fc:claim claim:c2 ; fc:in source:other .")
    (folder / "5.ttl").unlink()
    build(kb)
    query = "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }"
    incremental = set(open_store(kb).query(query, {}).rows())
    build(kb, fresh=True)
    assert set(open_store(kb).query(query, {}).rows()) == incremental


def test_a_build_with_nothing_changed_writes_nothing(folder: Path) -> None:
    kb = load(folder)
    build(kb)
    before = (folder / ".kb" / "build.json").stat().st_mtime_ns
    assert build(kb).is_current
    assert (folder / ".kb" / "build.json").stat().st_mtime_ns == before


def test_a_file_that_does_not_parse_is_left_out_and_reported_each_time(folder: Path) -> None:
    write(folder, "broken.ttl", "claim:b schema:text .")
    kb = load(folder)
    assert [fault.path for fault in build(kb).faults] == ["broken.ttl"]
    assert [fault.path for fault in build(kb).faults] == ["broken.ttl"]
    assert triples(kb, "claim:a a fc:Claim") == 1


def test_a_file_that_no_longer_parses_leaves_nothing_stale_behind(folder: Path) -> None:
    for number in range(9):
        write(folder, f"{number}.ttl", f'claim:n{number} schema:text "text"@en ; fc:kind fc:fact .')
    kb = load(folder)
    build(kb)
    write(folder, "4.ttl", "claim:n4 schema:text .")
    assert [fault.path for fault in build(kb).faults] == ["4.ttl"]
    assert triples(kb, "claim:n4 ?p ?o") == 0
    write(folder, "4.ttl", 'claim:n4 schema:text "mended"@en .')
    assert not build(kb).faults
    assert triples(kb, "claim:n4 ?p ?o") == 1


def test_a_file_that_did_not_parse_and_is_gone_is_forgotten(folder: Path) -> None:
    write(folder, "broken.ttl", "claim:b schema:text .")
    kb = load(folder)
    build(kb)
    (folder / "broken.ttl").unlink()
    assert not build(kb).faults
    assert build(kb).is_current


@pytest.mark.parametrize("written", ["fc:for", "fc:evidence"])
def test_a_link_that_is_deleted_does_not_live_on_in_what_it_entailed(folder: Path, written: str) -> None:
    for number in range(9):
        write(folder, f"{number}.ttl", f'claim:n{number} schema:text "text"@en ; fc:kind fc:fact .')
    write(folder, "x.ttl", f"<https://kb.example/x> {written} <https://kb.example/y> ; fc:kind fc:fact .")
    kb = load(folder)
    assert build(kb).manifest.entailed == 1
    write(folder, "x.ttl", "<https://kb.example/x> fc:kind fc:fact .")
    for number in range(3):
        assert build(kb).manifest.entailed == 0
        write(folder, "0.ttl", f'claim:n0 schema:text "text {number}"@en .')
    assert triples(kb, "?x fc:for|fc:evidence ?y") == 0


def test_a_build_that_is_interrupted_leaves_the_old_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kb = load(folder)
    build(kb)
    write(folder, "more.ttl", 'claim:b schema:text "B"@en .')

    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(loading.Update, "finish", interrupt)
        with pytest.raises(KeyboardInterrupt):
            build(kb)
    assert triples(kb, "claim:a a fc:Claim") == 1
    assert triples(kb, "claim:b ?p ?o") == 0
    build(kb)
    assert triples(kb, "claim:b ?p ?o") == 1


def test_a_build_that_was_killed_midway_does_not_stop_the_next(folder: Path) -> None:
    kb = load(folder)
    build(kb)
    (folder / ".kb" / "stores" / "7").mkdir()
    (folder / ".kb" / "stores" / "7.tmp").mkdir()
    (folder / ".kb" / "build.json.new").write_text("{")
    write(folder, "more.ttl", 'claim:b schema:text "B"@en .')
    build(kb)
    assert triples(kb, "claim:b ?p ?o") == 1


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": 1}', '{"files": {}, "layout": "0/0"}'])
def test_a_damaged_record_of_the_last_build_means_a_new_one(folder: Path, content: str) -> None:
    kb = load(folder)
    build(kb)
    (folder / ".kb" / "build.json").write_text(content)
    assert build(kb).added == ["claims.ttl"]
    assert triples(kb, "claim:a a fc:Claim") == 1


def test_builds_that_are_killed_at_any_moment_never_stop_the_next(folder: Path) -> None:
    lines = "".join(f'claim:n{number} schema:text "{number}"@en .\n' for number in range(3_000))
    write(folder, "many.ttl", lines)
    kb = load(folder)
    build(kb)
    command = [sys.executable, "-m", "kb", "build"]
    for number in range(12):
        write(folder, "more.ttl", f'claim:b schema:text "B{number}"@en .')
        with subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
            time.sleep(0.1 + 0.02 * number)
            process.kill()
        assert triples(kb, "claim:a a fc:Claim") == 1
    build(kb)
    assert triples(kb, "claim:b schema:text 'B11'@en") == 1


def test_a_second_build_waits_for_the_first(folder: Path) -> None:
    kb = load(folder)
    with building._lock(kb, 0):
        waiting = threading.Thread(target=build, args=(kb,), kwargs={"patience": 20.0})
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
    waiting.join()
    assert triples(kb, "claim:a a fc:Claim") == 1


def test_two_builds_at_once_are_refused(folder: Path) -> None:
    kb = load(folder)
    with building._lock(kb, 0), pytest.raises(StoreError, match="another build"):
        build(kb)


def test_an_unbuilt_knowledge_base_is_told_of_kb_build(folder: Path) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(load(folder))
    assert caught.value.hint == "run 'kb build'"


def test_a_store_that_is_open_for_reading_stays_as_it_was_during_a_build(folder: Path) -> None:
    kb = load(folder)
    build(kb)
    reader = open_store(kb)
    everything = "SELECT * WHERE { ?s ?p ?o }"
    before = len(list(reader.query(everything, {}).rows()))
    for number in range(3):
        write(folder, f"more{number}.ttl", f'claim:m{number} schema:text "B"@en .')
        build(kb)
    assert len(list(reader.query(everything, {}).rows())) == before


def test_old_stores_are_cleared_away(folder: Path) -> None:
    kb = load(folder)
    for number in range(5):
        write(folder, "more.ttl", f'claim:b schema:text "B{number}"@en .')
        build(kb)
    assert len(list((folder / ".kb" / "stores").iterdir())) == 2


def test_claims_cite_the_sources_of_their_reports_by_entailment(folder: Path) -> None:
    write(folder, "more.ttl", "report:r fc:claim claim:b ; fc:in source:b .")
    kb = load(folder)
    build(kb)
    assert triples(kb, "GRAPH fc:entailed { claim:b fc:cites source:b }") == 1


def test_what_is_authored_is_not_entailed_again(folder: Path) -> None:
    write(folder, "more.ttl", "report:r fc:claim claim:b ; fc:in source:b . claim:b fc:cites source:b .")
    kb = load(folder)
    assert build(kb).manifest.entailed == 0


@pytest.mark.parametrize(("one", "other"), [("fc:for", "fc:evidence"), ("fc:evidence", "fc:for")])
def test_evidence_is_linked_both_ways(folder: Path, one: str, other: str) -> None:
    write(folder, "more.ttl", f"<https://kb.example/x> {one} <https://kb.example/y> .")
    kb = load(folder)
    build(kb)
    assert triples(kb, f"GRAPH fc:entailed {{ <https://kb.example/y> {other} <https://kb.example/x> }}") == 1


def test_a_triple_in_two_files_is_one_triple_until_both_are_gone(folder: Path) -> None:
    for name in ("one", "two", *"abcdefgh"):
        write(folder, f"{name}.ttl", f"agent:x a schema:Person . claim:{name} fc:kind fc:fact ; fc:about agent:x .")
    kb = load(folder)
    build(kb)
    query = "SELECT ?type WHERE { agent:x a ?type }"
    assert len(list(open_store(kb).query(query, kb.prefixes).rows())) == 1
    assert triples(kb, "GRAPH ?file { agent:x a schema:Person }") == 10
    (folder / "one.ttl").unlink()
    assert build(kb).removed == ["one.ttl"]
    assert len(list(open_store(kb).query(query, kb.prefixes).rows())) == 1
    for path in folder.glob("*.ttl"):
        path.unlink()
    build(kb)
    assert triples(kb) == 0


def test_a_number_that_is_only_written_differently_stays(folder: Path) -> None:
    for number in range(9):
        write(folder, f"{number}.ttl", f"claim:n{number} schema:position 1 ; fc:kind fc:fact .")
    kb = load(folder)
    build(kb)
    write(folder, "3.ttl", "claim:n3 schema:position 01 ; fc:kind fc:fact .")
    assert build(kb).changed == ["3.ttl"]
    assert triples(kb, "claim:n3 schema:position 1") == 1


def test_another_base_means_another_store(folder: Path) -> None:
    build(load(folder))
    (folder / "kb.toml").write_text('base = "https://other.example/"')
    kb = load(folder)
    build(kb)
    manifest = read_manifest(kb)
    assert manifest is not None
    assert manifest.base == "https://other.example/"
    assert triples(kb, "GRAPH <https://other.example/file/claims.ttl> { ?c a fc:Claim }") == 1
