"""The errors that only a write can meet.

::

    KbError                              (kb.errors)
    ├── WriteRefusedError     exit 1   HTTP 422   it would bring in violations; ``findings`` tells which
    ├── WriteConflictError    exit 2   HTTP 409   it does not fit what there is, or a file cannot be patched
    │   ├── ChangedError      exit 2   HTTP 412   somebody has changed the graph since it was read
    │   └── UnguardedError    exit 2   HTTP 428   it would replace everything, and no condition guards it
    ├── UsageError
    │   └── GraphRefusedError exit 2   HTTP 422   a graph that no file can hold
    ├── QueryError
    │   ├── WriteCrashError   exit 2   HTTP 503   it takes too much memory
    │   └── WriteLostError    exit 2   HTTP 500   the writing process ended, or the disk cannot be written
    └── StoreError
        └── WriteBusyError    exit 2   HTTP 503   another write goes on; ``retry_after`` is in seconds
"""

from __future__ import annotations

from collections.abc import Sequence

from kb.errors import KbError, QueryError, StoreError, UsageError
from kb.findings import Finding


class WriteRefusedError(KbError):
    """A write after which there would be violations that were not there before."""

    exit_code = 1
    status = 422
    title = "Write refused"

    def __init__(self, findings: Sequence[Finding]) -> None:
        count = f"{len(findings)} new finding{'s' if len(findings) > 1 else ''}"
        super().__init__(f"nothing was written: it would bring {count}", hint="mend what they name, then send it again")
        self.findings = list(findings)


class WriteConflictError(KbError):
    """A write that does not fit what there is."""

    status = 409
    title = "Conflict"


class ChangedError(WriteConflictError):
    """A write to a graph that somebody else has changed since it was read (RFC 9110 §13.1.1)."""

    status = 412
    title = "Precondition failed"


class UnguardedError(WriteConflictError):
    """A write that would replace everything, without a condition that shows that this is meant (RFC 6585 §3)."""

    status = 428
    title = "Precondition required"


class WriteCrashError(QueryError):
    """A write that takes more memory than it may, or is nested so deeply that it brings its process down."""

    status = 503
    title = "Write crashed"


class WriteLostError(QueryError):
    """A write that failed for no fault of its own; the message says whether it may count."""

    status = 500
    title = "Write failed"


class GraphRefusedError(UsageError):
    """A graph that no file of the knowledge base can hold, or that is not to be written."""

    status = 422
    title = "Graph refused"


class WriteBusyError(StoreError):
    """Another write went on for longer than this one waits."""

    title = "Busy"
    retry_after = 2
