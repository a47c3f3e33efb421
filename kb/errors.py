"""Every error that a user can cause or meet.

::

    KbError                     exit 2   HTTP 500
    ├── UsageError              exit 2   HTTP 400   an argument that makes no sense
    │   └── UnknownNameError    exit 2   HTTP 404   no such rule, question, example, format, node …
    ├── ConfigurationError      exit 2   HTTP 500   kb.toml, or no kb.toml
    ├── FileError               exit 2   HTTP 500   a file or folder that cannot be read or written
    ├── DataSyntaxError         exit 1   HTTP 422   a data file that does not parse (a finding)
    ├── StoreError              exit 2   HTTP 503   the embedded store is missing, locked or damaged
    │   └── BuildRunningError   exit 2   HTTP 503   another process is building it
    └── QueryError              exit 2   HTTP 400
        ├── QuerySyntaxError    exit 2   HTTP 400   with line and column
        ├── QueryRefusedError   exit 2   HTTP 403   it would leave the knowledge base, or change it
        └── QueryTimeoutError   exit 2   HTTP 503   it ran longer than it may

Anything else that escapes is a bug of ours.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any


class KbError(Exception):
    """A failure with a sentence for the user, a way out, an exit code and an HTTP status.

    ``message`` says what is wrong and where; ``hint`` says what to do about it.
    """

    exit_code = 2
    status = 500
    title = "Error"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[Any, ...]:
        """Let an error travel between processes, whatever its constructor takes."""
        return _restored, (type(self), self.args, self.__dict__)


class UsageError(KbError):
    """An argument, or a combination of arguments, that makes no sense."""

    status = 400
    title = "Bad request"


class UnknownNameError(UsageError):
    """A name that nothing has, with the nearest name that something has."""

    status = 404
    title = "Not found"

    def __init__(self, kind: str, name: str, known: Iterable[str], *, hint: str | None = None) -> None:
        close = nearest(name, known)
        super().__init__(f"there is no {kind} '{name}'", hint=f"did you mean '{close}'?" if close is not None else hint)


class ConfigurationError(KbError):
    """A ``kb.toml`` that is missing, does not parse, or has a key or value that it may not have."""

    title = "Bad configuration"


class FileError(KbError):
    """A file or folder that cannot be read or written."""

    title = "File error"

    @classmethod
    def from_os(cls, action: str, error: OSError) -> FileError:
        """Word an ``OSError`` that happened while doing ``action`` ("read", "write")."""
        place = error.filename if error.filename is not None else "the output"
        return cls(f"cannot {action} {place}: {error.strerror or error}")


class DataSyntaxError(KbError):
    """A data file that does not parse; ``line`` and ``column`` count from 1 and may be unknown."""

    exit_code = 1
    status = 422
    title = "Syntax error in data"

    def __init__(self, path: str, reason: str, line: int | None = None, column: int | None = None) -> None:
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{place}: {reason}")
        self.path, self.reason, self.line, self.column = path, reason, line, column


class StoreError(KbError):
    """The embedded store is missing, locked or damaged."""

    status = 503
    title = "Store unavailable"


class BuildRunningError(StoreError):
    """Another process is building the embedded store."""

    title = "Build running"


class QueryError(KbError):
    """A query that cannot be answered."""

    status = 400
    title = "Bad query"


class QuerySyntaxError(QueryError):
    """A query that does not parse; ``line`` and ``column`` count from 1 and may be unknown."""

    title = "Malformed query"

    def __init__(
        self, reason: str, line: int | None = None, column: int | None = None, *, hint: str | None = None
    ) -> None:
        place = f"line {line}, column {column}: " if line is not None else ""
        super().__init__(f"malformed query: {place}{reason}", hint=hint)
        self.reason, self.line, self.column = reason, line, column


class QueryRefusedError(QueryError):
    """A query that would leave the knowledge base (``SERVICE``) or change it (an update)."""

    status = 403
    title = "Query refused"


class QueryTimeoutError(QueryError):
    """A query that ran longer than it may."""

    status = 503
    title = "Query timed out"


def _restored(kind: type[KbError], arguments: tuple[object, ...], state: dict[str, object]) -> KbError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(state)
    return error


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the one of ``known`` that ``name`` most likely meant, or None if none is close."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return close[0] if close else None
