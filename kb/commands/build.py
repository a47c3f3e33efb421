"""``kb build``: bring the store up to date."""

from __future__ import annotations

import click

from kb.commands import knowledge_base, warn


@click.command(short_help="Load changed Turtle files into the store.")
@click.option("--fresh", is_flag=True, help="Load every file again, whether it has changed or not.")
@click.pass_context
def command(ctx: click.Context, fresh: bool) -> None:
    """Load the Turtle files into the store, each into a named graph of its own.

    The store lies below .kb/, or on the SPARQL server that [store] in kb.toml gives the addresses of; the environment
    gives the authorisation: KB_STORE_TOKEN, or KB_STORE_USER and KB_STORE_PASSWORD.

    Only changed files are loaded again. Whatever parses is built, valid or not: finding faults is the work of
    'kb validate'. A build that is interrupted leaves the embedded store as it was; on a server, the next build goes
    on where it ended.

    Exits with 1 if a file does not parse; the others are built.
    """
    from kb.opening import bring_up_to_date
    from kb.progress import bar

    kb = knowledge_base(ctx)
    report = bring_up_to_date(kb, fresh=fresh, progress=bar)
    for fault in report.faults:
        warn(f"{fault.message} (left out)")
    manifest = report.manifest
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
