"""Dates as people and programs write them, brought to the forms of XML Schema; ambiguous ones are never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PARTIAL = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?")
_NUMBERS = re.compile(
    r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?:[,T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp]\.?[Mm]\.?)?)?"
)
_NAMED = re.compile(
    r"(?:[a-z]{2,9}\.?,\s*)?(?:(\d{1,2})(?:st|nd|rd|th)?\.?\s+(?:de\s+)?([a-zç]{3,10})\.?,?\s+(?:de\s+)?(\d{4})"
    r"|([a-z]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}))"
    r"(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero janeiro ene gennaio",
            "february feb februar février fevrier febrero fevereiro fev febbraio",
            "march mar märz mrz maerz mars marzo março marco",
            "april apr avril abril abr aprile avr",
            "may mai mayo maio maggio",
            "june jun juni juin junio junho giugno",
            "july jul juli juillet julio julho luglio",
            "august aug août aout agosto ago",
            "september sep sept septembre septiembre setembro set settembre",
            "october oct oktober okt octobre octubre outubro out ottobre",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre decembre diciembre dic dezembro dicembre",
        ),
        start=1,
    )
    for name in names.split()
}


class DateError(ValueError):
    """A date that cannot be read; its text says why, as part of a sentence."""


@lru_cache(maxsize=4096)
def read_date(text: str, order: str = "") -> str:
    """Return a date as XML Schema writes it: ``2020-06-23``, ``2020-06-23T20:02:00+02:00``, ``2020-06`` or ``2020``.

    ``order`` says how numbers are to be read whose order cannot be told: ``dmy``, ``mdy``, or empty to refuse them.

    Raises:
        DateError: if it is no date, there is no such day, or it is ambiguous.
    """
    text = " ".join(text.split())
    found = _ISO.fullmatch(text)
    if found is not None:
        year, month, day, hour, minute, second, fraction, zone = found.groups()
        return _written(text, (year, month, day), (hour, minute, second), fraction, zone)
    found = _COMPACT.fullmatch(text)
    if found is not None:
        return _written(text, (found[1], found[2], found[3]))
    if _PARTIAL.fullmatch(text):
        return text
    found = _NUMBERS.fullmatch(text)
    if found is not None:
        return _numbers(text, found, order)
    found = _NAMED.fullmatch(text)
    if found is not None:
        return _named(text, found)
    raise DateError(f"“{text[:40]}” is no date that can be read")


def _numbers(text: str, found: re.Match[str], order: str) -> str:
    """Read ``23/06/2020``: which number is the day must follow from the numbers, or from ``order``."""
    first, _, second, year, hour, minute, seconds, half = found.groups()
    if len(year) == 2:
        year = f"20{year}" if order else ""
    if not year:
        raise DateError(f"“{text}” is ambiguous: the year has two digits")
    one, two = int(first), int(second)
    if one != two and one <= 12 and two <= 12 and not order:
        raise DateError(f"“{text}” is ambiguous: it can be day/month or month/day")
    day, month = (two, one) if (order == "mdy" and one <= 12) or (two > 12 and one <= 12) else (one, two)
    if half:
        hour = str(int(hour) % 12 + (12 if half[0] in "Pp" else 0))
    return _written(text, (year, str(month), str(day)), (hour, minute, seconds))


def _named(text: str, found: re.Match[str]) -> str:
    """Read ``23 June 2020`` or ``June 23, 2020``."""
    day, month, year, other_month, other_day, other_year, hour, minute, second, zone = found.groups()
    number = _MONTHS.get((month or other_month).lower())
    if number is None:
        raise DateError(f"“{text[:40]}” is no date that can be read")
    return _written(text, (year or other_year, str(number), day or other_day), (hour, minute, second), "", zone)


def _written(
    text: str,
    day: tuple[str, str, str],
    time: tuple[str | None, str | None, str | None] = (None, None, None),
    fraction: str | None = None,
    zone: str | None = None,
) -> str:
    """Write a date that exists."""
    year, month, number = (int(part) for part in day)
    try:
        written = date(year, month, number).isoformat()
        if time[0] is None:
            return written
        hour, minute, second = (int(part or 0) for part in time)
        moment = datetime(year, month, number, hour, minute, second).isoformat()  # noqa: DTZ001
    except ValueError:
        raise DateError(f"“{text[:40]}” is no day that there is") from None
    return moment + (f".{fraction}" if fraction else "") + _zone(text, zone)


def _zone(text: str, zone: str | None) -> str:
    if not zone:
        return ""
    if zone.upper() in ("Z", "UTC", "GMT"):
        return "Z"
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    if hours > 14 or minutes > 59:
        raise DateError(f"“{text[:40]}” has no time zone that there is")
    return f"{zone[0]}{hours:02d}:{minutes:02d}"
