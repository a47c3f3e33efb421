"""The tree of a claim: who relays whom, what is amiss on the way, and the sentence below it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.origins.analysis import origins
from kb.origins.chains import Chains
from kb.origins.network import Network
from kb.origins.sentence import sentence
from kb.origins.tree import tree

from .test_analysis import CLAIM, columns_of

GRAPHS = Path(__file__).parent / "graphs"
HEAD = (GRAPHS / "chain.ttl").read_text(encoding="utf-8").partition("x:1 a")[0]


def drawn(text: str) -> list[str]:
    columns = columns_of(text)
    chains = Chains(Network(columns))
    return list(tree(chains.of_claim(CLAIM), lambda iri: iri.rpartition("/")[2].rstrip(">")))


def graph(name: str) -> str:
    return (GRAPHS / f"{name}.ttl").read_text(encoding="utf-8")


def said(text: str) -> str:
    columns = columns_of(text)
    chains, answer = Chains(Network(columns)), origins(columns)[CLAIM]
    return sentence(answer, chains.carrying(CLAIM), [chains.agent(root) for root in answer.roots])


def test_a_chain_is_drawn_from_the_newest_report_down_to_its_root() -> None:
    assert drawn(graph("chain")) == [
        "└─ Ann [1]",
        "   └─ Bob [2]",
        "      └─ someone [3]",
        "            ← root, possible: not named",
    ]


def test_a_root_that_two_relay_is_described_once() -> None:
    assert drawn(graph("diamond")) == [
        "└─ Ann [1]",
        "   ├─ Bob [2]",
        "   │  └─ someone [4]",
        "   │        ← root, possible: not named",
        "   └─ Cat [3]",
        "      └─ someone, as above [4]",
    ]


def test_a_circle_is_followed_once_and_marked_where_it_closes() -> None:
    assert drawn(graph("circle")) == [
        "└─ Ann [1]",
        "   └─ Bob [2]",
        "      └─ Ann, as above [1]",
        "            ← it goes round: this is where the chain came from",
    ]


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("unknown-basis", "root, possible: basis unstated"),
        ("told", "root, possible: only told"),
        ("named-and-unnamed", "root, firm"),
        ("elsewhere", "a root that this knowledge base does not have: possible"),
        ("a-hop-that-upgrades-certainty", "inflation: more certain than what it relays"),
        ("a-hop-that-upgrades-certainty", "inflation: it does not say that its source is not named"),
        ("a-later-date", "date fault: earlier than what it relays"),
        ("retraction", "retracted, so left out"),
    ],
)
def test_what_is_amiss_is_marked_in_place(name: str, mark: str) -> None:
    assert any(line.endswith(f"← {mark}") for line in drawn(graph(name)))


@pytest.mark.parametrize("more", ['fc:cue "reportedly"', "fc:access fc:document"])
def test_who_marks_hearsay_or_knows_for_themselves_does_not_hide_it(more: str) -> None:
    text = f"{HEAD}x:1 fc:claim x:claim ; fc:by x:ann ; fc:certainty fc:certain ; {more} ; fc:per x:2 .\n"
    assert not any("does not say" in line for line in drawn(text + "x:2 fc:by x:someone ."))


def test_a_report_says_where_when_and_how() -> None:
    text = (
        f"{HEAD}x:1 fc:claim x:claim ; fc:by x:ann ; fc:in x:s ; fc:certainty fc:probable ; fc:access fc:witness ;"
        'fc:cue "I saw" ; fc:polarity fc:denies . x:s schema:name "The Courier" ; schema:datePublished "2026-03-02" .'
    )
    assert drawn(text)[0] == "└─ Ann denies it, in “The Courier”, 2026-03-02, probable, knows by witness, “I saw” [1]"


def test_a_name_cannot_take_over_the_terminal() -> None:
    text = HEAD + 'x:1 fc:claim x:claim ; fc:by x:eve . x:eve schema:name "Eve\\u001b[2J\\n\\u202Ertl" .'
    assert drawn(text)[0] == "└─ Eve [2J rtl [1]"


def test_ten_thousand_hops_fit_on_a_few_pages() -> None:
    hops = "".join(f"x:{at} fc:by x:ann ; fc:per x:{at + 1} .\n" for at in range(1, 10_000))
    lines = drawn(f"{HEAD}x:1 fc:claim x:claim .\n{hops}x:10000 fc:by x:someone .")
    assert len(lines) == 10_001
    assert max(map(len, lines)) < 200


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("chain", "Three reports, one origin: someone."),
        ("tree", "Three reports, two origins: Bob; Cat."),
        ("circle", "Two reports, no origin: they only relay each other."),
        ("self-loop", "One report, no origin: it rests on itself."),
        ("question", "No report affirms it."),
        ("retracted-basis", "One report, no origin: what they rest on was retracted. One retracted report left out."),
        ("denial", "One report, one origin: Ann. It is denied, on between one and two origins."),
        (
            "two-unnamed",
            "Two reports, between one and two origins: someone; another. "
            "Who is not named, or does not say how they know, may be one and the same.",
        ),
    ],
)
def test_the_sentence_says_what_it_comes_to(name: str, words: str) -> None:
    assert said(graph(name)) == words
