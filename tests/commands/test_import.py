"""``kb import``, as a user runs it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from kb.cli import cli
from kb.errors import KbError
from kb.importers import importer_names
from tests.conftest import Run, run_kb
from tests.importing.conftest import record


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "kb"
    folder.mkdir()
    (folder / "kb.toml").write_text('base = "https://kb.example/"\n')
    return folder


Command = Callable[..., Run]


def invoke(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> Run:
    """Run a command in this process, which is much quicker than in one of its own."""
    try:
        code = cli.main(["-C", str(folder), *arguments], prog_name="kb", standalone_mode=False)
    except KbError as error:
        code, message = error.exit_code, error.message
        return Run(code, capsys.readouterr().out, message)
    except click.UsageError as error:
        return Run(2, capsys.readouterr().out, error.format_message())
    shown = capsys.readouterr()
    return Run(code or 0, shown.out, shown.err)


@pytest.fixture
def run(empty: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, with a file of lines beside the knowledge base."""

    def run(*arguments: str, lines: str = "") -> Run:
        (empty.parent / "checks.jsonl").write_text(lines)
        return invoke(empty, capsys, "import", *arguments)

    return run


def test_it_tells_what_came_what_was_kept_and_what_was_rejected(empty: Path, run: Command) -> None:
    done = run("claimreview", "../checks.jsonl", lines=f"{json.dumps(record(colour='red'))}\n{{\n")
    assert done.code == 0
    assert done.out.splitlines() == [
        "checks.jsonl: 2 records read, 1 new, 1 rejected",
        "wrote 3 files:",
        "  imported/desk.example/2024.ttl: 5 nodes",
        "  imported/agents.ttl: 3 nodes",
        "  imported/imports.ttl: 3 nodes",
        "labels that a verdict map knows: 0 of 1 (0 %)",
        "labels without a verdict (1):",
        "  desk.example: “False” (1)",
        "kept without a term of their own, by name: colour (1)",
        "rejected (1):",
        "  line 2: no valid JSON: expecting property name enclosed in double quotes (line 1, column 2)",
        f"what was rejected is in {empty.parent / 'checks.jsonl.rejected'}",
    ]


def test_standard_input_is_read(empty: Path) -> None:
    done = run_kb("import", "claimreview", "-", folder=empty, stdin=json.dumps(record()))
    assert done.out.startswith("stdin: 1 record read, 1 new")
    assert (empty / "imported" / "desk.example" / "2024.ttl").exists()


def test_it_is_told_how_many_texts_are_of_no_known_language(run: Command) -> None:
    done = run("claimreview", "../checks.jsonl", lines=json.dumps(record(inLanguage=None)))
    assert "claims whose language nobody tells, kept as “und”: 1 (--language TAG tells it)" in done.out


def test_every_format_is_named_in_the_help(run: Command) -> None:
    shown = run("--help").out
    assert all(f" {name} (" in shown or f" {name}." in shown for name in importer_names())


def test_where_nothing_can_be_imported_the_end_is_one(run: Command) -> None:
    assert run("claimreview", "../checks.jsonl", lines="{\n[").code == 1
    assert run("claimreview", "../checks.jsonl", lines="").code == 0


@pytest.mark.parametrize(("into", "path"), [("", ""), (".", ""), ("a/b/", "a/b/"), ("./a", "a/")])
def test_files_go_to_any_folder_of_the_knowledge_base(run: Command, empty: Path, into: str, path: str) -> None:
    done = run("claimreview", "../checks.jsonl", "--into", into, lines=json.dumps(record()))
    assert f"  {path}desk.example/2024.ttl: 5 nodes" in done.out
    assert (empty / path / "agents.ttl").exists()


def test_strict_ends_with_one_and_says_why(empty: Path, run: Command) -> None:
    done = run("claimreview", "../checks.jsonl", "--strict", lines="{")
    assert done.code == 1
    assert "nothing was imported: --strict wants neither" in done.out


def test_findings_name_record_and_field(empty: Path, run: Command) -> None:
    done = run("claimreview", "../checks.jsonl", lines=json.dumps(record(datePublished=None)))
    assert "violation review-without-date: 1 finding\n  line 1: datePublished: The review has no date." in done.out


def test_what_came_in_builds_validates_and_answers(empty: Path, run: Command) -> None:
    run("claimreview", "../checks.jsonl", lines=json.dumps(record(url="https://www.politifact.com/x")))
    assert run_kb("validate", folder=empty).code == 0
    answer = run_kb("query", "SELECT ?v { ?r schema:itemReviewed ?c ; fc:verdict ?v }", folder=empty)
    assert answer.out.splitlines()[1:] == ["https://w3id.org/factcheck-kb/verdict/refuted"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("claimrevew", "x"), "there is no format to import 'claimrevew'"),
        (("claimreview", "nothing.json"), "nothing.json: there is no such file"),
        (("claimreview", "."), "has no file that ends in"),
        (("claimreview", "kb.toml", "--into", "../elsewhere"), "would not belong to the knowledge base"),
        (("claimreview", "kb.toml", "--into", "/tmp"), "would not belong to the knowledge base"),
        (("claimreview", "kb.toml", "--into", ".hidden"), "would not belong to the knowledge base"),
        (("claimreview", "kb.toml", "--dates", "x"), "Invalid value for '--dates'"),
    ],
)
def test_what_makes_no_sense_is_told(empty: Path, run: Command, arguments: tuple[str, ...], message: str) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert message in done.err


def test_a_folder_that_cannot_be_written_is_told(empty: Path, run: Command) -> None:
    (empty / "imported").write_text("in the way")
    done = run("claimreview", "../checks.jsonl", lines=json.dumps(record()))
    assert done.code == 2
    assert done.err.startswith("cannot write")
    assert sorted(path.name for path in empty.iterdir()) == [".kb-private", "imported", "kb.toml"]


def test_its_options_have_defaults_in_kb_toml(empty: Path, run: Command) -> None:
    (empty / "kb.toml").write_text('base = "https://kb.example/"\n[import]\ninto = "checks"\nlanguage = "de"\n')
    done = run("claimreview", "../checks.jsonl", lines=json.dumps(record(inLanguage=None)))
    assert "checks/desk.example/2024.ttl" in done.out
    assert '"@de' in (empty / "checks" / "desk.example" / "2024.ttl").read_text()
