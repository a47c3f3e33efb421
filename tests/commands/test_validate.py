"""``kb validate`` of named files, and ``kb rule`` for everything that it can find."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import PREFIXES, Run, run_kb

Kb = Callable[..., Run]


@pytest.fixture
def shared_node(folder: Path) -> Path:
    """A knowledge base with a faulty claim that two files describe."""
    (folder / "a.ttl").write_text(PREFIXES + 'claim:b schema:text "B"@en .')
    (folder / "z.ttl").write_text(PREFIXES + "claim:b a fc:Claim .")
    return folder


@pytest.mark.parametrize(("named", "other"), [("a.ttl", "z.ttl"), ("z.ttl", "a.ttl")])
@pytest.mark.usefixtures("shared_node")
def test_a_finding_stands_at_the_file_that_was_named(kb: Kb, named: str, other: str) -> None:
    out = kb("validate", named, "--format", "concise").out
    found = [line for line in out.splitlines() if "claim-without-source" in line]
    assert [line.partition(":")[0] for line in found] == [named]
    findings = json.loads(kb("validate", named, "--format", "json").out)["findings"]
    files = [place["file"] for found in findings for place in found["locations"] if found["node"] == "claim:b"]
    assert files == [named, other]


@pytest.mark.usefixtures("shared_node")
def test_the_summary_tells_how_many_files_were_named_and_how_many_read(kb: Kb) -> None:
    assert kb("validate", "a.ttl").out.splitlines()[-1].startswith("1 of 3 files, ")
    assert kb("validate", "a.ttl", "z.ttl").out.splitlines()[-1].startswith("2 of 3 files, ")
    assert kb("validate").out.splitlines()[-1].startswith("3 files, ")


@pytest.mark.usefixtures("shared_node")
def test_the_summary_in_json_tells_it_too(kb: Kb) -> None:
    summary = json.loads(kb("validate", "a.ttl", "--format", "json").out)["summary"]
    assert (summary["files"], summary["named"]) == (3, 1)
    assert json.loads(kb("validate", "--format", "json").out)["summary"]["named"] is None


def test_every_name_of_a_finding_is_explained(kb: Kb, folder: Path) -> None:
    (folder / "bad.ttl").write_text("<a> <b> .")
    rule = next(
        line for line in kb("validate", "--format", "concise").out.splitlines() if line.startswith("bad.ttl:1:")
    ).split()[1]
    assert rule == "syntax-error"
    done = kb("rule", rule)
    assert (done.code, done.out.splitlines()[0]) == (0, "syntax-error (violation, syntax)")
    assert "Why it matters" in done.out
    assert "How it is done right" in done.out


def test_the_list_of_rules_has_the_syntax_error_below_a_heading_of_its_own(kb: Kb) -> None:
    lines = kb("rule").out.splitlines()
    assert lines[lines.index("syntax") + 1].startswith("  syntax-error ")
    assert not lines[lines.index("syntax") + 2].startswith(" ")


def test_the_example_of_the_syntax_error_does_parse(kb: Kb, folder: Path) -> None:
    table = json.loads(kb("rule", "syntax-error", "--format", "json").out)
    (folder / "x.ttl").write_text(table[0]["example"])
    assert "syntax-error" not in kb("validate").out


BAD = PREFIXES + 'claim:b a fc:Claim ; schema:text "B"@en .\n'


@pytest.fixture
def bad(folder: Path) -> Path:
    (folder / "bad.ttl").write_text(BAD)
    return folder


def rules(done: Run) -> list[str]:
    """Return the rules of findings in the format json."""
    return [finding["rule"] for finding in json.loads(done.out)["findings"]]


def test_a_newcomer_who_deleted_the_source_is_told_what_to_type(kb: Kb, folder: Path) -> None:
    (folder / "claims.ttl").write_text((folder / "claims.ttl").read_text().replace(" ; fc:cites source:a", ""))
    out = kb("validate").out
    assert "claim:a “The bridge is open.”" in out
    assert "| claim:a a fc:Claim" in out
    assert "^^^^^^^" in out
    assert "fc:in source:bridge-closure ." in out


def test_a_newcomer_who_misspelt_a_verdict_is_told_the_nearest(kb: Kb, folder: Path) -> None:
    (folder / "r.ttl").write_text(
        f"{PREFIXES}@prefix review: <https://kb.example/review/> .\nreview:r a fc:Review ;\n  fc:verdict verdict:refutd .\n"
    )
    out = kb("validate").out
    assert "  fc:verdict verdict:refutd ." in out
    assert "help: did you mean verdict:refuted?" in out


@pytest.mark.usefixtures("bad")
def test_findings_are_selected_and_ignored(kb: Kb) -> None:
    assert rules(kb("validate", "--format", "json", "--select", "claim")) == ["claim-without-source"]
    assert "claim-without-source" not in rules(kb("validate", "--format", "json", "--ignore", "claim-without-source"))
    assert kb("validate", "--ignore", "violation").code == 0
    assert kb("validate", "--select", "claim-without-sorce").code == 2


@pytest.mark.parametrize(("level", "code"), [("violation", 1), ("warning", 1), ("info", 1), ("never", 0)])
@pytest.mark.usefixtures("bad")
def test_the_level_that_fails_is_chosen(kb: Kb, level: str, code: int) -> None:
    assert kb("validate", "--fail-level", level).code == code


def test_infos_fail_where_they_are_said_to(kb: Kb) -> None:
    assert (kb("validate").code, kb("validate", "--fail-level", "info").code) == (0, 1)


def test_kb_toml_sets_options_and_ignores_by_file(kb: Kb, bad: Path) -> None:
    with (bad / "kb.toml").open("a") as file:
        file.write('[validate]\noutput-format = "concise"\n[validate.per-file-ignores]\n"b*.ttl" = ["claim"]\n')
    done = kb("validate")
    assert done.code == 0
    assert "(left out: 1 ignored by file)" in done.out.splitlines()[-1]
    (bad / "kb.toml").write_text((bad / "kb.toml").read_text().replace('["claim"]', '"claim"'))
    assert "must be a list of texts" in kb("validate").err


def test_a_comment_with_a_reason_ignores_a_finding(kb: Kb, bad: Path) -> None:
    (bad / "bad.ttl").write_text(
        BAD.replace("claim:b a", "# kb: ignore[claim-without-source] on paper only\nclaim:b a")
    )
    assert kb("validate").code == 0


@pytest.mark.usefixtures("bad")
def test_a_baseline_hides_what_was_there(kb: Kb, folder: Path) -> None:
    assert kb("validate", "--baseline", "known.json", "--write-baseline").code == 0
    done = kb("validate", "--baseline", "known.json")
    assert (done.code, "in the baseline" in done.out) == (0, True)
    (folder / "new.ttl").write_text(PREFIXES + 'claim:n a fc:Claim ; schema:text "N"@en .')
    assert kb("validate", "--baseline", "known.json").code == 1
    (folder / "bad.ttl").unlink()
    assert "1 findings of the baseline are gone" in kb("validate", "--baseline", "known.json").err
    assert kb("validate", "--write-baseline").code == 2


@pytest.mark.usefixtures("bad")
def test_findings_are_written_to_a_file(kb: Kb, folder: Path) -> None:
    done = kb("validate", "--format", "sarif", "--output-file", "out.sarif")
    assert (done.code, done.out) == (1, "")
    assert json.loads((folder / "out.sarif").read_text())["version"] == "2.1.0"


@pytest.mark.usefixtures("bad")
def test_github_s_format_is_the_default_in_its_workflows(kb: Kb, folder: Path) -> None:
    done = kb("validate", env={"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder / "summary.md")})
    assert done.out.startswith("::error title=claim-without-source (claim%3Ab),file=bad.ttl,line=11,endLine=11,col=1,")
    assert "| violation | `claim-without-source` |" in (folder / "summary.md").read_text()


def test_standard_input_stands_for_a_file(kb: Kb, folder: Path) -> None:
    done = kb("validate", "-", "--stdin-filename", "claims.ttl", "--format", "concise", stdin=BAD)
    assert done.code == 1
    assert "claims.ttl:11:1: claim-without-source" in done.out
    assert kb("validate", "-", stdin=(folder / "claims.ttl").read_text()).code == 0


SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix schema: <https://schema.org/> .
@prefix my: <https://my.example/> .
my:short-text a sh:NodeShape ;
  sh:targetSubjectsOf schema:text ;
  sh:property [ sh:path schema:text ; sh:maxLength 3 ; sh:message "The text is long." ] .
"""


