"""The pages and documents of the knowledge base's own things, each at its IRI: ``/claim/…``, ``/source/…`` and so on.

One address gives a page, Turtle, JSON-LD, N-Triples, RDF/XML or a table, by ``Accept`` (RFC 9110 §12.1); with a suffix
(``.ttl``) it gives that, whatever is accepted. Of what was removed, the retraction that stayed is shown (410).
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import NotFound

from kb.content import rows_of, sort
from kb.exporters import writer

from . import protocol
from .asking import content_type
from .description import Thing, cell, described, things
from .embedding import head
from .headers import caching
from .locating import Located, document, located, path_as_sent
from .negotiation import INSTANCES, Choice, negotiate_instance
from .pages.instance import render
from .sending import varying
from .signposts import links, suffix_of
from .state import endpoint
from .wire import PAGE

blueprint = Blueprint("instances", __name__)

_MOST_SHOWN = 200  # triples on a page; the data have more


@blueprint.get("/<path:name>")
def instance(name: str) -> Response:
    """Show the thing that this address stands for."""
    here = endpoint()
    candidates = located(here.kb.settings.base, path_as_sent())
    found = things([candidate.iri for candidate in candidates]) if candidates else {}
    chosen = next((candidate for candidate in candidates if candidate.iri in found), None)
    if chosen is None:
        raise NotFound
    thing, choice = found[chosen.iri], _choice(chosen)
    response = make_response(_page(thing)) if choice.format == PAGE else _data(thing, choice)
    if thing.is_gone:
        response.status_code = 410
    else:
        _validate(response)
    response.headers["Link"] = ", ".join(link.header() for link in links(thing.iri, choice.format, thing.newer))
    response.headers["Content-Location"] = document(thing.iri, suffix_of(choice.format))
    return varying(response)


def _choice(chosen: Located) -> Choice:
    if chosen.format is not None:
        return Choice(chosen.format, INSTANCES[chosen.format][0])
    return negotiate_instance(request.headers.get("Accept", ""), protocol.formats_asked(request))


def _page(thing: Thing) -> str:
    found = links(thing.iri, PAGE, thing.newer)
    if thing.is_gone:
        return render_template("gone.html", thing=thing, facts=_table(thing.iri))
    above = head(thing, found)
    page = render(thing.iri, head=above)
    if page is None:
        facts = _table(thing.iri)
        page = render_template(
            "thing.html", thing=thing, facts=facts[:_MOST_SHOWN], all=len(facts), links=found, head=above
        )
    return page


def _table(iri: str) -> list[tuple[dict[str, str], ...]]:
    """Return subject, predicate and object of what is known of a thing; first what is said of it itself."""
    rows = [tuple(map(cell, (found.subject, found.predicate, found.object))) for found in described(iri)]
    return sorted(rows, key=lambda row: (row[0]["value"] != iri, [term["value"] for term in row]))


def _data(thing: Thing, choice: Choice) -> Response:
    output = io.BytesIO()
    if choice.format == "csv":
        _write_table(_table(thing.iri), output)
    else:
        write = writer("jsonld" if choice.format == "json" else choice.format)
        write(sort(set(rows_of(described(thing.iri)))), output, endpoint().kb.prefixes)
    response = make_response(output.getvalue())
    response.content_type = content_type(choice)
    return response


def _write_table(rows: list[tuple[dict[str, str], ...]], output: io.BytesIO) -> None:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("subject", "predicate", "object", "language", "datatype"))
    for subject, predicate, object in rows:
        kind = (object.get("language", ""), object.get("datatype", ""))
        table.writerow((subject["value"], predicate["value"], object["value"], *kind))
    output.write(text.getvalue().encode("utf-8", "surrogatepass"))


def _validate(response: Response) -> None:
    """Let it be asked for again only if it has changed (RFC 9110 §13): by its content, or by the time of the build."""
    response.add_etag(weak=True)
    response.headers["Cache-Control"] = caching(response.get_etag()[0], endpoint().max_age)["Cache-Control"]
    if endpoint().pool.build.stamp:
        response.last_modified = datetime.fromtimestamp(endpoint().pool.build.stamp // 10**9, UTC)
    response.make_conditional(request)
