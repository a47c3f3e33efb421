"""`kb origins`, as a user runs it on the example."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import EXAMPLE, run_kb

NEWSLETTER = "claim:maker-negotiates-with-russian-military"


def rows(out: str) -> dict[str, dict[str, str]]:
    return {row["claim"].rpartition("/")[2]: row for row in csv.DictReader(io.StringIO(out))}


def test_the_chain_of_a_claim_is_drawn_and_summed_up() -> None:
    done = run_kb("origins", NEWSLETTER, folder=EXAMPLE)
    lines = done.out.splitlines()
    assert done.code == 0
    assert lines[0] == NEWSLETTER
    assert [line.lstrip(" └─").partition(",")[0].partition(" [")[0] for line in lines[3:6]] == [
        "China Boss",
        "Der Spiegel",
        "informants whom Der Spiegel does not name",
    ]
    assert "Three reports, one origin: informants whom Der Spiegel does not name." in lines


def test_all_claims_make_a_table() -> None:
    found = rows(run_kb("origins", "--format", "csv", folder=EXAMPLE).out)
    hotel = found["conference-meets-at-bayerischer-hof"]
    assert (hotel["atLeast"], hotel["atMost"]) == ("1", "2")
    assert len(found) > 50


@pytest.mark.parametrize(("most", "expected"), [("0", {"us-would-see-start-of-world-war"}), ("1", None)])
def test_claims_with_few_origins_can_be_chosen(most: str, expected: set[str] | None) -> None:
    found = rows(run_kb("origins", "--at-most", most, "--format", "csv", folder=EXAMPLE).out)
    assert all(int(row["atMost"]) <= int(most) for row in found.values())
    assert expected is None or set(found) == expected


def test_programs_get_json() -> None:
    (found,) = json.loads(run_kb("origins", NEWSLETTER, "--format", "json", folder=EXAMPLE).out)
    assert found["affirmed"] == {"least": 1, "most": 1}
    assert found["roots"] == ["<https://kamikaze-drones.example/report/maker-negotiates-informants>"]


def test_a_misspelt_claim_is_told_with_the_nearest_one() -> None:
    done = run_kb("origins", "claim:maker-negotiates-with-rusian-military", folder=EXAMPLE)
    assert done.code == 2
    assert "maker-negotiates-with-russian-military" in done.err


def test_a_file_that_does_not_parse_is_told_and_the_rest_answered(tmp_path: Path) -> None:
    run_kb("init", "desk", "--example", "kamikaze-drones", folder=tmp_path)
    (tmp_path / "desk" / "broken.ttl").write_text("claim:x a")
    done = run_kb("origins", NEWSLETTER, folder=tmp_path / "desk")
    assert done.code == 0
    assert "broken.ttl does not parse" in done.err and "Three reports, one origin" in done.out


@pytest.mark.parametrize(
    ("format", "start"), [("dot", "digraph origins {"), ("mermaid", "%% Three reports, one"), ("svg", "<svg ")]
)
def test_the_chain_of_a_claim_is_drawn_as_a_figure(format: str, start: str) -> None:
    done = run_kb("origins", NEWSLETTER, "--format", format, folder=EXAMPLE)
    assert (done.code, done.out.startswith(start)) == (0, True)


def test_a_figure_of_all_claims_is_refused_with_the_way_out() -> None:
    done = run_kb("origins", "--format", "dot", folder=EXAMPLE)
    assert done.code == 2
    assert "kb origins CLAIM --format dot" in done.err


def test_what_was_known_before_the_newsletter_can_be_asked() -> None:
    done = run_kb("origins", "--as-of", "2023-02-22", "--format", "csv", folder=EXAMPLE)
    assert done.code == 0
    assert "maker-negotiates-with-russian-military" not in rows(done.out)


def test_a_date_that_is_none_is_refused() -> None:
    done = run_kb("origins", "--as-of", "last week", folder=EXAMPLE)
    assert (done.code, "last week" in done.err) == (2, True)


def test_claims_that_nobody_stands_behind_by_name_can_be_chosen() -> None:
    found = rows(run_kb("origins", "--unnamed-only", "--format", "csv", folder=EXAMPLE).out)
    assert "maker-negotiates-with-russian-military" in found
    assert 0 < len(found) < 20


def test_claims_can_be_ordered_by_how_many_origins_they_have() -> None:
    done = run_kb("origins", "--sort", "at-most", "--reverse", "--format", "csv", folder=EXAMPLE)
    counts = [int(row["atMost"]) for row in rows(done.out).values()]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def test_a_circle_beside_a_root_is_told_in_the_table(folder: Path) -> None:
    graph = Path(__file__).parents[1] / "origins" / "graphs" / "circle-beside-a-chain.ttl"
    (folder / "circle.ttl").write_text(graph.read_text(encoding="utf-8"), encoding="utf-8")
    found = rows(run_kb("origins", "--circular", "--format", "csv", folder=folder).out)
    assert {name: row["circular"] for name, row in found.items()} == {"claim": "partly"}