def test_a_user_s_own_shapes_become_rules(kb: Kb, folder: Path) -> None:
    (folder / "my.shapes").write_text(SHAPES)
    done = kb("validate", "--shapes", "my.shapes", "--format", "json", "--select", "short-text")
    (finding,) = json.loads(done.out)["findings"]
    assert (finding["rule"], finding["message"], finding["concept"]) == ("short-text", "The text is long.", "my")
    assert finding["locations"][0]["line"] == 11


def test_isolated_it_validates_any_data_by_any_shapes(tmp_path: Path) -> None:
    (tmp_path / "s.ttl").write_text(SHAPES)
    (tmp_path / "d.nt").write_text('<http://x/> <https://schema.org/text> "long text" .\n')
    done = run_kb("validate", "--isolated", "--shapes", "s.ttl", "d.nt", "--format", "concise", folder=tmp_path)
    assert done.code == 1
    assert 'd.nt:1:39: short-text [violation] <http://x/>: The text is long. ("long text")' in done.out
    assert run_kb("validate", "--isolated", "d.nt", folder=tmp_path).code == 2
    assert run_kb("validate", "--isolated", "--shapes", "s.ttl", folder=tmp_path).code == 2


@pytest.mark.parametrize(
    "text",
    [
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <a> sh:targetNode <b> ; sh:minCount 1 .",
        "nonsense",
        "<a> a <http://www.w3.org/ns/shacl#PropertyShape> .",
    ],
)
def test_shapes_that_cannot_be_used_are_refused(kb: Kb, folder: Path, text: str) -> None:
    (folder / "my.shapes").write_text(text)
    (folder / "x.ttl").write_text("<x> a <b> .")
    done = kb("validate", "--shapes", "my.shapes", "x.ttl")
    assert done.code in (1, 2)  # what does not parse is a finding everywhere
    assert done.err.startswith("kb: ")


