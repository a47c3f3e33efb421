"""What a query, and a client, may take of the server."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from kb.errors import UsageError

MEGABYTE = 1 << 20
DAY = 86400.0


def default_workers() -> int:
    """Return how many query processes suit this machine."""
    return max(2, min(os.cpu_count() or 1, 16))


@dataclass(frozen=True)
class Limits:
    """The limits of a server; where a number may be 0, that means no limit.

    Of one query: ``time`` in seconds, ``memory`` in bytes beyond what the store takes, ``rows`` and ``bytes`` of its
    answer. Of one client: ``client_queries`` that run at the same time (0: half of all that may), ``client_seconds``
    that its queries may run within a minute. Of all: ``workers`` are the processes that wait for queries, ``extra``
    how many more are started while long queries hold these, ``queue`` how many queries may wait, ``patience`` how
    many seconds each of them does. ``services`` are the endpoints that SERVICE may name.
    """

    time: float = 30.0
    memory: int = 1024 * MEGABYTE
    rows: int = 0
    bytes: int = 0
    client_queries: int = 0
    client_seconds: float = 0.0
    workers: int = field(default_factory=default_workers)
    extra: int = 6
    queue: int = 500
    patience: float = 10.0
    services: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.time <= DAY:
            raise UsageError("the time limit of a query must lie above 0 and be a day (86400 s) at most")
        if self.workers < 1:
            raise UsageError("there must be one query process at least")
        if self.memory and self.memory < 16 * MEGABYTE:
            raise UsageError("a query needs 16 MB of memory at least")
        for name in ("memory", "rows", "bytes", "client_queries", "client_seconds", "extra", "queue"):
            if not getattr(self, name) >= 0:
                raise UsageError(f"the limit of {name.replace('_', ' ')} must be 0 or more")

    @property
    def processes(self) -> int:
        """The most processes at a time."""
        return self.workers + self.extra

    @property
    def reserve(self) -> int:
        """How many processes are kept from clients that had slow queries lately."""
        return self.processes // 4

    @property
    def per_client(self) -> int:
        """The most queries of one client that run at the same time."""
        return self.client_queries or max(1, self.processes // 2)
