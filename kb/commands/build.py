"""``kb build``: bring the store up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.commands import knowledge_base, warn

if TYPE_CHECKING:
    from kb.building import BuildReport
    from kb.project import KnowledgeBase


@click.command(short_help="Load changed Turtle files into the store.")
@click.option("--fresh", is_flag=True, help="Load every file again, whether it has changed or not.")
@click.option(
    "--bulk",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write N-Quads for a server's own bulk loader, and load nothing; .gz is compressed.",
)
@click.pass_context
def command(ctx: click.Context, fresh: bool, bulk: Path | None) -> None:
    """Load the Turtle files into the store, each into a named graph of its own.

    The store lies below .kb/, or on the SPARQL server that [store] in kb.toml gives the addresses of; the environment
    gives the authorisation: KB_STORE_TOKEN, or KB_STORE_USER and KB_STORE_PASSWORD.

    Only changed files are loaded again. Whatever parses is built, valid or not: finding faults is the work of
    'kb validate'. A build that is interrupted leaves the embedded store as it was; on a server, the next build goes
    on where it ended.

    A large knowledge base comes into an empty server faster by the server's own loader: --bulk writes what that takes.
    The next 'kb build' then has only to entail.

    Exits with 1 if a file does not parse; the others are built.
    """
    from kb.opening import bring_up_to_date
    from kb.progress import bar
    from kb.searching import refresh

    kb = knowledge_base(ctx)
    report = _write(kb, ctx.obj / bulk) if bulk is not None else bring_up_to_date(kb, fresh=fresh, progress=bar)
    for fault in report.faults:
        warn(f"{fault.message} (left out)")
    manifest = report.manifest
    if bulk is not None:
        click.echo(f"{len(manifest.files)} files, {manifest.triples} triples written; load them, then run 'kb build'")
        ctx.exit(1 if report.faults else 0)
    refresh(kb, fresh=fresh)
    done = [
        f"{len(names)} {word}"
        for word, names in (("added", report.added), ("changed", report.changed), ("removed", report.removed))
        if names
    ]
    click.echo(
        f"{len(manifest.files)} files, {manifest.triples} triples, {manifest.entailed} entailed: "
        + (", ".join(done) if done else "up to date")
    )
    ctx.exit(1 if report.faults else 0)


def _write(kb: KnowledgeBase, path: Path) -> BuildReport:
    from kb.bulk import write_bulk
    from kb.output import open_output
    from kb.progress import bar

    with open_output(path) as file:
        return write_bulk(kb, file, progress=bar)
