"""Every competency question has an answer over the example, and gets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import rdflib

from kb.building import open_store
from kb.project import load
from kb.questions import questions

from .conftest import ROOT, Run, run_kb

QUESTIONS = sorted((ROOT / "ontology" / "questions").glob("*.rq"))


def answer(slug: str) -> str:
    return (ROOT / "ontology" / "questions" / f"{slug}.csv").read_bytes().decode()


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_has_its_answer_over_the_example(example: Path, path: Path) -> None:
    done = run_kb("query", path.stem, "--format", "csv", "--output", example / ".kb" / "answer.csv", folder=example)
    assert done == Run(0, "", "")
    assert (example / ".kb" / "answer.csv").read_bytes().decode() == answer(path.stem)


def test_every_question_has_an_answer_file_and_every_answer_a_question() -> None:
    answers = {path.stem for path in (ROOT / "ontology" / "questions").glob("*.csv")}
    assert answers == {path.stem for path in QUESTIONS}


def test_there_are_at_least_fifteen_questions() -> None:
    assert len(QUESTIONS) >= 15


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_an_answer_shows_something(path: Path) -> None:
    assert len(answer(path.stem).splitlines()) > 1


@pytest.mark.parametrize("question", questions().values(), ids=lambda question: question.slug)
def test_a_question_is_asked_in_words_and_answered_in_a_fixed_order(question: object) -> None:
    assert question.title.endswith("?")  # type: ignore[attr-defined]
    assert "ORDER BY" in question.text  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_questions_avoid_what_some_engine_answers_in_quadratic_time(path: Path) -> None:
    text = path.read_text()
    assert "MINUS" not in text
    assert "NOT EXISTS" not in text


def test_the_opening_question_is_answered_down_to_the_informants(example: Path) -> None:
    claim = "claim=claim:maker-negotiates-with-russian-military"
    wide = {"COLUMNS": "1000"}
    done = run_kb("query", "on-whose-word", "--bind", claim, "--format", "table", folder=example, env=wide)
    assert "China Boss" in done.out
    assert "Der Spiegel" in done.out
    assert "informants whom Der Spiegel does not name" in done.out


def test_a_question_of_ones_own_is_found_by_its_name(folder: Path) -> None:
    (folder / "questions").mkdir()
    (folder / "questions" / "how-many.rq").write_text("# How many claims?\nSELECT (COUNT(?c) AS ?n) { ?c a fc:Claim }")
    assert "how-many" in questions(load(folder))
    assert run_kb("query", "how-many", folder=folder).out.split() == ["n", "1"]


def test_another_engine_gives_the_same_answers(example: Path) -> None:
    """Run a few questions through rdflib, on the graph that the store holds."""
    kb = load(example)
    graph = rdflib.Graph()
    for row in open_store(kb).query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", {}).rows():
        graph.parse(data=" ".join(map(str, row)) + " .", format="nt")
    for slug in ("who-denied-what", "most-cited-sources", "claims-by-verdict"):
        rows = graph.query(questions(kb)[slug].text, initNs=kb.prefixes)
        assert len(rows) == len(answer(slug).splitlines()) - 1


def test_the_questions_of_the_package_can_be_listed() -> None:
    code = "from kb.questions import questions; print(len(questions()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) == len(QUESTIONS)
