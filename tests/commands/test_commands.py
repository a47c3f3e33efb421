"""Each command does its work, as a user runs it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kb import building
from kb.project import command_names, load
from tests.conftest import PREFIXES, VALID, Run, run_kb

Kb = Callable[..., Run]


@pytest.mark.parametrize("name", command_names())
def test_every_command_explains_itself(folder: Path, name: str) -> None:
    done = run_kb(name, "--help", folder=folder)
    assert done.code == 0
    assert f"kb {name}" in done.out
    assert len(done.out.splitlines()) > 5


def test_the_list_of_commands_cuts_nothing_off(tmp_path: Path) -> None:
    assert "..." not in run_kb("--help", folder=tmp_path).out.partition("Commands:")[2]


def test_the_version_is_told(kb: Kb) -> None:
    from kb import __version__

    assert kb("--version").out == f"kb {__version__}\n"


# init


def test_init_makes_a_knowledge_base_that_validates(tmp_path: Path) -> None:
    assert run_kb("init", "desk", folder=tmp_path).code == 0
    done = run_kb("validate", folder=tmp_path / "desk")
    assert (done.code, done.out.splitlines()[-1].split(": ")[1]) == (0, "0 violations, 1 warning, 1 info")


def test_init_takes_a_name_and_a_base(tmp_path: Path) -> None:
    run_kb("init", "desk", "--name", 'The "Desk"', "--base", "https://desk.example/", folder=tmp_path)
    assert 'The "Desk"' in run_kb("stats", folder=tmp_path / "desk").out
    exported = run_kb("export", "claim", folder=tmp_path / "desk").out
    assert "@prefix claim: <https://desk.example/claim/> ." in exported


def test_init_writes_a_workflow_for_ci(tmp_path: Path) -> None:
    run_kb("init", "desk", folder=tmp_path)
    assert "kb validate" in (tmp_path / "desk" / ".github" / "workflows" / "validate.yml").read_text()


def test_init_copies_an_example_which_can_get_another_base(tmp_path: Path) -> None:
    base = "https://mine.example/"
    done = run_kb("init", "kd", "--example", "kamikaze-drones", "--base", base, folder=tmp_path)
    assert done.code == 0
    text = "\n".join(path.read_text() for path in (tmp_path / "kd").rglob("*.ttl"))
    assert base + "claim/" in text
    assert "kamikaze-drones.example" not in text


def test_init_writes_over_nothing(kb: Kb, folder: Path) -> None:
    before = (folder / "kb.toml").read_text()
    done = kb("init")
    assert (done.code, "exists already" in done.err) == (2, True)
    assert (folder / "kb.toml").read_text() == before
    assert not (folder / "README.md").exists()


def test_init_keeps_a_readme_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    done = run_kb("init", folder=tmp_path)
    assert (done.code, "kept README.md" in done.out) == (0, True)
    assert (tmp_path / "README.md").read_text() == "mine"


# validate


def test_validate_writes_a_line_per_finding_and_a_summary(kb: Kb, folder: Path) -> None:
    (folder / "bad.ttl").write_text(PREFIXES + 'claim:b a fc:Claim ; schema:text "B"@en .')
    done = kb("validate", "--format", "concise")
    assert done.code == 1
    lines = done.out.splitlines()
    assert "bad.ttl:11:1: claim-without-source [violation] claim:b: The claim cites no source." in lines
    assert lines[-1].startswith("2 files, ")


def test_validate_passes_with_warnings_and_infos_alone(kb: Kb) -> None:
    done = kb("validate", "--format", "concise")
    assert (done.code, "source-without-snapshot [info]" in done.out) == (0, True)


def test_validate_reports_a_syntax_error_with_its_place_and_checks_the_other_files(kb: Kb, folder: Path) -> None:
    (folder / "bad.ttl").write_text("@prefix x: <https://x.example/> .\nx:a x:b 1 .\ny:a x:b 1 .\n")
    (folder / "worse.ttl").write_text(PREFIXES + "claim:b a fc:Claim .")
    done = kb("validate", "--format", "concise")
    assert done.code == 1
    assert "bad.ttl:3:1: syntax-error [violation]" in done.out
    assert "claim-without-text" in done.out


def test_validate_takes_an_ill_formed_date_for_a_finding(kb: Kb, folder: Path) -> None:
    (folder / "bad.ttl").write_text(PREFIXES + 'source:a schema:datePublished "2026-02-30"^^xsd:date .')
    done = kb("validate")
    assert (done.code, done.err) == (1, "")
    assert "source-with-malformed-date" in done.out


def test_validate_names_the_nearest_term_for_one_that_does_not_exist(kb: Kb, folder: Path) -> None:
    text = 'claim:b a fc:Claim ; schema:text "B"@en ; fc:cites source:a ; fc:abuot topic:x .'
    (folder / "bad.ttl").write_text(PREFIXES + text)
    assert "did you mean fc:about?" in kb("validate").out


def test_validate_names_the_nearest_verdict(kb: Kb, folder: Path) -> None:
    (folder / "bad.ttl").write_text(
        PREFIXES + "<https://kb.example/review/r> a fc:Review ; fc:verdict verdict:suported ."
    )
    assert "did you mean verdict:supported?" in kb("validate").out


def test_validate_of_named_files_knows_the_others_but_reports_only_those(kb: Kb, folder: Path) -> None:
    (folder / "bad.ttl").write_text(PREFIXES + "claim:b a fc:Claim .")
    (folder / "good.ttl").write_text(PREFIXES + 'claim:c a fc:Claim ; schema:text "C"@en ; fc:cites source:a .')
    assert kb("validate", "good.ttl").code == 0
    assert kb("validate", "bad.ttl").code == 1


def test_validate_checks_files_outside_of_any_knowledge_base(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(PREFIXES + VALID)
    assert run_kb("validate", "x.ttl", folder=tmp_path).code == 0


def test_validate_writes_json(kb: Kb, folder: Path) -> None:
    (folder / "bad.ttl").write_text(PREFIXES + 'claim:b a fc:Claim ; schema:text "B"@en .')
    table = json.loads(kb("validate", "--format", "json").out)
    assert table["summary"]["violation"] == 1
    finding = next(finding for finding in table["findings"] if finding["severity"] == "violation")
    assert finding["rule"] == "claim-without-source"
    assert finding["node"] == "claim:b"
    assert finding["locations"] == [{"file": "bad.ttl", "line": 11, "column": 1, "endLine": 11, "endColumn": 19}]


# build


def test_build_says_what_it_did(kb: Kb) -> None:
    assert kb("build").out.endswith(": 1 added\n")
    assert kb("build").out.endswith(": up to date\n")
    assert kb("build", "--fresh").out.endswith(": 1 added\n")


def test_build_leaves_out_what_does_not_parse_and_says_so(kb: Kb, folder: Path) -> None:
    (folder / "bad.ttl").write_text("<a> <b> .")
    done = kb("build")
    assert (done.code, "bad.ttl:1:" in done.err) == (1, True)
    assert done.out.startswith("1 files")


# query


def test_query_answers_text_a_file_and_standard_input_alike(kb: Kb, folder: Path) -> None:
    text = "SELECT ?c { ?c a fc:Claim }"
    (folder / "q.rq").write_text(text)
    answers = {kb("query", text).out, kb("query", "q.rq").out, kb("query", "-", stdin=text).out}
    assert answers == {"c\nhttps://kb.example/claim/a\n"}


def test_query_knows_sparql_without_braces_from_the_name_of_a_file(kb: Kb) -> None:
    assert "claim:a" in kb("query", "DESCRIBE claim:a").out


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("SELECT ?t { ?x schema:text ?t }", "t The bridge is open."),
        ("SELECT (COUNT(*) AS ?n) { ?x ?p ?o }", "n 3"),
        ("ASK { ?x a fc:Source }", "false"),
        ("SELECT ?x WHERE { SELECT ?x WHERE { ?x a fc:Claim } }", "x https://kb.example/claim/a"),
        (
            "SELECT ?x ?construct { ?x a ?construct }",
            "x,construct https://kb.example/claim/a,https://w3id.org/factcheck-kb/ns#Claim",
        ),
        ("SELECT ?x { ?x a ?class { SELECT ?x { ?x a fc:Claim } } }", "x https://kb.example/claim/a"),
    ],
)
def test_query_fixes_a_variable_wherever_it_stands(kb: Kb, query: str, answer: str) -> None:
    assert " ".join(kb("query", query, "--bind", "x=claim:a").out.split()) == answer


def test_query_takes_its_format_from_the_name_of_the_output(kb: Kb, folder: Path) -> None:
    kb("query", "SELECT ?c { ?c a fc:Claim }", "-o", "x.json")
    assert json.loads((folder / "x.json").read_text())["head"] == {"vars": ["c"]}


def test_query_answers_while_another_process_builds(kb: Kb, folder: Path) -> None:
    kb("build")
    (folder / "more.ttl").write_text(PREFIXES + "claim:b a fc:Claim .")
    with building._lock(load(folder), 0):
        done = kb("query", "SELECT ?c { ?c a fc:Claim }")
    assert done.out == "c\nhttps://kb.example/claim/a\n"
    assert "another build" in done.err


def test_query_builds_what_has_changed(kb: Kb, folder: Path) -> None:
    kb("build")
    (folder / "more.ttl").write_text(PREFIXES + "claim:b a fc:Claim .")
    assert "claim/b" in kb("query", "SELECT ?c { ?c a fc:Claim }").out


@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("csv", "c\n"),
        ("tsv", "?c\n"),
        ("json", '{"head"'),
        ("xml", "<?xml"),
        ("table", "c\n─"),
    ],
)
def test_query_writes_tables_in_every_format(kb: Kb, form: str, beginning: str) -> None:
    assert kb("query", "SELECT ?c { ?c a fc:Claim }", "--format", form).out.startswith(beginning)


@pytest.mark.parametrize("form", ["turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml"])
def test_query_writes_graphs_in_every_format(kb: Kb, form: str) -> None:
    done = kb("query", "CONSTRUCT { ?c a fc:Claim } WHERE { ?c a fc:Claim }", "--format", form)
    assert (done.code, "claim" in done.out) == (0, True)


def test_query_answers_yes_or_no_in_a_table(kb: Kb) -> None:
    assert kb("query", "ASK { ?c a fc:Claim }", "--format", "table").out == "yes\n"


def test_query_without_a_question_lists_the_saved_ones(kb: Kb) -> None:
    assert "on-whose-word" in kb("query").out


def test_query_takes_prefixes_from_the_configuration(kb: Kb, folder: Path) -> None:
    (folder / "kb.toml").write_text('base = "https://kb.example/"\n[prefixes]\nc = "https://kb.example/claim/"\n')
    assert kb("query", "ASK { c:a a fc:Claim }").out.strip() == "true"


def test_query_writes_text_without_what_could_take_over_a_terminal(kb: Kb, folder: Path) -> None:
    (folder / "bad.ttl").write_text(PREFIXES + 'claim:b schema:text "a\\u001b[31mred" .')
    assert "\x1b" not in kb("query", "SELECT ?t { ?c schema:text ?t }", "--format", "table").out


# export


def test_export_takes_its_format_from_the_name_of_the_file(kb: Kb, folder: Path) -> None:
    assert kb("export", "-o", "x.nt").code == 0
    assert (folder / "x.nt").read_text().startswith("<https://kb.example/agent/a> <http")


def test_export_compresses_by_suffix_the_same_bytes_each_time(kb: Kb, folder: Path) -> None:
    kb("export", "-o", "x.ttl.gz")
    first = (folder / "x.ttl.gz").read_bytes()
    kb("export", "-o", "x.ttl.gz")
    assert (folder / "x.ttl.gz").read_bytes() == first
    assert gzip.decompress(first).decode() == kb("export").out


def test_export_of_a_concept_holds_its_instances_only(kb: Kb) -> None:
    exported = kb("export", "agent").out
    assert "agent:a a schema:Organization" in exported
    assert "claim:a" not in exported


def test_export_of_a_claim_holds_everything_that_it_rests_on(example: Path) -> None:
    done = run_kb("export", "claim:maker-negotiates-with-russian-military", folder=example)
    for node in (
        "report:maker-negotiates-informants a ",
        "agent:spiegel-informants a ",
        "source:spiegel-drone-negotiations a ",
        "snapshot:china-boss-2023-02-24 a ",
        "quote:spiegel-negotiations a ",
        "review:maker-negotiates-2026-11-18 a ",
        "evidence:maker-negotiates-repetition a ",
        "topic:kamikaze-drones a ",
    ):
        assert f"\n{node}" in done.out
    assert "\nclaim:zelenskyy-asked-china-not-to-support-russia a " not in done.out


def test_export_adds_entailments_on_request(kb: Kb, folder: Path) -> None:
    (folder / "more.ttl").write_text(PREFIXES + "report:r fc:claim claim:b ; fc:in source:b .")
    assert "claim:b fc:cites source:b" not in kb("export").out
    assert "claim:b fc:cites source:b" in kb("export", "--entailed").out


@pytest.mark.parametrize("form", ["turtle", "ntriples", "jsonld", "rdfxml"])
def test_the_example_exported_built_again_and_exported_again_is_the_same_bytes(
    example: Path, tmp_path: Path, form: str
) -> None:
    (tmp_path / "kb.toml").write_text((example / "kb.toml").read_text())
    assert run_kb("export", "--format", "turtle", "-o", tmp_path / "all.ttl", folder=example).code == 0
    first = run_kb("export", "--format", form, folder=example).out
    assert run_kb("export", "--format", form, folder=tmp_path).out == first


# rule, stats


def test_rule_lists_all_rules(kb: Kb) -> None:
    assert "claim-without-source" in kb("rule").out


def test_rule_explains_one_rule(kb: Kb) -> None:
    out = kb("rule", "claim-without-source").out
    assert "The claim cites no source." in out
    assert "Why it matters" in out
    assert "How it is done right" in out


def test_rule_needs_no_knowledge_base(tmp_path: Path) -> None:
    assert run_kb("rule", "--format", "json", folder=tmp_path).code == 0


def test_stats_counts_what_there_is(kb: Kb) -> None:
    table = json.loads(kb("stats", "--format", "json").out)
    assert (table["name"], table["files"], table["concepts"]["claim"]) == ("Test desk", 1, 1)


# settings


def test_an_option_beats_the_environment_and_the_environment_beats_the_file(kb: Kb, folder: Path) -> None:
    (folder / "kb.toml").write_text('base = "https://kb.example/"\n[stats]\nformat = "json"\n')
    assert kb("stats").out.startswith("{")
    assert not kb("stats", env={"KB_STATS_FORMAT": "text"}).out.startswith("{")
    assert kb("stats", "--format", "json", env={"KB_STATS_FORMAT": "text"}).out.startswith("{")


def test_a_command_can_work_on_another_folder(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert run_kb("-C", folder, "stats", folder=elsewhere).code == 0
