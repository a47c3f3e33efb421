"""The application factory."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, make_response, request
from werkzeug.exceptions import HTTPException

from kb.errors import KbError
from kb.project import KnowledgeBase
from kb.tokens import READ

from . import (
    browse,
    envelope,
    factchecktools,
    feed,
    graphs,
    health,
    instances,
    named,
    openapi,
    problems,
    reconciliation,
    search,
    sitemap,
    sparql,
    void,
)
from .access import AccessError, permitted
from .limits import Limits
from .locating import base_path, below, href
from .pages import about, home, questions, rules
from .pages.dress import dress
from .pool import ClientGoneError, Pool
from .state import Endpoint, endpoint, remember

LARGEST_BODY = 1 << 20
"""The most bytes that a request may have as its body."""

LARGEST_WRITE = 1 << 26
"""The same for a write, by those who may."""


_BLUEPRINTS = (
    home.blueprint,
    search.blueprint,
    questions.blueprint,
    rules.blueprint,
    about.blueprint,
    sparql.blueprint,
    graphs.blueprint,
    void.blueprint,
    health.blueprint,
    instances.blueprint,
    feed.blueprint,
    sitemap.blueprint,
    browse.blueprint,
    named.blueprint,
    factchecktools.blueprint,
    reconciliation.blueprint,
    openapi.blueprint,
)


def create_app(
    kb: KnowledgeBase,
    limits: Limits | None = None,
    *,
    in_memory: bool = True,
    max_age: int = 0,
    private: bool = False,
    templates: Path | None = None,
) -> Flask:
    """Make the WSGI application that serves ``kb``, which must have been built.

    Its query processes start with the first query and end with this process; ``endpoint_of(app).pool.close()`` ends
    them sooner. ``in_memory`` is whether they may work on a copy of the store in memory, where that fits; answers may
    be used for ``max_age`` seconds without asking again. Where it is ``private``, all but the health of the server
    needs a token. What lies in the folder ``templates`` takes the place of ours. ``kb serve`` runs it in a quicker and
    safer way than any WSGI server does; see ``front``.
    """
    app = Flask(__name__)
    app.url_map.strict_slashes = False
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_MEMORY_SIZE=LARGEST_BODY, SEND_FILE_MAX_AGE_DEFAULT=3600
    )
    with app.app_context():
        remember(Endpoint(kb, Pool(kb, limits, in_memory=in_memory), max_age, private=private))
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    dress(app, templates)
    app.wsgi_app = below(base_path(kb.settings.base), app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.register_error_handler(KbError, problems.from_kb_error)
    app.register_error_handler(AccessError, problems.from_access_error)
    app.register_error_handler(HTTPException, problems.from_http_exception)
    app.register_error_handler(ClientGoneError, _nobody_there)
    app.register_error_handler(Exception, problems.from_bug)
    app.before_request(envelope.check)
    app.before_request(_raise_told_error)
    app.before_request(_check_access)
    app.after_request(envelope.complete)
    app.context_processor(lambda: {"kb": endpoint().kb, "short": _short, "href": href})
    return app


def endpoint_of(app: Flask) -> Endpoint:
    """Return what an application serves."""
    with app.app_context():
        return endpoint()


def _raise_told_error() -> None:
    """Raise the error that was met on the short way, so that it is told as all errors are."""
    error = request.environ.get("factcheck-kb.error")
    if error is not None:
        raise error


def _check_access() -> None:
    """Let only those read who have a token, where that is wanted.

    Raises:
        AccessError: if they have none.
    """
    here = endpoint()
    if here.private and request.method != "OPTIONS" and request.path.rstrip("/") not in health.PATHS:
        permitted(here.kb, request.headers.get("Authorization", ""), READ)


def _nobody_there(error: ClientGoneError) -> Response:
    return make_response("", 499)


def _short(iri: str) -> str:
    return endpoint().shortener.name(iri) or iri
