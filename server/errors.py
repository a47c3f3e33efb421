"""The errors that only the endpoint knows.

::

    KbError                           (kb.errors)
    ├── UsageError
    │   ├── NotAcceptableError        HTTP 406   no format that was asked for can hold the answer
    │   ├── UrlTooLongError           HTTP 414   a URL that is longer than any may be
    │   └── UnsupportedBodyError      HTTP 415   a body of a type that no query comes in
    ├── StoreError
    │   └── BusyError                 HTTP 503   all query processes are at work; try again
    └── QueryError
        └── QueryCrashError           HTTP 503   the query brought its process down
"""

from __future__ import annotations

from kb.errors import QueryError, StoreError, UsageError


class NotAcceptableError(UsageError):
    """None of the formats that were asked for can hold the answer."""

    status = 406
    title = "Not acceptable"


class UrlTooLongError(UsageError):
    """A URL that is longer than any may be."""

    status = 414
    title = "URI too long"


class UnsupportedBodyError(UsageError):
    """A request body of a media type in which no query comes."""

    status = 415
    title = "Unsupported media type"


class BusyError(StoreError):
    """Every query process was at work for longer than a request waits; ``retry_after`` is in seconds."""

    title = "Busy"
    retry_after = 5


class QueryCrashError(QueryError):
    """A query that brought its process down: nested too deeply, or too large for the memory."""

    status = 503
    title = "Query crashed"
