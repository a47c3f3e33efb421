"""What the views share: the knowledge base, the pool, and what changes only when it is built anew."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from flask import current_app

from kb.namespaces import Shortener
from kb.project import KnowledgeBase
from kb.statistics import Statistics

from .builds import Build
from .cache import Answers
from .metrics import Metrics
from .pool import Pool

_KEY = "factcheck-kb"


class Endpoint:
    """One knowledge base, served; an answer may be used for ``max_age`` seconds without asking again.

    Where it is ``private``, reading needs a token.
    """

    def __init__(self, kb: KnowledgeBase, pool: Pool, max_age: int = 0, *, private: bool = False) -> None:
        self.kb = kb
        self.pool = pool
        self.max_age = max_age
        self.private = private
        self.answers = Answers()
        self.metrics = Metrics(pool)
        self.shortener = Shortener(kb.prefixes)
        self._counted: tuple[Build, Statistics] | None = None

    def statistics(self) -> Statistics:
        """Return what the knowledge base holds; counted once per build."""
        build = self.pool.build
        if self._counted is None or self._counted[0] != build:
            with contextlib.closing(self.pool.ask(None)) as reply:
                content: dict[str, Any] = json.loads(reply.read())
            self._counted = build, Statistics(**content)
        return self._counted[1]


def remember(endpoint: Endpoint) -> None:
    """Make ``endpoint`` that of the current application."""
    current_app.extensions[_KEY] = endpoint


def endpoint() -> Endpoint:
    """Return the endpoint of the current application."""
    found: Endpoint = current_app.extensions[_KEY]
    return found
