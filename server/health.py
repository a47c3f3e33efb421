"""``/healthz``, ``/readyz`` and ``/metrics``: for whoever watches over the server."""

from __future__ import annotations

from flask import Blueprint, Response

from kb.errors import KbError

from .errors import BusyError
from .metrics import CONTENT_TYPE
from .state import endpoint
from .wire import Job

blueprint = Blueprint("health", __name__)

PATHS = {"/healthz", "/readyz"}
"""What tells whether the server is well, and nothing of what it serves."""

_PATIENCE = 1.0  # seconds


@blueprint.get("/healthz")
def healthz() -> Response:
    """Say ok if a query is answered, and busy if none could be for a second: that is no reason to start anew."""
    state = "ok"
    try:
        endpoint().pool.ask(Job("ASK {}"), patience=_PATIENCE).close()
    except BusyError:
        state = "busy"
    return _plain(state, 200)


@blueprint.get("/readyz")
def readyz() -> Response:
    """Say whether requests should be sent here: not before there is a store, and not while all processes are busy."""
    try:
        endpoint().pool.ask(Job("ASK {}"), patience=_PATIENCE).close()
    except KbError as error:
        return _plain(error.title.lower(), 503)
    return _plain("ready", 200)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Send the metrics in Prometheus's text format."""
    response = Response(endpoint().metrics.text(), headers={"Cache-Control": "no-store"})
    response.content_type = CONTENT_TYPE
    return response


def _plain(text: str, status: int) -> Response:
    return Response(f"{text}\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
