"""What an importer yields: neutral records of fact-checks, ready-made triples, and what it had to reject.

Texts are as they were written, with HTML and entities gone; empty means unknown. URLs are absolute, as
``naming.url_of`` gives them, or empty. Dates are ``YYYY-MM-DD`` or ``YYYY-MM-DDThh:mm:ss``, with a zone or without
one, as ``kb.sheets.dates.read_date`` gives them. Languages are BCP 47 tags.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

PERSON, ORGANIZATION = "person", "organization"

Text: TypeAlias = tuple[str, str]
"""A text and its language, which may be empty."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A person or an organisation. ``url`` is a page of its own, ``same_as`` are pages about it.

    A name that names nobody ("Facebook users") makes it an unnamed source; so does an empty one, where there is a
    ``description``. ``language`` is that of the description, where it is not that of the record.
    """

    name: str
    kind: str = ""
    url: str = ""
    same_as: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    job_title: str = ""
    affiliation: str = ""
    description: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Appearance:
    """Where a claim was put forward: a page, a post, a broadcast.

    ``publisher`` is who answers for it, by default the site; ``author`` is who said it there, by default the
    claimants of the fact-check. ``said`` is when, where that is not when it was published. ``quote`` is verbatim.
    """

    url: str = ""
    title: str = ""
    published: str = ""
    language: str = ""
    publisher: Agent | None = None
    author: Agent | None = None
    said: str = ""
    quote: str = ""
    archived: str = ""


@dataclass(frozen=True, slots=True)
class FactCheck:
    """One review of one claim.

    ``where`` is the place in the input that messages name ("line 12", "row 7", "script 2"); ``original`` is the
    record as it was, as JSON. ``unmapped`` names the keys or columns with content that has no place here. ``notes``
    say in words what could not be read and was left out.

    ``claim`` is the claim's text in ``language`` (empty: unknown), ``texts`` are the same in other languages.
    ``label`` is the rating in the publisher's words; ``verdict`` is the IRI of one of ours where the record itself
    gives it. ``value``, ``best`` and ``worst`` are the numbers of the rating as they are written.
    """

    where: str
    original: str
    claim: str
    language: str = ""
    texts: tuple[Text, ...] = ()
    claimants: tuple[Agent, ...] = ()
    claimed: str = ""
    appearances: tuple[Appearance, ...] = ()
    publisher: Agent | None = None
    authors: tuple[Agent, ...] = ()
    url: str = ""
    title: str = ""
    description: str = ""
    published: str = ""
    modified: str = ""
    label: str = ""
    label_language: str = ""
    value: str = ""
    best: str = ""
    worst: str = ""
    verdict: str = ""
    confidence: str = ""
    reason: str = ""
    license: str = ""
    topics: tuple[Agent, ...] = ()
    keywords: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capture:
    """A copy that was kept of a page: ``captured`` is an instant in UTC, ``sha256`` the digest of its bytes.

    ``page.archived`` is where the copy is. Without a digest it is no snapshot, and the source names it.
    """

    where: str
    original: str
    page: Appearance
    captured: str = ""
    sha256: str = ""
    unmapped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Triples:
    """Ready-made triples, each term as N-Triples writes it; blank nodes must have got IRIs.

    ``file`` is the stem of the file that they go to, below the folder of imports ("claims", "desk.example/2024").
    ``original`` may be empty where the triples say all that the record says. What the knowledge base has is left out.
    """

    where: str
    rows: tuple[tuple[str, str, str], ...]
    file: str = ""
    original: str = ""
    unmapped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that cannot be imported, and why, in one sentence; ``original`` is all of it that there is."""

    where: str
    reason: str
    original: str = ""


Item: TypeAlias = FactCheck | Capture | Triples | Rejected


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says of the input: see ``kb import --help``.

    ``language`` is that of texts which do not say theirs. ``page`` is the URL that relative ones are resolved by.
    ``mapping`` is a file that tells an importer what columns or terms mean. ``dates`` tells how ambiguous dates are
    to be read: "dmy", "mdy", or nothing. ``base`` is what the IRIs of the knowledge base begin with, ``folder`` where
    it lies.
    """

    language: str = ""
    page: str = ""
    mapping: str = ""
    dates: str = ""
    publisher: str = ""
    base: str = ""
    folder: str = ""
