"""Imports as a whole: nothing is lost, nothing is written twice, all files or none."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kb.errors import KbError
from kb.importing import running
from kb.writing.journal import Journal
from tests.conftest import ROOT

from .conftest import NAMESPACE as FC
from .conftest import PROV, SCHEMA, Desk, record


def test_files_are_grouped_by_publisher_and_year(desk: Desk) -> None:
    outcome = desk.take(record(), record(datePublished=None, claimReviewed="The old bridge fell"))
    assert {"imported/desk.example/2024.ttl", "imported/desk.example/undated.ttl"} < set(outcome.files)


def test_files_are_laid_out_as_exports_are(desk: Desk) -> None:
    from io import BytesIO

    from kb.content import read_sorted
    from kb.exporters.turtle import write

    desk.take(record())
    path = desk.kb.folder / "imported" / "desk.example" / "2024.ttl"
    for other in desk.kb.files():
        if other != path:
            other.unlink()
    output = BytesIO()
    write(read_sorted(desk.kb, graphs=False), output, desk.kb.prefixes)
    assert path.read_bytes() == output.getvalue()


def test_the_same_file_twice_changes_no_byte(desk: Desk) -> None:
    records = [record(), record(url="https://other.example/1", reviewRating="Wrong"), "{broken"]
    desk.take(*records)
    before = desk.bytes
    outcome = desk.take(*records)
    assert (outcome.new, outcome.corrected, outcome.known, outcome.rejected) == (0, 0, 2, 1)
    assert desk.bytes == before


def test_the_same_record_in_another_file_changes_no_byte(desk: Desk) -> None:
    desk.take(record())
    before = desk.bytes
    desk.read(json.dumps({"@graph": [record()]}), "other.json")
    assert desk.bytes == before


def test_a_corrected_record_is_a_revision_with_a_reason(desk: Desk) -> None:
    desk.take(record())
    outcome = desk.take(record(reviewRating={"alternateName": "Half true"}))
    assert (outcome.new, outcome.corrected) == (0, 1)
    ((newer, older),) = desk.graph.subject_objects(PROV.wasRevisionOf)
    graph = desk.graph
    assert (str(graph.value(older, FC.originalRating)), str(graph.value(newer, FC.originalRating))) == (
        "False",
        "Half true",
    )
    assert "rating “False” is now “Half true”" in str(graph.value(newer, FC.reason))


def test_a_second_correction_revises_the_first(desk: Desk) -> None:
    for label in ("False", "Half true", "True"):
        desk.take(record(reviewRating=label))
    revisions = dict(desk.graph.subject_objects(PROV.wasRevisionOf))
    assert len(revisions) == 2
    assert len(set(revisions) & set(revisions.values())) == 1


def test_corrections_within_one_file_are_revisions_too(desk: Desk) -> None:
    outcome = desk.take(record(), record(reviewRating="True"))
    assert (outcome.new, outcome.corrected) == (1, 1)


def test_a_record_that_differs_in_nothing_that_has_a_term_is_kept_and_is_no_revision(desk: Desk) -> None:
    desk.take(record())
    outcome = desk.take(record(image="https://desk.example/new.jpg"))
    assert (outcome.new, outcome.corrected, outcome.known) == (0, 0, 1)
    assert len(desk.values(FC.original)) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"datePublished": "2024-03-05T10:11:12Z"},
        {"url": "http://www.desk.example/bridge#top"},
        {"inLanguage": None},
        {"reviewRating": {"alternateName": " False "}},
    ],
    ids=["a time", "an address", "a language that is not told", "numbers that are not told"],
)
def test_a_record_that_says_the_same_less_exactly_is_no_revision(desk: Desk, changes: dict[str, object]) -> None:
    desk.take(record())
    assert desk.take(record(**changes)).known == 1
    assert len(desk.all("Review")) == 1


def test_a_label_that_a_map_has_come_to_know_gives_known_reviews_their_verdict(desk: Desk) -> None:
    desk.take(record())
    (desk.kb.folder / "verdicts").mkdir()
    (desk.kb.folder / "verdicts" / "desk.ttl").write_text(
        "@prefix : <https://kb.example/verdicts/> . @prefix fc: <https://w3id.org/factcheck-kb/ns#> ."
        " @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        ' : a skos:ConceptScheme ; fc:host "desk.example" .'
        ' :f a skos:Concept ; skos:inScheme : ; skos:prefLabel "False"@en ;'
        " skos:exactMatch <https://w3id.org/factcheck-kb/verdict/refuted> ."
    )
    outcome = desk.take(record())
    assert (outcome.known, outcome.judged_anew) == (1, 1)
    assert desk.values(FC.verdict) == ["https://w3id.org/factcheck-kb/verdict/refuted"]
    before = desk.bytes
    assert desk.take(record()).judged_anew == 0
    assert desk.bytes == before


def test_what_a_user_changed_in_a_file_stays(desk: Desk) -> None:
    desk.take(record())
    path = desk.kb.folder / "imported" / "desk.example" / "2024.ttl"
    mine = path.read_text() + "\n# checked by hand\n"
    path.write_text(mine)
    desk.take(record(claimReviewed="The old bridge fell"))
    assert path.read_text().startswith(mine)
    assert len(desk.all("Claim")) == 2


def test_the_record_as_it_was_is_kept_with_the_import_that_it_came_with(desk: Desk) -> None:
    desk.take(record(colour="red"))
    graph = desk.graph
    ((kept, original),) = graph.subject_objects(FC.original)
    assert json.loads(str(original)) == record(colour="red")
    activity = graph.value(kept, PROV.wasGeneratedBy)
    assert str(graph.value(activity, PROV.used / SCHEMA.name)) == "records.jsonl"
    assert len(str(graph.value(activity, PROV.used / SCHEMA.sha256))) == 64
    assert graph.value(desk.all("Review")[0], PROV.wasDerivedFrom) == kept


def test_keys_without_a_term_are_counted_by_name(desk: Desk) -> None:
    outcome = desk.take(record(colour="red"), record(colour="blue", reviewRating={"alternateName": "x", "icon": "y"}))
    assert outcome.unmapped == {"colour": 2, "reviewRating.icon": 1}


def test_what_cannot_be_imported_is_written_beside_with_the_reason_and_the_rest_goes_in(desk: Desk) -> None:
    outcome = desk.take(record(), record(claimReviewed=""), '{"broken": ')
    assert (outcome.new, outcome.rejected) == (1, 2)
    lines = [json.loads(line) for line in (desk.beside / "records.jsonl.rejected").read_text().splitlines()]
    assert [line["where"] for line in lines] == ["line 2", "line 3"]
    assert lines[0]["original"] == record(claimReviewed="")
    assert lines[1]["original"] == '{"broken":'
    assert "no valid JSON" in lines[1]["reason"]


def test_a_mended_file_of_rejected_records_can_be_imported(desk: Desk) -> None:
    desk.take(record(claimReviewed=""))
    path = desk.beside / "records.jsonl.rejected"
    path.write_text(path.read_text().replace('"claimReviewed": ""', '"claimReviewed": "The old bridge fell"'))
    assert desk.import_(path).new == 1


def test_a_dry_run_says_what_would_come_and_writes_nothing(desk: Desk) -> None:
    before = desk.bytes
    outcome = desk.take(record(), "{", dry=True)
    assert (outcome.new, outcome.rejected) == (1, 1)
    assert "imported/desk.example/2024.ttl" in outcome.files
    assert desk.bytes == before
    assert not (desk.beside / "records.jsonl.rejected").exists()


@pytest.mark.parametrize("fault", ["{", json.dumps(record(url="https://desk.example/9", datePublished=None))])
def test_strict_refuses_all_if_one_record_is_bad(desk: Desk, fault: str) -> None:
    before = desk.bytes
    assert desk.take(record(), fault, strict=True).refused
    assert desk.bytes == before


def test_findings_name_the_record(desk: Desk) -> None:
    outcome = desk.take(record(), record(url="https://desk.example/9", datePublished=None))
    assert [(where, each.rule) for where, each in outcome.judged.findings] == [("line 2", "review-without-date")]


def test_a_claim_with_the_words_of_another_is_proposed_as_a_match(desk: Desk) -> None:
    desk.take(record())
    outcome = desk.take(
        record(url="https://other.example/", claimReviewed="The new bridge cost twice what was agreed.")
    )
    assert outcome.proposed == 1
    assert desk.values(FC.score) == ["1.00"]
    assert desk.values(FC.judgement) == [str(FC.proposed)]
    assert len(desk.all("Claim")) == 2


def test_a_pair_is_proposed_once(desk: Desk) -> None:
    for number in range(3):
        desk.take(record(url=f"https://other.example/{number}"))
    assert len(desk.all("Match")) == 3


def test_a_failing_disk_leaves_everything_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.take(record())
    before = desk.bytes
    real = Path.replace
    left = [2]

    def failing(self: Path, target: Path) -> Path:
        if self.suffix == ".new":
            left[0] -= 1
            if left[0] < 0:
                raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(KbError):
        desk.take(record(url="https://a.example/"), record(url="https://b.example/"), record(url="https://c.example/"))
    monkeypatch.undo()
    assert desk.bytes == before


def test_an_import_that_was_cut_off_is_completed_by_the_next_command(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running.Journal, "_apply", lambda *_: os._exit(9))
    child = os.fork()
    if not child:
        desk.take(record())
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    monkeypatch.undo()
    assert not desk.all("Claim")
    assert Journal(desk.kb).recover()
    assert len(desk.all("Claim")) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_import_leaves_everything_as_it_was(desk: Desk, number: signal.Signals) -> None:
    desk.beside.mkdir()
    path = desk.beside / "many.jsonl"
    path.write_text("".join(json.dumps(record(claimReviewed=f"Bridge {each}")) + "\n" for each in range(3000)))
    process = subprocess.Popen(
        [sys.executable, "-m", "kb", "-C", desk.kb.folder, "import", "claimreview", path],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    while not list((desk.kb.folder / ".kb-private").glob("import-*")) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(number)
    assert process.wait() != 0
    assert list(desk.bytes) == ["kb.toml"]
    desk.take(record())
    assert not list((desk.kb.folder / ".kb-private").glob("import-*"))


def test_a_pipe_is_read_once(desk: Desk) -> None:
    reading, writing = os.pipe()
    os.write(writing, json.dumps(record()).encode())
    os.close(writing)
    assert desk.import_(Path(f"/dev/fd/{reading}")).new == 1
    os.close(reading)


def test_a_file_of_the_knowledge_base_that_does_not_parse_stops_the_import(desk: Desk) -> None:
    (desk.kb.folder / "broken.ttl").write_text("claim:x a")
    with pytest.raises(KbError, match=r"broken\.ttl"):
        desk.take(record())


def test_large_groups_are_divided_into_files_that_can_be_reviewed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.importing.files.LARGEST", 4000)
    desk.take(*(record(claimReviewed=f"Bridge number {number} is closed") for number in range(9)))
    names = [path.name for path in (desk.kb.folder / "imported" / "desk.example").iterdir()]
    assert {"2024.ttl", "2024-2.ttl", "2024-3.ttl"} <= set(names)
    before = desk.bytes
    desk.take(*(record(claimReviewed=f"Bridge number {number} is closed") for number in range(9)))
    assert desk.bytes == before


def test_what_is_rejected_is_kept_elsewhere_where_it_cannot_be_beside_the_input(desk: Desk) -> None:
    (desk.beside / "in" / "records.jsonl.rejected").mkdir(parents=True)
    outcome = desk.read(json.dumps(record()) + "\n{broken", "in/records.jsonl")
    assert outcome.new == 1
    assert outcome.rejected_file == desk.beside / "records.jsonl.rejected"
    assert "{broken" in outcome.rejected_file.read_text()
    assert "Is a directory" in outcome.hindered


def test_whom_a_page_relays_in_a_further_record_is_relayed_by_the_report_that_is_there(desk: Desk) -> None:
    said = [record(itemReviewed={"@type": "Claim", "author": {"name": name}}) for name in ("Ada Klein", "Bo Lund")]
    first, second = (desk.take(each, propose=False) for each in said)
    assert (first.judged.counts["report-without-source"], second.judged.counts["report-without-source"]) == (0, 0)
    assert len(desk.values(FC.per)) == 2
    assert desk.take(*said).new == 0
