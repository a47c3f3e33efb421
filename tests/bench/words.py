"""The words that made-up content is put together from, and the dice that choose them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import TypeVar

Item = TypeVar("Item")

START, DAYS = date(2014, 1, 6), 4000

THINGS = ("bridge", "harbour", "ferry", "reservoir", "tunnel", "hospital", "airfield", "market", "museum", "pipeline")
PLACES = ("Aldmoor", "Brückfeld", "Carrow", "Dunhaven", "Eastmark", "Fallowby", "Grenzau", "Holmwick", "Ilmenried")
DEEDS = (
    ("was closed for repairs", "wurde wegen Reparaturen gesperrt"),
    ("cost twice what was planned", "kostete doppelt so viel wie geplant"),
    ("has failed its inspection", "hat die Prüfung nicht bestanden"),
    ("will open before the election", "wird vor der Wahl eröffnet"),
    ("was sold to a foreign investor", "wurde an einen ausländischen Investor verkauft"),
    ('is called \\"the shame of the county\\"', "heißt „die Schande des Landkreises“"),
)
FIRST = ("Ada", "Béla", "Chloé", "Dov", "Edda", "Femi", "Greta", "Hugo", "Inés", "Jan")
LAST = ("Abel", "Brandt", "Costa", "Dvořák", "Eide", "Farouk", "Grau", "Hill", "Ivanova", "Jung", "Kern")
PAPERS = ("Courier", "Gazette", "Herald", "Radio", "Tribune", "Weekly", "Post")
UNNAMED = (
    "an engineer who asked not to be named",
    "people familiar with the matter",
    "a senior official",
    "informants",
)
CUES = ("according to", "reportedly", "is said to", "sources say", "we have learnt that")
VERDICTS = (
    *("supported",) * 5,
    *("mostly-supported",) * 4,
    *("mixed",) * 3,
    *("mostly-refuted",) * 3,
    *("refuted",) * 6,
    *("not-enough-evidence",) * 4,
    "out-of-scope",
)
KINDS = (*("fact",) * 7, "quotation", "prediction", "opinion")
CERTAINTIES = ("certain", "probable", "possible")
CHAIN_LENGTHS = (*(1,) * 50, *(2,) * 28, *(3,) * 11, *(4,) * 6, *(5,) * 3, 6, 8)
DESKS = 5


class Dice:
    """Chances that depend on nothing but a seed; only ``random()`` is used, which no version of Python changes."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed).random

    def chance(self, share: float) -> bool:
        return self._random() < share

    def below(self, limit: int, skew: float = 1) -> int:
        """Return a number from 0 to ``limit`` - 1; the larger ``skew``, the likelier a small one."""
        return min(int(limit * self._random() ** skew), limit - 1)

    def pick(self, items: Sequence[Item]) -> Item:
        return items[self.below(len(items))]


def block(subject: str, kind: str, *lines: str) -> str:
    """Write what is said of one node."""
    return f"{subject} a {kind}" + "".join(f" ;\n  {line}" for line in lines) + " .\n"


def day(value: date) -> str:
    """Write a date as a literal."""
    return f'"{value}"^^xsd:date'
