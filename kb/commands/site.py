"""``kb site``: write the pages as files, for any web host."""

from __future__ import annotations

from pathlib import Path

import click

from kb.commands import build_quietly, knowledge_base


@click.command(short_help="Write the pages as a static site.")
@click.argument("output", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--templates",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of templates of your own, as for 'kb serve'.",
)
@click.option("--url", default="", help="Where the site will be.  [default: the base IRI]")
@click.pass_context
def command(ctx: click.Context, output: Path, templates: Path | None, url: str) -> None:
    """Build what is stale, then write all pages into the folder OUT, with data beside them, for any web host.

    Links are relative, so that it opens from disk, too; what needs a server, search and queries, is left out, and lists
    take its place. The folder appears when it is complete, in the place of the site that was there before; files that
    are the same keep their time.
    """
    from kb.progress import bar
    from kb.server.site.writing import write_site

    kb = knowledge_base(ctx)
    build_quietly(kb)
    written = write_site(kb, ctx.obj / output, templates, bar, url=url)
    click.echo(f"{written.files} files, {written.changed} of them new or changed: {output}")
