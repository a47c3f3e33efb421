"""Rules about origins see what a build would count, in whatever file the reports stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.namespaces import STANDARD, instance_prefixes
from kb.validation import Validation, validate
from kb.validation.rules import ShapesFile, own_shapes
from tests.conftest import PREFIXES

BASE = "https://kb.example/"
FALLEN = "claim-with-fallen-origins"
CLAIM = "report:gazette fc:claim claim:a ; fc:by agent:gazette ; fc:per report:mayor ."
MAYOR = "report:mayor fc:claim claim:a ; fc:by agent:mayor "


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "claim.ttl", tmp_path / "mayor.ttl", tmp_path / "other.ttl", tmp_path / "more.ttl"]
    for path, text in zip(paths, (CLAIM, MAYOR + ".", 'claim:b schema:text "B"@en .', ""), strict=True):
        path.write_text(PREFIXES + text, encoding="utf-8")
    return paths


def checked(files: list[Path], memory: Path | None = None) -> Validation:
    prefixes = {**STANDARD, **instance_prefixes(BASE)}
    return validate(files, base=BASE, prefixes=prefixes, name=lambda path: path.name, memory=memory)


def rules(validation: Validation) -> set[str]:
    return {finding.rule for finding in validation.findings}


def retract(mayor: Path) -> None:
    mayor.write_text(PREFIXES + MAYOR + '; fc:retractedOn "2026-03-06"^^xsd:date .', encoding="utf-8")


def test_a_root_that_falls_in_one_file_is_found_at_the_claim_in_another(files: list[Path]) -> None:
    assert FALLEN not in rules(checked(files))
    retract(files[1])
    assert FALLEN in rules(checked(files))


def test_what_is_remembered_follows_a_root_that_falls_and_comes_back(files: list[Path], tmp_path: Path) -> None:
    memory, before = tmp_path / "memory", files[1].read_text(encoding="utf-8")
    assert FALLEN not in rules(checked(files, memory))
    retract(files[1])
    after = checked(files, memory)
    assert after.remembered
    assert after.findings == checked(files).findings
    assert FALLEN in rules(after)
    files[1].write_text(before, encoding="utf-8")
    assert checked(files, memory).findings == checked(files).findings


def test_what_is_counted_is_not_counted_among_the_triples(files: list[Path]) -> None:
    assert checked(files).triples == 6


def test_a_number_that_somebody_wrote_as_it_is_counted_is_a_triple_like_others(files: list[Path]) -> None:
    files[3].write_text(PREFIXES + "claim:a fc:originsAtMost 1 .", encoding="utf-8")
    found = checked(files)
    assert found.triples == 7
    assert "origins-written-by-hand" not in rules(found)


def test_a_finding_stands_where_the_claim_does(files: list[Path]) -> None:
    retract(files[1])
    (found,) = (finding for finding in checked(files).findings if finding.rule == FALLEN)
    assert found.files == ("claim.ttl", "mayor.ttl")


@pytest.fixture
def policy(tmp_path: Path) -> ShapesFile:
    """A desk's own rule: never fewer than two origins."""
    path = tmp_path / "policy.shapes"
    path.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix fc: <https://w3id.org/factcheck-kb/ns#> .\n"
        "<https://x.example/two-origins> a sh:NodeShape ; sh:targetSubjectsOf fc:originsAtLeast ;\n"
        "  sh:property [ sh:path fc:originsAtLeast ; sh:minInclusive 2 ] .",
        encoding="utf-8",
    )
    return ShapesFile.of(path)


def test_shapes_of_a_desk_beside_our_own_can_speak_of_origins(files: list[Path], policy: ShapesFile) -> None:
    found = validate(files, base=BASE, prefixes={}, shapes=[*own_shapes(), policy])
    assert "two-origins" in rules(found)


def test_shapes_alone_see_nothing_but_the_data(files: list[Path], policy: ShapesFile) -> None:
    assert not validate(files, base=BASE, prefixes={}, shapes=[policy]).findings
