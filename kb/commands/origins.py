"""``kb origins``: tell on how many independent origins claims rest, and on which roots."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from kb.commands import knowledge_base, warn

if TYPE_CHECKING:
    from kb.origins.analysis import Origins


@click.command(short_help="Tell on how many independent origins claims rest.")
@click.argument("claims", nargs=-1)
@click.option("--at-most", type=click.IntRange(0), help="Only claims with at most so many independent origins.")
@click.option("--circular", is_flag=True, help="Only claims whose reports lead round in a circle.")
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="How the answer is written.",
)
@click.pass_context
def command(ctx: click.Context, claims: tuple[str, ...], at_most: int | None, circular: bool, format: str) -> None:
    """Tell of each claim, or of CLAIMS, where its reports end and on how many independent origins it rests."""
    from kb.columns.loading import DataFile, load
    from kb.errors import UnknownNameError
    from kb.namespaces import expand
    from kb.origins.analysis import origins

    kb = knowledge_base(ctx)
    columns, faulty = load([DataFile.of(path, kb.relative(path), kb.settings.base) for path in kb.files()])
    for file in faulty:
        warn(f"{file.name} does not parse, so the answer may lack what it says")
    found = {claim.strip("<>"): answer for claim, answer in origins(columns).items()}
    wanted = [expand(name, kb.prefixes) for name in claims] or sorted(found)
    for name in wanted:
        if name not in found:
            raise UnknownNameError("claim that a report puts forward named", name, found)
    chosen = {
        name: found[name]
        for name in wanted
        if (at_most is None or found[name].affirmed.most <= at_most) and (not circular or found[name].circular)
    }
    click.echo(_written(chosen, format, kb.prefixes), nl=False)


def _written(chosen: Mapping[str, Origins], format: str, prefixes: Mapping[str, str]) -> str:
    from kb.table import render

    if format == "json":
        return json.dumps([{"claim": name, **asdict(answer)} for name, answer in chosen.items()], indent=2) + "\n"
    header = ["claim", "atLeast", "atMost", "denied", "circular", "roots"]
    rows = [_row(name, answer, prefixes if format == "text" else {}) for name, answer in chosen.items()]
    if format == "text":
        return render(header, rows, shutil.get_terminal_size((120, 24)).columns)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def _row(name: str, answer: Origins, prefixes: Mapping[str, str]) -> list[str]:
    counts = [str(answer.affirmed.least), str(answer.affirmed.most), str(answer.denied.most)]
    roots = " ".join(_short(root.strip("<>"), prefixes) for root in answer.roots)
    return [_short(name, prefixes), *counts, str(answer.circular).lower(), roots]


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    fitting = max(((len(start), prefix) for prefix, start in prefixes.items() if iri.startswith(start)), default=None)
    return iri if fitting is None else f"{fitting[1]}:{iri[fitting[0] :]}"
