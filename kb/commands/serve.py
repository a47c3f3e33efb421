"""``kb serve``: publish the knowledge base over HTTP."""

from __future__ import annotations

import click

from kb.commands import build_quietly, knowledge_base, warn


@click.command(short_help="Publish a page and a SPARQL endpoint.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 takes any free one."
)
@click.option(
    "--query-timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="How long a query may run.",
)
@click.pass_context
def command(ctx: click.Context, host: str, port: int, query_timeout: float) -> None:
    """Build what is stale, then serve a page at / and SPARQL at /sparql until interrupted."""
    from kb.server.run import serve

    kb = knowledge_base(ctx)
    build_quietly(kb)
    serve(kb, host, port, query_timeout, ready=lambda url: warn(f"serving {kb.settings.name} at {url}"))
