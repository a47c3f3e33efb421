"""``kb init``: start a knowledge base, or copy an example."""

from __future__ import annotations

import shlex
from pathlib import Path

import click


@click.command(short_help="Make a knowledge base, or copy an example.")
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--name", help="What the knowledge base is called; without it, the folder's name.")
@click.option("--base", metavar="IRI", help="What the IRIs of its instances begin with: https://…/")
@click.option("--example", metavar="SLUG", help="Copy this example instead of starting with a first claim.")
@click.option(
    "--sheet",
    is_flag=True,
    help="Add fact-checks.xlsx, a sheet to fill in and import; to a knowledge base that is there, too.",
)
@click.pass_context
def command(
    ctx: click.Context, folder: Path, name: str | None, base: str | None, example: str | None, sheet: bool
) -> None:
    """Make a knowledge base in FOLDER: kb.toml, a first claim that validates, and a workflow for CI.

    No file that exists is written over: a README.md, a .gitignore or a workflow is kept, anything else is an error.
    """
    from kb.starting import start

    done = start(ctx.obj / folder, name=name, base=base, example=example, sheet=sheet)
    for path in done.written:
        click.echo(f"wrote {path}")
    for path in done.kept:
        click.echo(f"kept {path}, which was there")
    into = f"cd {shlex.quote(str(folder))} && " if str(folder) != "." else ""
    click.echo(f"\nNext: {into}kb validate && kb serve")
    if sheet:
        click.echo(f"or fill in fact-checks.xlsx and: {into}kb import csv fact-checks.xlsx && kb validate && kb serve")
