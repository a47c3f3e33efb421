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
    from kb.entailing import entailed_count
    from kb.opening import files_in
    from kb.statistics import statistics

    kb = knowledge_base(ctx)
    store = built_store(kb)
    held = files_in(store, kb)
    found, files = statistics(store, kb.prefixes), len(held)
    if kb.settings.store is not None:  # a server may see triples of its own, and those of two files twice
        found = replace(found, triples=sum(file.triples for file in held.values()) + entailed_count(store))
    if format == "json":
        click.echo(json.dumps({"name": kb.settings.name, "files": files, **asdict(found)}, indent=2))
        return
    click.echo(f"{kb.settings.name}: {files} files, {found.triples} triples")
    for title, counts in (("instances", found.concepts), ("verdicts", found.verdicts)):
        click.echo(f"\n{title}")
        for name, count in counts.items():
            click.echo(f"  {count:>8}  {name}")
