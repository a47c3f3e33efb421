"""Sends small documents in RDF that the server writes itself: descriptions of the endpoint and of the dataset."""

from __future__ import annotations

import io
from collections.abc import Mapping

from flask import Response, make_response, request

from kb.content import Row
from kb.exporters import writer

from .asking import content_type
from .negotiation import Choice
from .sending import varying
from .state import endpoint


def document(rows: list[Row], choice: Choice, prefixes: Mapping[str, str]) -> Response:
    """Answer with sorted rows; ``prefixes`` are used beside those of the knowledge base."""
    output = io.BytesIO()
    writer(choice.format)(rows, output, {**prefixes, **endpoint().kb.prefixes})
    response = make_response(output.getvalue())
    response.content_type = content_type(choice)
    response.add_etag(weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return varying(response)
