"""``/about``: whose this is, under which licence, and how to take it all away."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, url_for

import kb
from kb.formats import GRAPH_FORMATS

from ..addresses import address
from ..state import endpoint
from .answers import page
from .front import whole

blueprint = Blueprint("about", __name__)


@blueprint.get("/about")
def about() -> Response:
    """Tell of the licence, the endpoint, the dumps and the version."""
    build, found = endpoint().pool.build, whole()
    dumps = {name: f"{url_for('graphs.named')}?default&format={name}" for name in GRAPH_FORMATS}
    response = page(
        "about.html",
        triples=found.counted.triples if found is not None else None,
        dumps=dumps,
        endpoint_url=address("sparql.sparql"),
        built=datetime.fromtimestamp(build.stamp / 10**9, UTC).date().isoformat() if build.stamp else "",
        version=kb.__version__,
    )
    if found is None:
        response.headers["Cache-Control"] = "no-store"  # it is soon another page
    return response
