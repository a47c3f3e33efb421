"""The errors that only the endpoint knows.

::

    KbError                           (kb.errors)
    ├── UsageError
    │   ├── NotAcceptableError        HTTP 406   no format that was asked for can hold the answer
    │   ├── UrlTooLongError           HTTP 414   a URL that is longer than any may be
    │   ├── UnsupportedBodyError      HTTP 415   a body of a type that no query comes in
    │   ├── TooManyAtOnceError        HTTP 413   a batch with more in it than is answered at once
    │   └── UnimplementedError        HTTP 501   what a service has elsewhere, and not here
    ├── StoreError
    │   └── BusyError                 HTTP 503   all query processes are at work; try again
    │       └── TooManyQueriesError   HTTP 429   one client asks for more than its share; try again later
    └── QueryError
        ├── QueryCrashError           HTTP 503   the query brought its process down, or took too much memory
        └── AnswerTooLargeError       HTTP 403   the answer has more rows or bytes than are sent
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


class TooManyAtOnceError(UsageError):
    """A batch with more in it than is answered at once."""

    status = 413
    title = "Too many at once"


class UnimplementedError(UsageError):
    """Something that a service has elsewhere, and not here."""

    status = 501
    title = "Not implemented"


class BusyError(StoreError):
    """Every query process was at work for longer than a request waits; ``retry_after`` is in seconds."""

    title = "Busy"
    retry_after = 5


class TooManyQueriesError(BusyError):
    """One client asks for more than its share of the query processes."""

    status = 429
    title = "Too many queries"


class QueryCrashError(QueryError):
    """A query that brought its process down: nested too deeply, or too large for the memory."""

    status = 503
    title = "Query crashed"


class AnswerTooLargeError(QueryError):
    """An answer with more rows or bytes than are sent."""

    status = 403
    title = "Answer too large"


ANSWERED: dict[str, type[QueryError]] = {kind.__name__: kind for kind in (QueryCrashError, AnswerTooLargeError)}
"""The errors of this module that a query process may answer with, by name."""
