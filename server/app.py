"""The application factory."""

from __future__ import annotations

from flask import Flask, Response, make_response, request
from werkzeug.exceptions import HTTPException

from kb.errors import KbError, UsageError
from kb.project import KnowledgeBase

from . import graphs, home, problems, sparql
from .pool import Pool
from .process import ClientGoneError
from .state import Endpoint, endpoint, remember

LARGEST_BODY = 1 << 20
"""The most bytes that a request may have as its body."""

_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type",
    "Access-Control-Max-Age": "86400",
}


def create_app(kb: KnowledgeBase, *, query_timeout: float = 30.0, workers: int | None = None) -> Flask:
    """Make the WSGI application that serves ``kb``, which must have been built.

    ``query_timeout`` is in seconds; ``workers`` is the number of query processes, by default one per processor. They
    start with the first query and end with this process; ``pool_of(app).close()`` ends them sooner.

    Raises:
        UsageError: if the time limit or the number of processes makes no sense.
    """
    if not 0 < query_timeout <= 86400:
        raise UsageError("the time limit of a query must lie above 0 and be a day (86400 s) at most")
    if workers is not None and workers < 1:
        raise UsageError("there must be one query process at least")
    app = Flask(__name__)
    app.url_map.strict_slashes = False
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_MEMORY_SIZE=LARGEST_BODY, SEND_FILE_MAX_AGE_DEFAULT=3600
    )
    with app.app_context():
        remember(Endpoint(kb, Pool(kb, timeout=query_timeout, workers=workers)))
    for blueprint in (home.blueprint, sparql.blueprint, graphs.blueprint):
        app.register_blueprint(blueprint)
    app.register_error_handler(KbError, problems.from_kb_error)
    app.register_error_handler(HTTPException, problems.from_http_exception)
    app.register_error_handler(ClientGoneError, _nobody_there)
    app.register_error_handler(Exception, problems.from_bug)
    app.after_request(_add_headers)
    app.context_processor(lambda: {"kb": endpoint().kb, "short": _short})
    return app


def pool_of(app: Flask) -> Pool:
    """Return the query processes of an application."""
    with app.app_context():
        return endpoint().pool


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.method == "OPTIONS":
        response.headers.update(_PREFLIGHT_HEADERS)
    return response


def _nobody_there(error: ClientGoneError) -> Response:
    return make_response("", 499)


def _short(iri: str) -> str:
    return endpoint().shortener.name(iri) or iri
