"""``kb export``, as a user runs it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.formats import GRAPH_FORMATS
from tests.conftest import PREFIXES, Run, run_kb

Kb = Callable[..., Run]


@pytest.mark.parametrize("name", ["all.ttl", "claims.ttl", "sub/all.ttl"])
def test_an_export_cannot_become_part_of_the_knowledge_base(kb: Kb, folder: Path, name: str) -> None:
    (folder / "sub").mkdir()
    before = (folder / "claims.ttl").read_text()
    done = kb("export", "-o", name)
    assert done.code == 2
    assert done.err == (
        f"kb: {folder / name} would become part of the knowledge base\n"
        "    write it outside of the folder, or add it to 'exclude' in kb.toml\n"
    )
    assert (folder / "claims.ttl").read_text() == before


def test_an_export_cannot_become_part_of_the_knowledge_base_by_a_link(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "all.ttl").symlink_to(folder / "all.ttl")
    assert run_kb("-C", folder, "export", "-o", elsewhere / "all.ttl", folder=elsewhere).code == 2


def test_an_export_can_be_written_where_the_knowledge_base_does_not_look(kb: Kb, folder: Path) -> None:
    (folder / "kb.toml").write_text('base = "https://kb.example/"\nexclude = ["export.ttl"]\n')
    (folder / ".build").mkdir()
    for name in ("export.ttl", ".build/all.ttl", ".all.ttl", "all.nt", "all.ttl.gz"):
        assert kb("export", "-o", name).code == 0
        assert (folder / name).exists()
    assert kb("build").out.startswith("1 file")


def test_an_output_lies_below_the_folder_to_work_in(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert run_kb("-C", folder, "export", "-o", "x.nt", folder=elsewhere).code == 0
    assert [path.name for path in elsewhere.iterdir()] == []
    assert (folder / "x.nt").exists()


def test_a_dash_is_standard_output_in_every_folder(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    done = run_kb("-C", folder, "export", "-o", "-", folder=elsewhere)
    assert done.out == run_kb("export", folder=folder).out != ""


@pytest.mark.parametrize("name", ["x.csv", "x.gz", "x.json", "x.csv.gz", "claims-2026.03"])
def test_a_suffix_that_is_no_data_format_is_refused_with_those_that_are(kb: Kb, folder: Path, name: str) -> None:
    done = kb("export", "-o", name)
    assert (done.code, name in done.err, (folder / name).exists()) == (2, True, False)
    assert all(f"{format.suffix} ({format.name})" in done.err for format in GRAPH_FORMATS.values())


def test_a_format_that_is_named_beats_the_suffix(kb: Kb, folder: Path) -> None:
    assert kb("export", "-o", "x.csv", "--format", "ntriples").code == 0
    assert (folder / "x.csv").read_text() == kb("export", "--format", "ntriples").out


def test_an_output_without_a_suffix_is_turtle(kb: Kb, folder: Path) -> None:
    assert kb("export", "-o", "x").code == 0
    assert (folder / "x").read_text() == kb("export").out == kb("export", "-o", "/dev/stdout").out


@pytest.mark.parametrize("name", ["X.NT.GZ", "x.nt.GZ", "X.NT"])
def test_capitals_in_a_suffix_make_no_difference(kb: Kb, folder: Path, name: str) -> None:
    assert kb("export", "-o", name).code == 0
    data = (folder / name).read_bytes()
    data = gzip.decompress(data) if name.lower().endswith(".gz") else data
    assert data.decode() == kb("export", "--format", "ntriples").out


def test_a_claim_put_alone_in_a_new_knowledge_base_is_valid(example: Path, tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text((example / "kb.toml").read_text())
    claim = "claim:maker-negotiates-with-russian-military"
    assert run_kb("export", claim, "-o", tmp_path / "claim.ttl", folder=example).code == 0
    done = run_kb("validate", folder=tmp_path)
    assert (done.code, " 0 violations" in done.out) == (0, True)


def test_the_help_says_what_is_left_out(kb: Kb) -> None:
    assert "Matches are left out" in " ".join(kb("export", "--help").out.split())


def test_turtle_without_a_prefix_begins_with_its_first_line(kb: Kb, folder: Path) -> None:
    (folder / "claims.ttl").write_text("<https://x.example/1/> <https://x.example/2/> <https://x.example/3/> .")
    assert kb("export").out == "<https://x.example/1/> <https://x.example/2/> <https://x.example/3/> .\n"
    trig = "<https://x.example/s> <https://x.example/p> 'o' ."
    (folder / "claims.ttl").write_text(PREFIXES + trig)
    assert kb("export", "--format", "trig").out.startswith("<https://kb.example/file/claims.ttl> {\n")


def test_origins_can_be_exported_and_read_again_without_a_finding(example: Path, tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text((example / "kb.toml").read_text())
    claim = "claim:maker-negotiates-with-russian-military"
    assert run_kb("export", claim, "--entailed", "-o", tmp_path / "claim.ttl", folder=example).code == 0
    assert "fc:originsAtMost 1" in (tmp_path / "claim.ttl").read_text()
    done = run_kb("validate", "--select", "origins-written-by-hand", folder=tmp_path)
    assert " 0 warnings" in done.out


def test_entailments_of_blank_nodes_are_left_out_since_they_have_no_stable_name(kb: Kb, folder: Path) -> None:
    (folder / "more.ttl").write_text(PREFIXES + "[] fc:for <https://kb.example/review/r> .")
    first = kb("export", "--entailed").out
    kb("build", "--fresh")
    assert kb("export", "--entailed").out == first
    assert "fc:evidence" not in first
