"""What is remembered of one request, for the log and the metrics."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field

from .wire import Job


@dataclass
class Record:
    """One request: what came, what became of it. No query and no secret is kept, only the digest of a query."""

    client: str
    method: str
    path: str
    start: float = field(default_factory=time.monotonic)
    status: int = 0
    bytes: int = 0
    rows: int = -1
    outcome: str = ""
    query: str = ""

    def ask(self, job: Job) -> None:
        """Note which query it is about."""
        self.query = hashlib.blake2b(job.text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()

    def answered(self, rows: int, outcome: str = "ok") -> None:
        """Note that it was answered."""
        self.rows, self.outcome = rows, outcome

    @property
    def has_begun(self) -> bool:
        """Whether the response has begun."""
        return self.status != 0

    @property
    def seconds(self) -> float:
        """For how long it has been."""
        return time.monotonic() - self.start
