"""``/about``: whose this is, under which licence, and how to take it all away."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, url_for

import kb
from kb.formats import GRAPH_FORMATS

from ..addresses import address
from ..state import endpoint
from .answers import page

blueprint = Blueprint("about", __name__)


@blueprint.get("/about")
def about() -> Response:
    """Tell of the licence, the endpoint, the dumps and the version."""
    build = endpoint().pool.build
    dumps = {name: f"{url_for('graphs.named')}?default&format={name}" for name in GRAPH_FORMATS}
    return page(
        "about.html",
        triples=endpoint().statistics().triples,
        dumps=dumps,
        endpoint_url=address("sparql.sparql"),
        built=datetime.fromtimestamp(build.stamp / 10**9, UTC).date().isoformat() if build.stamp else "",
        version=kb.__version__,
    )
