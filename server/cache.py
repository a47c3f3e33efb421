"""Answers that were given before, for as long as the knowledge base is the same."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

from .limits import MEGABYTE
from .negotiation import Wanted
from .wire import Job

# What gives another answer each time (SPARQL 1.1 §17.4).
_CHANGING = re.compile(r"(?:RAND|NOW|UUID|BNODE)\s*\(", re.IGNORECASE)


@dataclass(frozen=True)
class Given:
    """A whole answer: its media type, bytes and number of rows."""

    content_type: str
    body: bytes
    rows: int


class Answers:
    """The answers that were asked for last; they take ``most`` bytes in all at most, a 16th of that each.

    Any thread may ask for them and add to them.
    """

    def __init__(self, most: int = 64 * MEGABYTE) -> None:
        self.most = most
        self.bytes = 0
        self._answers: OrderedDict[Hashable, Given] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def largest(self) -> int:
        """The most bytes that one answer may take."""
        return self.most // 16

    def get(self, key: Hashable) -> Given | None:
        """Return the answer to a question, if it was given before."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
        return found

    def put(self, key: Hashable, given: Given) -> None:
        """Keep an answer, unless it is large; those that nobody asked for longest make room."""
        size = _size(given)
        with self._lock:
            if size > self.largest or key in self._answers:
                return
            self._answers[key] = given
            self.bytes += size
            while self.bytes > self.most:
                _, old = self._answers.popitem(last=False)
                self.bytes -= _size(old)


def _size(given: Given) -> int:
    return len(given.body) + 1024  # the question, and what the entry takes


def is_lasting(text: str) -> bool:
    """Tell whether a query has the same answer as long as the data are the same."""
    return _CHANGING.search(text) is None


def entity_tag(digest: str, job: Job, wanted: Wanted) -> str:
    """Return the tag of an answer (RFC 9110 §8.8.3): weak, since rows without an order may come in any."""
    bound = repr(sorted(job.bindings.items())) if job.bindings else ""
    cut = f"{job.offset} {job.limit}" if job.limit else ""
    content = "\0".join((digest, job.text, *job.default_graphs, "", *job.named_graphs, bound, cut, _name(wanted)))
    return f'W/"{hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()}"'


@lru_cache(1024)
def _name(wanted: Wanted) -> str:
    return repr(wanted)


def matches(tag: str, if_none_match: str) -> bool:
    """Tell whether a tag is among those of ``If-None-Match``, compared weakly (RFC 9110 §13.1.2).

    ``*`` matches nothing here: whether there is an answer is not known before the query has been read.
    """
    bare = tag.removeprefix("W/")
    return any(each.strip().removeprefix("W/") == bare for each in if_none_match.split(","))
