"""Dates as sheets have them: read where there is one reading, refused where there are two."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.sheets.dates import AmbiguousDateError, DateError, read_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-04-03", "2024-04-03"),
        ("2020-06-23 20:02", "2020-06-23T20:02:00"),
        ("2024-04-03T05:06:07.120Z", "2024-04-03T05:06:07.12Z"),
        ("2024-04-03T05:06:07-0300", "2024-04-03T05:06:07-03:00"),
        ("20240403", "2024-04-03"),
        ("2024/4/3", "2024-04-03"),
        ("13/4/2024", "2024-04-13"),
        ("4/13/2024", "2024-04-13"),
        ("04/04/2024", "2024-04-04"),
        ("06/23/2020 8:02 PM", "2020-06-23T20:02:00"),
        ("3. April 2024", "2024-04-03"),
        ("April 3rd, 2024", "2024-04-03"),
        ("3 de março de 2019", "2019-03-03"),
        ("1er août 2020", "2020-08-01"),
        ("Mon, 03 Apr 2024 05:06:07 GMT", "2024-04-03T05:06:07Z"),
        ("2020-06", "2020-06"),
        ("2020", "2020"),
    ],
)
def test_a_date_with_one_reading_is_read(text: str, date: str) -> None:
    assert read_date(text) == date


@pytest.mark.parametrize("text", ["3/4/24", "3/4/2024", "03.04.2024", "3-4-2024", "31/12/99", "13/4/24"])
def test_a_date_with_two_readings_is_refused(text: str) -> None:
    with pytest.raises(AmbiguousDateError, match="say the order"):
        read_date(text)


def test_the_refusal_names_the_readings() -> None:
    with pytest.raises(AmbiguousDateError, match="2024-03-04 or 2024-04-03"):
        read_date("3/4/2024")


@pytest.mark.parametrize(("order", "date"), [("dmy", "2024-04-03"), ("mdy", "2024-03-04"), ("ymd", "2003-04-24")])
def test_the_order_decides(order: str, date: str) -> None:
    assert read_date("3/4/24", order) == date


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2024-02-30", "2024-13-01", "31/2/2024", "25:00", "2024-01-01 25:00"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        read_date(text)


def test_an_order_does_not_bend_a_date_that_does_not_fit() -> None:
    with pytest.raises(DateError, match="in the order mdy"):
        read_date("13/4/2024", "mdy")


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text() | st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,4}[-/. ][0-9]{1,4}[ T]?.{0,20}", fullmatch=True))
def test_any_text_is_a_date_of_the_calendar_or_refused(text: str) -> None:
    try:
        found = read_date(text)
    except DateError:
        return
    assert found.isascii()
    if len(found) > 7:
        assert datetime.datetime.fromisoformat(found)
