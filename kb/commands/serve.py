"""``kb serve``: publish the knowledge base over HTTP."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from kb.commands import build_quietly, index_quietly, knowledge_base, warn

if TYPE_CHECKING:
    from kb.project import KnowledgeBase

_NUMBER = click.IntRange(min=0)


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
@click.option(
    "--query-memory",
    type=_NUMBER,
    default=1024,
    show_default=True,
    metavar="MB",
    help="How much memory a query may take beyond the store; 0 is no limit, as in those below.",
)
@click.option("--rows", type=_NUMBER, default=0, show_default=True, help="How many rows an answer may have.")
@click.option(
    "--answer-size", type=_NUMBER, default=0, show_default=True, metavar="MB", help="How large an answer may be."
)
@click.option(
    "--client-queries",
    type=_NUMBER,
    default=0,
    help="How many queries of one address run at the same time.  [default: half of all that may]",
)
@click.option(
    "--client-seconds",
    type=click.FloatRange(min=0),
    default=0.0,
    show_default=True,
    metavar="SECONDS",
    help="How long the queries of one address may run within a minute, in all.",
)
@click.option("--workers", type=click.IntRange(min=1), help="How many query processes.  [default: one per processor]")
@click.option(
    "--extra",
    type=_NUMBER,
    default=6,
    show_default=True,
    metavar="WORKERS",
    help="How many more are started while long queries hold those.",
)
@click.option("--queue", type=_NUMBER, default=500, show_default=True, help="How many queries may wait.")
@click.option(
    "--patience", type=click.FloatRange(min=0), default=10.0, show_default=True, help="How many seconds they wait."
)
@click.option(
    "--memory/--disk",
    "in_memory",
    default=True,
    show_default=True,
    help="Query a copy of the store in memory, once it has been loaded and if it fits; or the store on disk.",
)
@click.option(
    "--max-age",
    type=_NUMBER,
    default=0,
    show_default=True,
    metavar="SECONDS",
    help="How long browsers and proxies may use an answer without asking again.",
)
@click.option(
    "--drain",
    type=click.FloatRange(min=0),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="How long queries may go on when the server is told to stop.",
)
@click.option(
    "--trust-proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="Believe X-Forwarded-For, -Proto, -Host and -Prefix of a proxy at this address. May be given again.",
)
@click.option(
    "--federate",
    "services",
    multiple=True,
    metavar="URL",
    help="Let queries ask the endpoint at this address by SERVICE. May be given again.",
)
@click.option("--writable", is_flag=True, help="Take updates and graphs from those with a token; see 'kb token'.")
@click.option("--private", is_flag=True, help="Let only those read who have a token.")
@click.option(
    "--templates",
    metavar="FOLDER",
    help="Templates, and files in its folder 'static', that take the place of ours, to restyle the pages.",
)
@click.option(
    "--log",
    type=click.Choice(["json", "text", "off"]),
    help="A line a request, on the standard error.  [default: text in a terminal, else json]",
)
@click.pass_context
def command(ctx: click.Context, /, host: str, port: int, log: str | None, **options: Any) -> None:
    """Build what is stale, then serve a page at / and SPARQL at /sparql until interrupted.

    SIGTERM lets the queries that run end first. SIGHUP does, too, and starts anew, while new connections wait.
    """
    from kb.server.run import Serving, serve

    kb = knowledge_base(ctx)
    build_quietly(kb)
    index_quietly(kb)
    serving = Serving(
        host,
        port,
        _limits(options),
        in_memory=options["in_memory"],
        drain=options["drain"],
        proxies=options["proxies"],
        log=log or ("text" if sys.stderr.isatty() else "json"),
        max_age=options["max_age"],
        writable=options["writable"],
        private=options["private"],
        templates=_templates(ctx, kb, options["templates"]),
    )
    serve(kb, serving, ready=lambda url: warn(f"serving {kb.settings.name} at {url}"))


def _templates(ctx: click.Context, kb: KnowledgeBase, folder: str | None) -> str | None:
    """Return the folder of templates; one that kb.toml names lies below the knowledge base."""
    from kb.errors import UsageError

    if not folder:
        return None
    is_told = ctx.get_parameter_source("templates") in {ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT}
    path = Path(folder) if is_told else kb.folder / folder
    if not path.is_dir():
        raise UsageError(f"there is no folder '{path}'", hint="'--templates' names a folder with templates of your own")
    return str(path.resolve())


def _limits(options: dict[str, Any]) -> Any:
    from kb.server.limits import MEGABYTE, Limits

    workers = {"workers": options["workers"]} if options["workers"] is not None else {}
    return Limits(
        time=options["query_timeout"],
        memory=options["query_memory"] * MEGABYTE,
        rows=options["rows"],
        bytes=options["answer_size"] * MEGABYTE,
        client_queries=options["client_queries"],
        client_seconds=options["client_seconds"],
        extra=options["extra"],
        queue=options["queue"],
        patience=options["patience"],
        services=options["services"],
        **workers,
    )
