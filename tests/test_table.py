"""Tables for a terminal: as wide as it is, complete, and harmless."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.table import render

HINDI = "\u0915\u094d\u200d\u0937"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"


def columns(line: str) -> int:
    """Count columns as a terminal does."""
    shown = [char for char in line if unicodedata.category(char) not in ("Mn", "Me", "Cf")]
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in shown)


def test_columns_are_as_wide_as_they_need_to_be() -> None:
    assert render(["a", "name"], [["1", "x"], ["22", "long"]], 80) == "a   name\n──  ────\n1   x\n22  long\n"


def test_text_with_wide_characters_is_wrapped_by_the_columns_that_it_takes() -> None:
    text = "俄罗斯军方正在与中国无人机制造商谈判" * 2
    lines = render(["claim", "text"], [["claim:a", text]], 40).splitlines()
    assert max(map(columns, lines)) <= 40
    assert "".join(line[9:].strip() for line in lines[2:]) == text


def test_marks_that_take_no_column_do_not_move_what_follows() -> None:
    for text in ("e\u0301", "☀\ufe0e", HINDI, PERSIAN):
        line = render(["a" * 10, "b"], [[text, "x"]], 80).splitlines()[2]
        assert columns(line[: line.index("x")]) == 12


def test_a_word_that_is_cut_keeps_its_marks() -> None:
    lines = render(["a", "b"], [["e\u0301" * 30, "e\u0301" * 30]], 30).splitlines()
    assert all(not unicodedata.combining(line[0]) for line in lines)
    assert max(map(columns, lines)) <= 30


@pytest.mark.parametrize("text", [HINDI, PERSIAN, "👩\u200d🔬"])
def test_joiners_are_kept(text: str) -> None:
    assert text in render(["a"], [[text]], 80)


@pytest.mark.parametrize(
    "char", ["\x1b", "\x9b", "\x00", "\n", "\u2028", "\u202e", "\u200b", "\ufeff", "\ue000", "\udc80"]
)
def test_what_could_harm_a_terminal_is_dropped(char: str) -> None:
    lines = render(["a"], [[f"x{char}y"]], 80).splitlines()
    assert len(lines) == 3
    assert lines[2] in ("x y", "xy")


def test_a_long_heading_is_wrapped_too() -> None:
    lines = render(["a very long heading of many words", "another"], [["1", "2"]], 30).splitlines()
    assert max(map(columns, lines)) <= 30


def test_many_columns_get_as_narrow_as_their_words_allow() -> None:
    lines = render([f"c{number}" for number in range(10)], [["one two three four"] * 10], 80).splitlines()
    assert max(map(columns, lines)) <= 80
    assert "three" in lines[4]


def test_words_that_do_not_fit_are_not_cut_to_pieces_below_twelve_columns() -> None:
    lines = render(["a", "b"], [["x" * 40, "y" * 40]], 10).splitlines()
    assert lines[2] == "x" * 12 + "  " + "y" * 12


def test_a_table_can_be_empty() -> None:
    assert render([], [], 80) == "\n"
    assert render(["a"], [], 80) == "a\n─\n"


words = st.text(st.characters(codec="utf-8"), max_size=12)


@given(st.lists(st.tuples(*[st.lists(words, max_size=8).map(" ".join)] * 3), max_size=4))
def test_three_columns_always_fit_a_terminal_and_lose_nothing_that_can_be_seen(rows: list[tuple[str, ...]]) -> None:
    lines = render(["a", "b", "c"], rows, 40).splitlines()
    assert max(map(columns, lines)) <= 40
    seen = sorted(char for row in rows for cell in row for char in cell if unicodedata.category(char)[0] not in "CZ")
    assert sorted(char for line in lines[2:] for char in line if unicodedata.category(char)[0] not in "CZ") == seen
