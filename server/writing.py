"""Writes over HTTP, where the server lets them in: updates to ``/sparql``, whole graphs to ``/graph-store``.

``enable`` turns an application that reads into one that writes. Every write needs a token; what may not be written
is told with the findings that it would bring.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, make_response, request

from kb.errors import BuildRunningError, FileError, KbError, StoreError
from kb.findings.json import finding_table
from kb.manifest import read_manifest
from kb.project import KnowledgeBase
from kb.tokens import WRITE, Token
from kb.writing import applying
from kb.writing.errors import WriteBusyError, WriteLostError, WriteRefusedError
from kb.writing.process import Writer
from kb.writing.requests import Asked, Receipt, Remove, Write
from kb.writing.tags import tag

from . import problems, updates
from .access import permitted
from .app import LARGEST_WRITE
from .errors import BusyError
from .state import endpoint

blueprint = Blueprint("writing", __name__)

_KEY = "factcheck-kb.writer"
_READING = ("graphs.named", "graphs.file")


@dataclass(frozen=True)
class _Writing:
    """What writes of an application need: who writes, and what is to be called after each."""

    writer: Writer
    written: Callable[[], None]


def enable(
    app: Flask,
    kb: KnowledgeBase,
    *,
    timeout: float = 30.0,
    memory: int = 0,
    written: Callable[[], None] = lambda: None,
) -> Writer:
    """Let an application take writes to ``kb``, and bring one to its end that was interrupted.

    ``timeout`` is how long one may take before it counts, in seconds, and ``memory`` how many bytes (see ``Writer``).
    ``written`` is called after each, before it is acknowledged: whoever wrote is to read it with the next query. The
    writer that is returned has a process of its own; ``close`` ends it.

    Raises:
        KbError: if the knowledge base cannot be written.
    """
    with applying.writing(kb):
        applying.recover(kb)
    writer = Writer(kb, timeout=timeout, memory=memory)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_WRITE, MAX_FORM_MEMORY_SIZE=LARGEST_WRITE)
    app.extensions[_KEY] = _Writing(writer, written)
    app.register_blueprint(blueprint)
    app.register_error_handler(WriteRefusedError, _refused)
    writer.start()
    return writer


@blueprint.before_app_request
def update() -> Response | None:
    """Take an update; leave all else to the views."""
    if request.path.rstrip("/") != "/sparql" or not updates.asks_for_update(request):
        return None
    token = _token()
    return _written(token, *updates.read_update(request))


@blueprint.put("/graph-store")
@blueprint.post("/graph-store")
def put() -> Response:
    """Make a graph what is sent, or add that to it, or make a new one (§5.3, §5.5)."""
    token = _token()
    graph, reason = updates.read_graph(request, endpoint().kb)
    is_new = request.method == "POST" and not request.args.getlist("graph") and "default" not in request.args
    response = _written(token, updates.read_put(request, graph, keep=request.method == "POST"), reason)
    if is_new:
        response.headers["Location"] = graph
    return response


@blueprint.delete("/graph-store")
def delete() -> Response:
    """Remove a graph (§5.4)."""
    token = _token()
    graph, reason = updates.read_graph(request, endpoint().kb)
    return _written(token, Remove(graph), reason)


@blueprint.put("/file/<path:name>")
@blueprint.post("/file/<path:name>")
def put_file(name: str) -> Response:
    """Make the graph that has this address what is sent, or add that to it (§4.1)."""
    token = _token()
    graph, reason = updates.file_graph(request, endpoint().kb, name)
    return _written(token, updates.read_put(request, graph, keep=request.method == "POST"), reason)


@blueprint.delete("/file/<path:name>")
def delete_file(name: str) -> Response:
    """Remove the graph that has this address."""
    token = _token()
    graph, reason = updates.file_graph(request, endpoint().kb, name)
    return _written(token, Remove(graph), reason)


def _token() -> Token:
    """Return the token of the request, before anything else in it is looked at."""
    return permitted(endpoint().kb, request.headers.get("Authorization", ""), WRITE)


def _written(token: Token, asked: Asked, reason: str) -> Response:
    """Write, and answer with what that did."""
    write = Write(
        asked,
        token.name,
        reason,
        match=updates.read_tags(request.headers.get("If-Match", "")),
        unless=updates.read_tags(request.headers.get("If-None-Match", "")),
    )
    writing: _Writing = current_app.extensions[_KEY]
    try:
        receipt = writing.writer.write(write)
    except (WriteBusyError, BuildRunningError) as error:
        raise BusyError(error.message, hint="try again in a few seconds") from None
    except (FileError, StoreError) as error:
        current_app.logger.error("%s", error.message)
        raise WriteLostError("nothing was written: the server cannot write at the moment") from None
    writing.written()
    return _receipt(receipt)


def _receipt(receipt: Receipt) -> Response:
    members = {name: value for name, value in asdict(receipt).items() if name not in ("tag", "created") and value}
    members["files"] = {file: {"added": added, "removed": removed} for file, (added, removed) in receipt.files.items()}
    response = make_response(json.dumps(members, ensure_ascii=False) + "\n", 201 if receipt.created else 200)
    response.content_type = "application/json"
    if receipt.tag:
        response.set_etag(receipt.tag)
    return response


@blueprint.before_app_request
def note_tag() -> None:
    """Note the tag of a graph before it is read, so that what is read is not older than its tag."""
    if request.endpoint in _READING and request.method in ("GET", "HEAD"):
        kb = endpoint().kb
        with contextlib.suppress(KbError):
            if request.view_args and "name" in request.view_args:
                graph: str | None = updates.file_graph(request, kb, request.view_args["name"])[0]
            else:
                graph = updates.read_graph(request, kb)[0]
            g.graph_tag = tag(kb, read_manifest(kb), graph)


@blueprint.after_app_request
def send_tag(response: Response) -> Response:
    """Send the tag of a graph with it: ``If-Match`` with it guards against lost updates."""
    found = g.get("graph_tag", "")
    if found and response.status_code == 200 and "ETag" not in response.headers:
        response.set_etag(found)
    return response


def _refused(error: WriteRefusedError) -> Response:
    """Tell what a write would bring in, in the form of the problem: as JSON, or a line for each finding."""
    response = problems.from_kb_error(error)
    if response.mimetype == "application/problem+json":
        members: dict[str, Any] = json.loads(response.get_data())
        members["findings"] = [finding_table(finding) for finding in error.findings]
        response.set_data(json.dumps(members, ensure_ascii=False) + "\n")
    elif response.mimetype == "text/plain":
        lines = [f"{each.rule}: {each.node}: {each.message}\n" for each in error.findings]
        response.set_data(response.get_data() + "".join(lines).encode())
    return response
