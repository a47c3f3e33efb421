"""Says in one sentence on how many independent origins a claim rests."""

from __future__ import annotations

from collections.abc import Sequence

from .analysis import Origins

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MOST_NAMES = 4


def sentence(origins: Origins, reports: int, names: Sequence[str]) -> str:
    """Return the sentence; ``reports`` affirm the claim or carry it to who does, ``names`` are the roots' agents."""
    parts = [_affirmed(origins, reports, names)]
    if origins.denied.most:
        parts.append(f"It is denied, on {_interval(origins.denied.least, origins.denied.most)}.")
    if origins.retracted:
        parts.append(f"{_count(len(origins.retracted), 'retracted report')} left out.".capitalize())
    return " ".join(parts)


def _affirmed(origins: Origins, reports: int, names: Sequence[str]) -> str:
    if not reports:
        return "No report affirms it."
    start = _count(reports, "report").capitalize()
    if origins.circular:
        return f"{start}, no origin: {'it rests on itself' if reports == 1 else 'they only relay each other'}."
    if not origins.roots:
        return f"{start}, no origin: what they rest on was retracted."
    shown = list(dict.fromkeys(names))
    more = f" and {len(shown) - _MOST_NAMES} more" if len(shown) > _MOST_NAMES else ""
    who = "; ".join(shown[:_MOST_NAMES]) + more
    least, most = origins.affirmed.least, origins.affirmed.most
    doubt = "" if least == most else ". Who is not named, or does not say how they know, may be one and the same"
    return f"{start}, {_interval(least, most)}: {who}{doubt}."


def _interval(least: int, most: int) -> str:
    if least == most:
        return _count(least, "origin")
    return f"between {_word(least)} and {_count(most, 'origin')}"


def _count(number: int, noun: str) -> str:
    return f"{_word(number)} {noun}{'s' * (number != 1)}"


def _word(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
