"""One question of the protocol, understood: what is put to a process, in which formats, and under which tag.

Both ways to an answer begin here: that of flask's views, and the short one of ``server.express``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .cache import entity_tag, is_lasting
from .incoming import HttpRequest
from .negotiation import Choice, Wanted, negotiate, not_acceptable
from .protocol import SparqlRequest, read_request
from .wire import PAGE, Answer, Job


@dataclass(frozen=True)
class Question:
    """A request for an answer, or, where ``asked.text`` is None, one without a query."""

    asked: SparqlRequest
    wanted: Wanted
    job: Job
    is_lasting: bool

    def tag(self, digest: str) -> str | None:
        """Return the tag of the answer from data with this digest; None if it is another one each time."""
        return entity_tag(digest, self.job, self.wanted) if self.is_lasting else None

    def choice(self, answer: Answer) -> Choice:
        """Return the format of the answer, now that it is known what it is.

        Raises:
            NotAcceptableError: if no format that is wanted can hold it.
        """
        choice = self.wanted.graph if answer.kind == "triples" else self.wanted.table
        if choice is None:
            raise not_acceptable(answer.kind)
        return choice


def understand(request: HttpRequest) -> Question:
    """Read a request, and choose formats for its answer.

    Raises:
        UsageError, QueryRefusedError: if it makes no sense, or is an update; see ``protocol`` and ``negotiation``.
    """
    asked = read_request(request)
    wanted = negotiate_once(request.headers.get("Accept") or "", asked.formats)
    job = Job(
        asked.text or "",
        table=wanted.table.format if wanted.table is not None else None,
        graph=wanted.graph.format if wanted.graph is not None else None,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
    )
    return Question(asked, wanted, job, is_lasting(job.text))


@lru_cache(1024)
def negotiate_once(accept: str, asked: tuple[str, ...]) -> Wanted:
    """Negotiate, and remember what came of it; see ``negotiation.negotiate``."""
    return negotiate(accept, asked)


def content_type(choice: Choice) -> str:
    """Return the media type of an answer, with the encoding of what is text."""
    return f"{choice.media_type}; charset=utf-8" if choice.media_type.startswith("text/") else choice.media_type


def is_page(choice: Choice) -> bool:
    """Tell whether an answer becomes a page."""
    return choice.format == PAGE
