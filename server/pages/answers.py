"""Makes responses of pages: with a tag, so that a browser that has a page need not be sent it again."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, request

from ..headers import caching
from ..state import endpoint


def page(template: str, **values: Any) -> Response:
    """Answer with a page; its tag is of its content (RFC 9110 §8.8.3)."""
    return tagged(render_template(template, **values))


def tagged(html: str) -> Response:
    """Answer with a page that has been rendered."""
    response = make_response(html)
    response.add_etag(weak=True)
    response.headers["Cache-Control"] = caching(response.get_etag()[0], endpoint().max_age)["Cache-Control"]
    response.make_conditional(request)
    return response