def test_what_can_be_mended_is_shown_and_mended(kb: Kb, folder: Path) -> None:
    path = folder / "claims.ttl"
    before = path.read_text()
    path.write_text(before.replace(" ;", "  ;", 1).rstrip() + "  \n")
    done = kb("validate", "--diff")
    assert done.code == 1
    assert "--- a/claims.ttl" in done.out
    assert "white space" in kb("validate", "--fix").err
    assert path.read_text().endswith(" .\n")
    assert kb("validate", "--diff").code == 0


@pytest.mark.usefixtures("bad")
def test_statistics_are_told_beside_the_findings(kb: Kb) -> None:
    done = kb("validate", "--statistics", "--no-cache")
    assert "1  claim-without-source" in done.err
    assert "suspects" in done.err


def test_what_was_found_is_remembered_and_a_change_is_seen(kb: Kb, bad: Path) -> None:
    first = kb("validate", "--format", "json")
    assert (bad / ".kb" / "validation" / "about.json").is_file()
    assert kb("validate", "--format", "json").out == first.out
    (bad / "bad.ttl").write_text(BAD.replace('"B"@en', '"B"@en ; fc:cites source:a'))
    assert kb("validate").code == 0
    (bad / "bad.ttl").unlink()
    (bad / "claims.ttl").write_text((bad / "claims.ttl").read_text().replace("a fc:Source", "a fc:Sorce"))
    assert rules(kb("validate", "--format", "json")) == rules(kb("validate", "--format", "json", "--no-cache"))


