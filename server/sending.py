"""Puts jobs to the query processes, and makes responses of their answers: bytes as they come, with their headers."""

from __future__ import annotations

from flask import Response, has_request_context, request

from .asking import content_type
from .clients import known_as
from .headers import caching
from .negotiation import Choice
from .pool import PoolReply
from .state import endpoint
from .wire import Job


def ask(job: Job) -> PoolReply:
    """Put a job to the query processes; it ends when the client of this request leaves, if the server says so.

    Without a request it is the server's own, and has to wait like that of any client.
    """
    if not has_request_context():
        return endpoint().pool.ask(job)
    is_gone = request.environ.get("factcheck-kb.is_gone")
    return endpoint().pool.ask(job, is_gone, client=known_as(request.remote_addr or ""))


def data(reply: PoolReply, choice: Choice) -> Response:
    """Send the answer as it comes; what is too long to be read first goes out in chunks, which show where it breaks."""
    if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        reply.read_ahead()  # there are no chunks in HTTP/1.0
    response = Response(reply)
    response.content_type = content_type(choice)
    if reply.length is not None:
        response.content_length = reply.length
    return response


def cached(response: Response, tag: str | None) -> Response:
    """Say for how long an answer may be used again, and by which tag to ask whether it still holds."""
    response.headers.update(caching(tag, endpoint().max_age))
    return varying(response)


def varying(response: Response) -> Response:
    """Say that another Accept header would have got another answer."""
    response.vary.add("Accept")
    return response
