"""``kb match``: list the claims that may be the same, and decide."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from kb.commands import knowledge_base

if TYPE_CHECKING:
    from kb.importing.deciding import Match

_JUDGEMENTS = ("proposed", "confirmed", "rejected")
_RELATIONS = ("same", "narrower", "broader", "contradicts", "unrelated")


@click.group(short_help="List and decide which claims may be the same.")
def command() -> None:
    """Decide which claims are the same, where a machine only proposes it.

    A match keeps both claims apart, each with its own speakers and dates. What is decided is written into the file
    that the match stands in, so that it can be reviewed in git like anything else.
    """


@command.command("list")
@click.option(
    "--judgement",
    type=click.Choice([*_JUDGEMENTS, "all"]),
    default="proposed",
    show_default=True,
    help="Which to list.",
)
@click.option("--limit", type=click.IntRange(1), help="The most to list.")
@click.option("--format", "format", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True)
@click.pass_context
def list_(ctx: click.Context, judgement: str, limit: int | None, format: str) -> None:
    """List matches with the texts of both claims, the most alike first."""
    from kb.importing.deciding import matches
    from kb.namespaces import Shortener

    kb = knowledge_base(ctx)
    found = matches(kb, "" if judgement == "all" else judgement)
    shown, shortener = found[:limit], Shortener(kb.prefixes)
    if format == "json":
        import json

        click.echo(json.dumps([asdict(each) for each in shown], ensure_ascii=False, indent=1))
    elif format == "csv":
        _write_csv(shown)
    else:
        for each in shown:
            _show(each, shortener.name)
        if not found:
            click.echo(f"no match is {judgement}" if judgement != "all" else "there are no matches")
        elif len(found) > len(shown):
            click.echo(f"… and {len(found) - len(shown)} more")


def _show(match: Match, name: object) -> None:
    short = name if callable(name) else str
    click.echo(f"{short(match.iri) or match.iri}  {match.judgement} {match.relation}  {match.score}")
    for iri, text in ((match.left, match.left_text), (match.right, match.right_text)):
        click.echo(f"  {short(iri) or iri}\n    “{text}”")


def _write_csv(matches: list[Match]) -> None:
    import csv
    import sys
    from dataclasses import fields

    from kb.importing.deciding import Match

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([field.name for field in fields(Match)])
    writer.writerows([list(asdict(each).values()) for each in matches])


_MATCHES = click.argument("matches", nargs=-1, required=True)
_BY = click.option("--by", required=True, metavar="AGENT", help="Who decides: agent:desk, or the whole IRI.")


@command.command("confirm")
@_MATCHES
@_BY
@click.option("--relation", type=click.Choice(_RELATIONS), help="How the left claim relates to the right one.")
@click.pass_context
def confirm(ctx: click.Context, matches: tuple[str, ...], by: str, relation: str | None) -> None:
    """Say that MATCHES are right, perhaps with another relation than the proposed one."""
    _decide(ctx, matches, "confirmed", by, relation or "")


@command.command("reject")
@_MATCHES
@_BY
@click.pass_context
def reject(ctx: click.Context, matches: tuple[str, ...], by: str) -> None:
    """Say that MATCHES are wrong; they are kept, so that nobody proposes them again."""
    _decide(ctx, matches, "rejected", by)


def _decide(ctx: click.Context, matches: tuple[str, ...], judgement: str, by: str, relation: str = "") -> None:
    from kb.importing.deciding import decide
    from kb.namespaces import expand

    kb = knowledge_base(ctx)
    chosen = [expand(each, kb.prefixes) for each in matches]
    files = decide(kb, chosen, judgement, expand(by, kb.prefixes), relation)
    for given, iri in zip(matches, chosen, strict=True):
        click.echo(f"{given}: {judgement} in {files[iri]}")