@pytest.mark.parametrize("damage", ["about.json", "subjects.npy", "starts.npy"])
def test_a_damaged_memory_is_forgotten(kb: Kb, bad: Path, damage: str) -> None:
    first = kb("validate", "--format", "json")
    (bad / ".kb" / "validation" / damage).write_bytes(b"\x93NUMPY nonsense")
    assert kb("validate", "--format", "json").out == first.out


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@x.example"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_only_what_a_branch_brought_in_is_shown_wherever_it_shows(kb: Kb, bad: Path) -> None:
    git(bad, "init", "-q")
    git(bad, "add", ".")
    git(bad, "commit", "-qm", "x")
    assert rules(kb("validate", "--changed-since", "HEAD", "--format", "json")) == []
    (bad / "claims.ttl").write_text(
        (bad / "claims.ttl").read_text().replace("source:a a fc:Source", "source:z a fc:Source")
    )
    (bad / "reports.ttl").write_text(PREFIXES + "claim:b fc:cites source:a .")
    found = json.loads(kb("validate", "--changed-since", "HEAD", "--format", "json").out)["findings"]
    assert ("claim-citing-non-source", "claims.ttl") in [(each["rule"], each["locations"][0]["file"]) for each in found]
    assert "claim-without-source" not in [each["rule"] for each in found]
    assert kb("validate", "--changed-since", "nowhere").code == 2
    assert kb("validate", "--changed-since", "--output=x").code == 2


def test_a_fault_shows_in_a_file_that_did_not_change(kb: Kb, folder: Path) -> None:
    (folder / "b.ttl").write_text(PREFIXES + 'claim:b a fc:Claim ; schema:text "B"@en ; fc:cites source:s .')
    (folder / "s.ttl").write_text(
        PREFIXES + 'source:s a fc:Source ; schema:name "S" ; schema:publisher agent:a ; fc:undated true .'
    )
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "x")
    (folder / "s.ttl").unlink()
    found = json.loads(kb("validate", "--changed-since", "HEAD", "--format", "json").out)["findings"]
    assert [(each["rule"], each["locations"][0]["file"]) for each in found] == [("claim-citing-non-source", "b.ttl")]


def test_a_quote_is_looked_for_in_its_snapshot(kb: Kb, folder: Path) -> None:
    (folder / "page.html").write_text("<p>the bridge would be shut from 4 May</p>")
    digest = hashlib.sha256((folder / "page.html").read_bytes()).hexdigest()
    (folder / "q.ttl").write_text(
        f"""{PREFIXES}@prefix oa: <http://www.w3.org/ns/oa#> .
<https://kb.example/snapshot/s> a fc:Snapshot ; fc:of source:a ; fc:capturedAt "2026-03-02T09:14:00Z"^^xsd:dateTime ;
  fc:sha256 "{digest}" ; fc:file "page.html" .
<https://kb.example/quote/q> a fc:Quote ; fc:from source:a ;
  oa:exact "the bridge will be shut from 4 May" .
"""
    )
    (finding,) = json.loads(kb("validate", "--format", "json", "--select", "quote").out)["findings"]
    assert finding["rule"] == "quote-changed"
    assert "“would” instead of “will”" in finding["message"]
    assert (finding["locations"][0]["line"], finding["locations"][0]["column"]) == (15, 12)


def test_many_findings_are_told_where_nothing_has_type_or_subject(kb: Kb, folder: Path) -> None:
    (folder / "odd.ttl").write_text(PREFIXES + "<https://kb.example/x> fc:cites [ fc:nonsense 1 ] .\n")
    table = json.loads(kb("validate", "--format", "json").out)
    assert all(each["locations"] and each["locations"][0]["line"] for each in table["findings"])
