"""``kb impact``: tell what rests on a node, and which claims change if it falls."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from kb.commands import knowledge_base, read_columns, store_option

if TYPE_CHECKING:
    from kb.namespaces import Shortener
    from kb.origins.counting import Interval
    from kb.origins.impact import Impact


@click.command(short_help="Tell what changes if a source, report or agent falls.")
@click.argument("node")
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="How the answer is written.",
)
@store_option
@click.pass_context
def command(ctx: click.Context, node: str, format: str, from_store: bool) -> None:
    """Tell what rests on NODE, a source, report, agent, quote or snapshot, and what changes if it falls.

    Its reports then count as retracted, and so do those that are known from them alone. Of each claim whose number of
    independent origins is another one without them, the interval is shown before and after, with the verdicts on it
    that stand.
    """
    from kb.namespaces import Shortener, expand
    from kb.origins.impact import impact

    kb = knowledge_base(ctx)
    columns = read_columns(kb, from_store=from_store)
    found = impact(columns, f"<{expand(node, kb.prefixes)}>")
    if format == "json":
        click.echo(json.dumps(asdict(found), indent=2))
    elif format == "csv":
        click.echo(_table(found, Shortener({})), nl=False)
    else:
        click.echo(_text(node, found, Shortener(kb.prefixes)), nl=False)


HEADER = ("claim", "before", "after", "verdicts")


def _table(found: Impact, shortener: Shortener) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADER, *_rows(found, shortener)])
    return text.getvalue()


def _text(node: str, found: Impact, shortener: Shortener) -> str:
    from kb.table import render

    lines = [f"If {node} falls, so do {_count(len(found.reports), 'report')}, on which {len(found.resting)} more rest."]
    if found.reviews:
        names = ", ".join(_short(review, shortener) for review in found.reviews)
        lines.append(f"Evidence of {_count(len(found.reviews), 'review')} rests on it: {names}")
    rows = _rows(found, shortener)
    lines.append(f"{_count(len(rows), 'claim')} would rest on other origins{':' if rows else '.'}")
    table = render(HEADER, rows, shutil.get_terminal_size((120, 24)).columns) if rows else ""
    return "\n".join(lines) + "\n" + table


def _rows(found: Impact, shortener: Shortener) -> list[list[str]]:
    return [
        [
            _short(change.claim, shortener),
            _interval(change.before),
            _interval(change.after),
            " ".join(_short(verdict, shortener) for verdict in change.verdicts),
        ]
        for change in found.changes
    ]


def _interval(interval: Interval) -> str:
    return f"{interval.least}..{interval.most}"


def _short(text: str, shortener: Shortener) -> str:
    return shortener.name(text[1:-1]) or text[1:-1]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
