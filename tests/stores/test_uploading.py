"""Builds into a server: incremental, true to the files, shared by machines, and mended by the next one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import uploading
from kb.errors import BuildRunningError, ConfigurationError, StoreError
from kb.namespaces import ENTAILED, ENTAILING
from kb.opening import bring_up_to_date, is_being_built, open_for_reading
from kb.project import KnowledgeBase, load
from kb.record import read_record
from tests.conftest import PREFIXES, run_kb

from .servers import SparqlServer, oxigraph

Rows = set[tuple[str, ...]]


@pytest.fixture
def kb(folder: Path, server: SparqlServer) -> KnowledgeBase:
    """A knowledge base of ten files whose store is a server; nothing is built yet."""
    with (folder / "kb.toml").open("a") as file:
        file.write(server.settings())
    for number in range(9):
        write(folder, f"{number}.ttl", f"report:r{number} fc:claim claim:c{number} ; fc:in source:s{number} .")
    return load(folder)


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(PREFIXES + text)


def rows(kb: KnowledgeBase, pattern: str) -> Rows:
    answer = open_for_reading(kb).query(f"SELECT DISTINCT * WHERE {{ {pattern} }}", kb.prefixes)
    return {tuple(map(str, row)) for row in answer.rows()}


def everything(kb: KnowledgeBase) -> Rows:
    files = 'FILTER(STRSTARTS(STR(?g), "https://kb.example/file/") || ?g = fc:entailed)'
    return rows(kb, f"GRAPH ?g {{ ?s ?p ?o }} {files}")


def test_only_changed_files_are_sent(kb: KnowledgeBase) -> None:
    assert len(bring_up_to_date(kb).added) == 10
    write(kb.folder, "3.ttl", "report:new fc:claim claim:c3 .")
    (kb.folder / "5.ttl").unlink()
    report = bring_up_to_date(kb)
    assert (report.added, report.changed, report.removed) == ([], ["3.ttl"], ["5.ttl"])
    assert rows(kb, "?report fc:claim claim:c3") == {("<https://kb.example/report/new>",)}
    assert not rows(kb, "?report fc:claim claim:c5")


def test_a_build_with_nothing_changed_sends_nothing(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_up_to_date(kb)
    monkeypatch.setattr(uploading, "_Upload", None)
    report = bring_up_to_date(kb)
    assert report.is_current
    assert (len(report.manifest.files), report.manifest.entailed) == (10, 9)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("2.ttl", "report:r2 fc:claim claim:c2 ; fc:in source:other ."),
        ("2.ttl", "report:r2 fc:claim claim:c2 ."),
        ("2.ttl", "report:r1 fc:in source:second ."),
        ("2.ttl", "claim:c3 fc:cites source:s3 ."),
        ("2.ttl", "report:again fc:claim claim:c3 ; fc:in source:s3 ."),
        ("2.ttl", "<https://kb.example/review/x> fc:evidence <https://kb.example/evidence/y> ."),
        ("2.ttl", "<https://kb.example/evidence/y> fc:for <https://kb.example/review/x> ."),
        ("new.ttl", "report:r2 fc:claim claim:other ."),
    ],
)
def test_an_incremental_build_gives_what_a_fresh_one_gives_there_and_back(
    name: str, text: str, kb: KnowledgeBase
) -> None:
    bring_up_to_date(kb)
    before = everything(kb)
    old = (kb.folder / name).read_bytes() if (kb.folder / name).exists() else None
    write(kb.folder, name, text)
    bring_up_to_date(kb)
    incremental = everything(kb)
    bring_up_to_date(kb, fresh=True)
    assert everything(kb) == incremental != before
    if old is None:
        (kb.folder / name).unlink()
    else:
        (kb.folder / name).write_bytes(old)
    bring_up_to_date(kb)
    assert everything(kb) == before
    assert not rows(kb, f"GRAPH <{ENTAILING}> {{ ?s ?p ?o }}")


def test_what_is_authored_is_not_entailed_again(kb: KnowledgeBase) -> None:
    bring_up_to_date(kb)
    write(kb.folder, "2.ttl", "claim:c3 fc:cites source:s3 .")
    bring_up_to_date(kb)
    assert not rows(kb, f"GRAPH <{ENTAILED}> {{ claim:c3 fc:cites source:s3 }}")
    (kb.folder / "2.ttl").unlink()
    bring_up_to_date(kb)
    assert rows(kb, f"GRAPH <{ENTAILED}> {{ claim:c3 fc:cites ?source }}") == {("<https://kb.example/source/s3>",)}


def test_a_file_that_does_not_parse_is_left_out_and_reported_each_time(kb: KnowledgeBase) -> None:
    bring_up_to_date(kb)
    write(kb.folder, "4.ttl", "claim:n4 schema:text .")
    for _ in range(2):
        assert [fault.path for fault in bring_up_to_date(kb).faults] == ["4.ttl"]
    assert not rows(kb, "report:r4 ?p ?o")
    write(kb.folder, "4.ttl", 'claim:n4 schema:text "mended"@en .')
    assert not bring_up_to_date(kb).faults
    assert len(rows(kb, "claim:n4 ?p ?o")) == 1


class PowerCutError(Exception):
    """What a power cut would be."""


def interrupt_after(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a build end when it has sent so many files, with no chance to do anything about it."""
    sent = iter(range(count))
    put = uploading.WritableStore.put

    def counted(self: uploading.WritableStore, graph: str, triples: object) -> None:
        if next(sent, None) is None:
            raise PowerCutError
        put(self, graph, triples)  # type: ignore[arg-type]

    monkeypatch.setattr(uploading.WritableStore, "put", counted)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_build_that_is_interrupted_is_mended_by_the_next(
    count: int, kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_up_to_date(kb)
    for number in range(6):
        write(kb.folder, f"{number}.ttl", f"report:r{number} fc:claim claim:c{number} ; fc:in source:other .")
    (kb.folder / "8.ttl").unlink()
    with monkeypatch.context() as patch, pytest.raises(PowerCutError):
        interrupt_after(count, patch)
        bring_up_to_date(kb)
    assert is_being_built(open_for_reading(kb), kb)
    bring_up_to_date(kb)
    assert not is_being_built(open_for_reading(kb), kb)
    mended = everything(kb)
    bring_up_to_date(kb, fresh=True)
    assert everything(kb) == mended
    assert len(rows(kb, "?claim fc:cites source:other")) == 6


def test_a_reader_is_told_of_a_build_that_has_not_ended(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(PowerCutError):
        interrupt_after(3, patch)
        bring_up_to_date(kb)
    done = run_kb("query", "ASK {}", folder=kb.folder)
    assert (done.code, "a build of the store is under way" in done.err) == (0, True)


def test_a_build_that_another_overtakes_says_so_and_leaves_its_files_to_be_done_again(
    kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtake(label: str, names: object, total: int) -> Iterator[str]:
        yield from names  # type: ignore[misc]
        bring_up_to_date(kb)

    with pytest.raises(BuildRunningError, match="another build"):
        bring_up_to_date(kb, progress=overtake)
    assert len(bring_up_to_date(kb).changed) == 10
    assert bring_up_to_date(kb).is_current


def test_what_an_overtaken_build_wrote_last_leaves_no_entailment_of_the_other_behind(
    kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_up_to_date(kb)
    write(kb.folder, "2.ttl", "report:r2 fc:claim claim:c2 ; fc:in source:theirs .")
    bring_up_to_date(kb)
    with (kb.folder / "2.ttl").open("rb") as file:
        theirs = file.read()
    write(kb.folder, "2.ttl", "report:r2 fc:claim claim:c2 ; fc:in source:ours .")

    def overtake(label: str, names: object, total: int) -> Iterator[str]:
        ours = (kb.folder / "2.ttl").read_bytes()
        (kb.folder / "2.ttl").write_bytes(theirs)
        bring_up_to_date(kb)
        (kb.folder / "2.ttl").write_bytes(ours)
        yield from names  # type: ignore[misc]

    with pytest.raises(BuildRunningError):
        bring_up_to_date(kb, progress=overtake)
    bring_up_to_date(kb)
    assert rows(kb, "claim:c2 fc:cites ?source") == {("<https://kb.example/source/ours>",)}


def test_another_machine_goes_by_the_record_that_is_in_the_store(kb: KnowledgeBase, tmp_path: Path) -> None:
    bring_up_to_date(kb)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path in (kb.folder / "kb.toml", *kb.folder.glob("*.ttl")):
        (elsewhere / path.name).write_bytes(path.read_bytes())
    assert bring_up_to_date(load(elsewhere)).is_current


def test_what_a_bulk_loader_takes_is_a_build_that_lacks_only_what_it_entails(kb: KnowledgeBase, tmp_path: Path) -> None:
    write(kb.folder, "blank.ttl", "agent:b schema:memberOf [ schema:name 'x' ] .")
    write(kb.folder, "broken.ttl", "claim:b schema:text .")
    assert bring_up_to_date(kb).faults
    by_protocol = len(everything(kb))
    written = run_kb("build", "--bulk", tmp_path / "load.nq", folder=kb.folder)
    assert (written.code, "11 files" in written.out) == (1, True)
    program = Path(sys.executable).parent / "oxigraph"
    loading = [program, "load", "--location", tmp_path / "store", "--file", tmp_path / "load.nq"]
    subprocess.run(loading, check=True, capture_output=True)
    with oxigraph(tmp_path / "store") as loaded:
        text = (kb.folder / "kb.toml").read_text()
        (kb.folder / "kb.toml").write_text(text[: text.index("[store]")] + loaded.settings())
        report = bring_up_to_date(load(kb.folder))
        assert (report.is_current, report.manifest.entailed) == (True, 9)
        assert len(everything(load(kb.folder))) == by_protocol
        assert not is_being_built(open_for_reading(load(kb.folder)), load(kb.folder))


def test_a_store_that_holds_another_knowledge_base_is_left_alone(kb: KnowledgeBase, tmp_path: Path) -> None:
    bring_up_to_date(kb)
    (tmp_path / "other").mkdir()
    text = (kb.folder / "kb.toml").read_text().replace("https://kb.example/", "https://other.example/")
    (tmp_path / "other" / "kb.toml").write_text(text)
    write(tmp_path / "other", "a.ttl", "claim:x fc:kind fc:fact .")
    with pytest.raises(StoreError, match=r"another knowledge base, https://kb\.example/"):
        bring_up_to_date(load(tmp_path / "other"))
    assert len(rows(kb, "?report fc:claim ?claim")) == 9


def test_a_folder_without_files_does_not_empty_the_store(kb: KnowledgeBase) -> None:
    bring_up_to_date(kb)
    for path in kb.folder.glob("*.ttl"):
        path.unlink()
    with pytest.raises(StoreError, match="no Turtle file"):
        bring_up_to_date(kb)
    assert len(rows(kb, "?report fc:claim ?claim")) == 9


def test_graphs_that_are_not_ours_stay(kb: KnowledgeBase, server: SparqlServer) -> None:
    server.load(b"<urn:a> <urn:b> <urn:c> .", "urn:theirs")
    bring_up_to_date(kb)
    bring_up_to_date(kb, fresh=True)
    assert rows(kb, "GRAPH <urn:theirs> { <urn:a> <urn:b> ?o }") == {("<urn:c>",)}


def test_a_build_leaves_no_trace_in_the_record_but_files_and_entailments(kb: KnowledgeBase) -> None:
    bring_up_to_date(kb)
    record = read_record(open_for_reading(kb), kb)
    assert (len(record.built), record.running, record.entailed, record.broken) == (10, (), 9, [])


def test_a_store_without_an_address_for_graphs_can_be_asked_but_not_built(kb: KnowledgeBase) -> None:
    bring_up_to_date(kb)
    text = (kb.folder / "kb.toml").read_text()
    (kb.folder / "kb.toml").write_text(text.replace("graphs =", "# graphs ="))
    reduced = load(kb.folder)
    assert len(rows(reduced, "?report fc:claim ?claim")) == 9
    with pytest.raises(ConfigurationError, match="'graphs' is missing"):
        bring_up_to_date(reduced)
