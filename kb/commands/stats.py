"""``kb stats``: count what the knowledge base holds."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import click

from kb.commands import built_store, knowledge_base


@click.command(short_help="Count what the knowledge base holds.")
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the numbers are written.",
)
@click.pass_context
def command(ctx: click.Context, format: str) -> None:
    """Count claims, reports, sources and the rest, and the verdicts that stand, as the store holds them."""
    from kb.opening import files_in, triples_in
    from kb.statistics import statistics

    kb = knowledge_base(ctx)
    store = built_store(kb)
    found, files = statistics(store, kb.prefixes), len(files_in(store, kb))
    if (triples := triples_in(store, kb)) is not None:
        found = replace(found, triples=triples)
    if format == "json":
        click.echo(json.dumps({"name": kb.settings.name, "files": files, **asdict(found)}, indent=2))
        return
    click.echo(f"{kb.settings.name}: {files} files, {found.triples} triples")
    for title, counts in (("instances", found.concepts), ("verdicts", found.verdicts)):
        click.echo(f"\n{title}")
        for name, count in counts.items():
            click.echo(f"  {count:>8}  {name}")
