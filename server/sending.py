"""Makes responses of answers: bytes as they come, with the headers that all answers have."""

from __future__ import annotations

from flask import Response, request

from .negotiation import Choice
from .reply import Reply


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
