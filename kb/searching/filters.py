"""What a search is confined to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Filters:
    """What found documents must have; of several values of one kind, one is enough. What is empty asks for nothing.

    ``verdicts`` are IRIs or the last parts of them; ``publishers`` are hosts, as of the page of a review, with or
    without ``www.``; ``reviewers`` and ``agents`` (who puts a claim forward) and ``topics`` are IRIs;
    ``languages`` are tags, of which ``en`` stands for ``en-GB`` too. ``since`` and ``until`` are days, both included.
    Origins are counted as an interval: ``origins_at_least`` is compared with its lower end, ``origins_at_most`` with
    its upper one.
    """

    verdicts: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    origins_at_least: int | None = None
    origins_at_most: int | None = None

    def facets(self) -> dict[str, tuple[str, ...]]:
        """Return the values that are asked for, by the names of the facets."""
        asked = {
            "verdict": self.verdicts,
            "publisher": self.publishers,
            "reviewer": self.reviewers,
            "agent": self.agents,
            "topic": self.topics,
            "language": self.languages,
        }
        return {name: values for name, values in asked.items() if values}


def host_of(address: str) -> str:
    """Return the host of an address, or of what is only a host, without ``www.``."""
    rest = address.strip().lower().partition("://")[2] or address.strip().lower()
    host = rest.partition("/")[0].partition("?")[0].rpartition("@")[2].partition(":")[0]
    return host.removeprefix("www.").rstrip(".")
