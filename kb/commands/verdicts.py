"""``kb verdicts``: tell what publishers' labels mean, and which of them nobody has mapped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.commands import knowledge_base, read_columns, store_option
from kb.errors import UnknownNameError, UsageError
from kb.project import find_folder

if TYPE_CHECKING:
    from kb.verdicts import Rating, VerdictMaps


@click.command(short_help="Tell what publishers' labels mean, and which are not mapped.")
@click.argument("label", required=False)
@click.option("--host", metavar="HOST", help="The publisher: politifact.com. Without it, all that use the label.")
@click.option("--language", metavar="TAG", default="", help="The language of the label: en, pt-br …")
@store_option
@click.pass_context
def command(ctx: click.Context, label: str | None, host: str | None, language: str, from_store: bool) -> None:
    """Tell what LABEL means, at one publisher or at all; without it, which labels of the reviews are mapped.

    Maps in the folder verdicts/ of the knowledge base come before those that ship with the package. What no map knows
    is shown first, with how many reviews have it: nothing is guessed for it.
    """
    from kb.verdicts import verdict_maps

    if label is None:
        if host is not None or language:
            raise UsageError("no label is given", hint="give a LABEL, or neither --host nor --language")
        _show_coverage(ctx, from_store=from_store)
        return
    kb = knowledge_base(ctx) if find_folder(ctx.obj or Path()) is not None else None
    for found, rating in _meanings(verdict_maps(kb), label, host, language):
        click.echo(f"{found}: {_told(rating)}")


def _meanings(maps: VerdictMaps, label: str, host: str | None, language: str) -> list[tuple[str, Rating]]:
    from kb.coverage import publishers

    if host is None:
        found = publishers(maps, label, language)
        if not found:
            raise UnknownNameError("label", label, (), hint="no map has it: docs/verdicts.md says how to map it")
        return found
    known = maps.find(host)
    if known is None:
        raise UnknownNameError("verdict map for", host, maps.by_host, hint="docs/verdicts.md says how to make one")
    rating = known.find(label, language)
    if rating is None:
        raise UnknownNameError("label", label, known.labels, hint=f"the map of {host} does not have it")
    return [(host, rating)]


def _show_coverage(ctx: click.Context, *, from_store: bool) -> None:
    from kb.coverage import labels
    from kb.verdicts import verdict_maps

    kb = knowledge_base(ctx)
    found = labels(read_columns(kb, from_store=from_store), verdict_maps(kb))
    for each in found:
        tag = f"@{each.language}" if each.language else ""
        click.echo(f"{each.count:>8}  {each.host or '(no address)'}: “{each.label}”{tag}: {_told(each.rating)}")
    total, known = sum(each.count for each in found), sum(each.count for each in found if each.rating is not None)
    share = f" ({100 * known // total} %)" if total else ""
    click.echo(f"{total} reviews with a label of their publisher; a map knows {known}{share}")


def _told(rating: Rating | None) -> str:
    from kb.namespaces import FC, VERDICT

    if rating is None:
        return "not mapped"
    verdict = rating.verdict.removeprefix(VERDICT) if rating.verdict else "no verdict"
    return ", ".join([verdict, *(flag.removeprefix(FC) for flag in rating.flags)])
