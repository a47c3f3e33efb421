"""The benchmark's content is what it says it is. Nothing here asserts a time."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.building import build, open_store
from kb.columns import loading as columns
from kb.columns.loading import DataFile
from kb.content import read_rows
from kb.exporters import writer
from kb.origins.analysis import count
from kb.origins.network import Network
from kb.project import KnowledgeBase, load
from kb.questions import questions
from kb.validation import validate
from kb.validation.rules import rules

from . import chains
from .generate import FIXTURES, generate
from .measure import measure
from .run import FORMATS, Bench
from .stores import engines

pytestmark = pytest.mark.filterwarnings("error")

CLAIMS = 30


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("bench") / "kb"
    generate(folder, claims=CLAIMS, faults=1)
    return load(folder)


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and ".kb" not in path.parts:
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def test_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    generate(tmp_path / "a", claims=150)
    generate(tmp_path / "b", claims=150)
    generate(tmp_path / "c", claims=150, seed=2)
    assert dict(contents(tmp_path / "a")) == dict(contents(tmp_path / "b"))
    assert dict(contents(tmp_path / "a")) != dict(contents(tmp_path / "c"))


@pytest.mark.parametrize("claims", [1, 30, 1000])
def test_a_claim_is_about_22_triples(tmp_path: Path, claims: int) -> None:
    generate(tmp_path, claims=claims)
    report = build(load(tmp_path))
    assert not report.faults
    if claims > 1:
        assert 18 <= report.manifest.triples / claims <= 26


def test_chains_have_circles_and_forks_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    chains.generate(tmp_path / "a", claims=2000)
    chains.generate(tmp_path / "b", claims=2000)
    assert dict(contents(tmp_path / "a")) == dict(contents(tmp_path / "b"))
    files = load(tmp_path / "a").files()
    found = count(Network(columns.load([DataFile.of(path, path.name, None) for path in files])[0]))
    assert len(found.claims) == 2000
    assert found.circular.any() and found.partly_circular.any() and (found.most > 1).any()


def test_findings_are_those_expected(kb: KnowledgeBase) -> None:
    expected = json.loads((kb.folder / "expected.json").read_text(encoding="utf-8"))
    findings = validate(kb.files(), base=kb.settings.base, prefixes=kb.prefixes, name=kb.relative).findings
    assert Counter(finding.rule for finding in findings) == expected
    assert all(file.startswith("faults/") for finding in findings for file in finding.files)


def test_every_fixture_breaks_its_rule(kb: KnowledgeBase) -> None:
    expected = json.loads((kb.folder / "expected.json").read_text(encoding="utf-8"))
    assert set(expected) == {rule.name for rule in rules() if (FIXTURES / f"{rule.name}.ttl").is_file()}


def test_copies_of_a_fixture_do_not_meet(tmp_path: Path) -> None:
    generate(tmp_path, claims=1, faults=2)
    expected = json.loads((tmp_path / "expected.json").read_text(encoding="utf-8"))
    findings = validate(load(tmp_path).files(), base=None, prefixes={}).findings
    assert Counter(finding.rule for finding in findings) == expected


def test_build_queries_and_export_work(kb: KnowledgeBase) -> None:
    report = build(kb)
    assert not report.faults
    store = open_store(kb)
    for question in questions(kb).values():
        list(store.query(question.text, kb.prefixes).rows())
    for name in FORMATS:
        output = io.BytesIO()
        writer(name)(read_rows(kb, graphs=name in ("nquads", "trig")), output, kb.prefixes)
        assert output.getvalue()


def test_the_runner_measures(tmp_path: Path) -> None:
    bench = Bench(tmp_path, claims=5, faults=0, limit=60, pyshacl=False)
    rows = [*bench.generate(), *bench.lookup()]
    assert all(row.measure.seconds and row.measure.megabytes > 1 for row in rows)
    assert rows[-1].markdown().startswith("| kb query, all of one claim | ")


def test_a_server_is_measured_like_the_embedded_store(tmp_path: Path) -> None:
    bench = Bench(tmp_path, claims=5, faults=0, limit=60, pyshacl=False)
    list(bench.generate())
    names = []
    for engine in engines(tmp_path):
        names.append(engine.name)
        if engine.name == "oxigraph":
            assert next(bench.on(engine)).what == "kb build, fresh, oxigraph"
    assert names[:2] == ["embedded", "oxigraph"]


def test_a_process_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    assert measure(["timeit", "-n1", "-r1", "import time; time.sleep(60)"], tmp_path, 0.5).time == "too long"


def test_varied_claim_reviews_are_the_same_every_time_and_all_can_be_read(tmp_path: Path) -> None:
    from kb.importers.claimreview import read
    from kb.importing.inputs import Input
    from kb.importing.records import Options

    from .claim_reviews import varied, write

    assert list(varied(20)) == list(varied(20)) != list(varied(20, seed=2))
    for name in ("feed.json", "lines.jsonl"):
        write(tmp_path / name, 20)
        assert len(list(read(Input(tmp_path / name, name), Options()))) == 20
