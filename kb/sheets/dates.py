"""Reads dates as sheets have them. What could be two days is never guessed."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

ORDERS = ("dmy", "mdy", "ymd")
"""In which orders numbers can be a date."""

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?",
    re.IGNORECASE | re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_PARTIAL = re.compile(r"([1-9]\d{3})(?:-(0[1-9]|1[0-2]))?", re.ASCII)
_CLOCK = r"(?:[T, ]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?m\.?)?"
_ZONE = r"\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?"
_NUMBERS = re.compile(
    r"(\d{1,4})\s*([./\-])\s*(\d{1,2})\s*\2\s*(\d{1,4})\.?" + _CLOCK + _ZONE, re.IGNORECASE | re.ASCII
)
_WORDS = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)??(?:(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?\s+(?:de\s+|of\s+)?(?P<month>[^\W\d]+)\.?,?"
    r"|(?P<month2>[^\W\d]+)\.?\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?)"
    r"\s+(?:de\s+|del\s+)?(?P<year>\d{4})" + _CLOCK + _ZONE,
    re.IGNORECASE,
)
_MONTHS = (
    "january janeiro enero januar janvier gennaio januari stycznia ocak jan ene janv gen sty",
    "february fevereiro febrero februar fevrier febbraio februari lutego subat feb fev fevr lut",
    "march marco marzo marz mars maart marca mart maret mar mrz mrt",
    "april abril avril aprile kwietnia nisan apr abr avr kwi",
    "may maio mayo mai maggio mei maja mayis mag",
    "june junho junio juni juin giugno czerwca haziran jun giu cze",
    "july julho julio juli juillet luglio lipca temmuz jul juil lug lip",
    "august agosto aout augustus sierpnia agustos agustus aug ago sie",
    "september setembro septiembre septembre settembre wrzesnia eylul sep sept set wrz",
    "october outubro octubre oktober octobre ottobre pazdziernika ekim oct out okt ott paz",
    "november novembro noviembre novembre listopada kasim nov lis",
    "december dezembro diciembre dezember decembre dicembre grudnia aralik desember dec dez dic gru",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}


class DateError(ValueError):
    """A text that is no date; the message says why."""


class AmbiguousDateError(DateError):
    """A text that could be two dates; the message says which."""


@lru_cache(maxsize=4096)
def read_date(text: str, order: str | None = None) -> str:
    """Return a date as ``YYYY-MM-DD``, or with its time as ``YYYY-MM-DDThh:mm:ss``, time zone kept if there is one.

    A year and a month of a year stay ``YYYY`` and ``YYYY-MM``: the day is not known.

    Read are ISO 8601 with its common slips, numbers divided by ``/``, ``.`` or ``-``, and months by their names in
    eleven languages. Numbers count only where one reading is possible, or ``order`` ("dmy", "mdy", "ymd") says which;
    years of two digits need the order, and run from 1969 to 2068.

    Raises:
        AmbiguousDateError: if it could be two dates.
        DateError: if it is none.
    """
    text = " ".join(text.split())
    if match := _ISO.fullmatch(text):
        return _iso(match)
    if _PARTIAL.fullmatch(text):
        return text
    if match := _COMPACT.fullmatch(text):
        return _date(text, *map(int, match.groups()))
    if match := _NUMBERS.fullmatch(text):
        return _numbers(text, match, order)
    if match := _WORDS.fullmatch(text):
        month = _MONTH.get(_plain(match["month"] or match["month2"]))
        if month is not None:
            day = _date(text, int(match["year"]), month, int(match["day"] or match["day2"]))
            return day + _clock(text, match.groups()[5:10])
    raise DateError(f"'{_short(text)}' is no date that can be read: write it as 2024-04-03")


def _iso(match: re.Match[str]) -> str:
    text = match.group()
    day = _date(text, int(match[1]), int(match[2]), int(match[3]))
    if match[4] is None:
        return day
    time = _time(text, match[4], match[5], match[6])
    fraction = f".{match[7].rstrip('0')}" if match[7] and match[7].strip("0") else ""
    return f"{day}T{time}{fraction}{_zone(text, match[8])}"


def _zone(text: str, zone: str | None) -> str:
    if zone is None:
        return ""
    if zone.upper() in ("Z", "UTC", "GMT"):
        return "Z"
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    if hours * 60 + minutes > 14 * 60 or minutes > 59:
        raise DateError(f"'{_short(text)}' has a time zone that cannot be")
    return f"{zone[0]}{hours:02}:{minutes:02}"


def _numbers(text: str, match: re.Match[str], order: str | None) -> str:
    parts = (match[1], match[3], match[4])
    orders = [order] if order else [each for each in ORDERS if _may_be(parts, each)]
    readings = {_ordered(parts, each) for each in orders if _is_day(_ordered(parts, each))}
    if len(readings) > 1:
        which = " or ".join(f"{year}-{month:02}-{day:02}" for year, month, day in sorted(readings))
        raise AmbiguousDateError(f"'{text}' could be {which}: say the order of day and month, or write 2024-04-03")
    if readings and order is None and max(map(len, parts)) <= 2:
        raise AmbiguousDateError(f"'{text}' has a year of two digits: say the order of day, month and year")
    if not readings:
        raise DateError(f"'{text}' is no date" + (f" in the order {order}" if order else ""))
    day = _date(text, *readings.pop())
    return day + _clock(text, match.groups()[4:9])


def _may_be(parts: tuple[str, str, str], order: str) -> bool:
    """Tell whether parts fit an order that nobody stated: the year has four digits, or all have two."""
    if any(len(part) == 3 for part in parts):
        return False
    widths = [len(part) for part in parts]
    return widths[order.index("y")] == 4 or max(widths) <= 2


def _clock(text: str, parts: Sequence[str | None]) -> str:
    hours, minutes, seconds, half, zone = parts
    if hours is None or minutes is None:
        return ""
    if half is not None:
        if not 1 <= int(hours) <= 12:
            raise DateError(f"'{_short(text)}' has a time that cannot be")
        hours = str(int(hours) % 12 + (12 if half[0] in "Pp" else 0))
    return f"T{_time(text, hours, minutes, seconds)}{_zone(text, zone)}"


def _ordered(parts: tuple[str, str, str], order: str) -> tuple[int, int, int]:
    year, month, day = (parts[order.index(letter)] for letter in "ymd")
    century = 0 if len(year) > 2 else 2000 if int(year) < 69 else 1900  # as POSIX has it
    return int(year) + century, int(month), int(day)


def _is_day(parts: tuple[int, int, int]) -> bool:
    try:
        datetime.date(*parts)
    except ValueError:
        return False
    return True


def _date(text: str, year: int, month: int, day: int) -> str:
    if not _is_day((year, month, day)):
        raise DateError(f"'{_short(text)}' is no day of the calendar")
    return f"{year:04}-{month:02}-{day:02}"


def _time(text: str, hours: str, minutes: str, seconds: str | None) -> str:
    if int(hours) > 23 or int(minutes) > 59 or int(seconds or 0) > 59:
        raise DateError(f"'{_short(text)}' has a time that cannot be")
    return f"{int(hours):02}:{int(minutes):02}:{int(seconds or 0):02}"


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.lower().replace("\u0131", "i").replace("\u0142", "l"))
    return "".join(char for char in letters if not unicodedata.combining(char))


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
