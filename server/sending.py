"""Puts jobs to the query processes, and makes responses of their answers: bytes as they come, with their headers."""

from __future__ import annotations

from flask import Response, request

from .negotiation import Choice
from .reply import Reply
from .state import endpoint
from .wire import Job


def ask(job: Job) -> Reply:
    """Put a job to the query processes; it ends when the client of this request leaves."""
    return endpoint().pool.ask(job, request.environ.get("waitress.client_disconnected"))


def data(reply: Reply, choice: Choice) -> Response:
    """Send the answer as it comes; what is too long to be read first goes out in chunks, which show where it breaks."""
    if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        reply.read_ahead()  # there are no chunks in HTTP/1.0
    response = Response(reply)
    response.content_type = content_type(choice)
    if reply.length is not None:
        response.content_length = reply.length
    return response


def content_type(choice: Choice) -> str:
    """Return the media type of an answer, with the encoding of what is text."""
    return f"{choice.media_type}; charset=utf-8" if choice.media_type.startswith("text/") else choice.media_type


def varying(response: Response) -> Response:
    """Say that another Accept header would have got another answer."""
    response.vary.add("Accept")
    return response
