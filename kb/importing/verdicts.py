"""Looks labels of publishers up; whatever no map knows is reported, and never guessed."""

from __future__ import annotations


class Lookup:
    """The verdict maps, by the hosts of publishers, each read once."""

    def __call__(self, host: str, label: str, language: str) -> str:
        """Return the IRI of the verdict that a publisher's label means, or nothing."""
        return ""

    def language(self, host: str) -> str:
        """Return the language that all labels of a publisher are in, or nothing."""
        return ""


verdict_of = Lookup()
