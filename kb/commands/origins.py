"""``kb origins``: tell on how many independent origins claims rest, and on which roots."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from kb.commands import knowledge_base, read_columns, store_option

if TYPE_CHECKING:
    from kb.columns.terms import Ids
    from kb.origins.analysis import Counted, Origins
    from kb.origins.chains import Chains


_FIGURES = ("dot", "mermaid", "svg")


@click.command(short_help="Tell on how many independent origins claims rest.")
@click.argument("claims", nargs=-1)
@click.option("--at-most", type=click.IntRange(0), help="Only claims with at most so many independent origins.")
@click.option("--circular", is_flag=True, help="Only claims of which reports lead round in a circle.")
@click.option("--unnamed-only", is_flag=True, help="Only claims that rest on sources without a name.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="As it was known at the end of a day, YYYY-MM-DD.",
)
@click.option(
    "--sort",
    type=click.Choice(["claim", "at-least", "at-most", "denied", "circular"]),
    default="claim",
    help="What to order claims by, the smallest first.",
)
@click.option("--reverse", is_flag=True, help="The largest first.")
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", "json", "csv", *_FIGURES]),
    default="text",
    show_default=True,
    help="How the answer is written.",
)
@store_option
@click.pass_context
def command(
    ctx: click.Context,
    claims: tuple[str, ...],
    at_most: int | None,
    circular: bool,
    unnamed_only: bool,
    as_of: datetime | None,
    sort: str,
    reverse: bool,
    format: str,
    from_store: bool,
) -> None:
    """Tell on whose word claims finally rest, and on how many independent origins.

    Of each of CLAIMS it draws the chain, from the newest report down to its roots, with what is amiss in it, and says
    what it comes to in a sentence. Of all claims it makes a table. The formats svg (for browsers and documents), dot
    (Graphviz) and mermaid (in Markdown on GitHub and GitLab) draw figures of CLAIMS.
    """
    from kb.errors import UsageError
    from kb.namespaces import expand
    from kb.origins.analysis import count
    from kb.origins.as_of import READ as READ_FOR_DATES
    from kb.origins.as_of import as_of as known_on
    from kb.origins.chains import Chains
    from kb.origins.listing import chosen, ordered, rows_of
    from kb.origins.network import READ, Network

    kb = knowledge_base(ctx)
    # A table needs only what is counted; to draw a chain takes the names of all that is in it.
    columns = read_columns(kb, None if claims else {**READ, **READ_FOR_DATES}, from_store=from_store)
    columns = columns if as_of is None else known_on(columns, as_of.date().isoformat())
    network = Network(columns)
    counted = count(network)
    named = rows_of(counted, [expand(name, kb.prefixes) for name in claims]) if claims else None
    rows = chosen(counted, named, at_most=at_most, circular=circular, unnamed=unnamed_only)
    if not claims or sort != "claim" or reverse:
        rows = ordered(counted, rows, sort, reverse=reverse)
    if format in _FIGURES:
        if not claims:
            raise UsageError(f"'{format}' draws single claims", hint=f"kb origins CLAIM --format {format}")
        click.echo(_figures(counted, rows, Chains(network), kb.prefixes, format), nl=False)
    elif claims and format == "text":
        _draw(counted, rows, Chains(network), kb.prefixes)
    else:
        click.echo(_written(counted, rows, format, kb.prefixes), nl=False)


def _draw(counted: Counted, rows: Ids, chains: Chains, prefixes: Mapping[str, str]) -> None:
    for row in rows.tolist():
        click.echo("\n".join(_drawn(counted, row, chains, prefixes)) + "\n")


def _figures(counted: Counted, rows: Ids, chains: Chains, prefixes: Mapping[str, str], format: str) -> str:
    from importlib import import_module

    from kb.namespaces import Shortener
    from kb.origins.figures import figure

    shortener, figures = Shortener(prefixes), []
    for row in rows.tolist():
        claim = counted.terms.text(int(counted.claims[row]))
        name, words = claim.strip("<>"), next(iter(chains.texts(claim)), "")
        hops, caption = chains.of_claim(claim), _sentence(claim, counted.at(row), chains)
        figures.append(figure(shortener.name(name) or name, words, hops, caption))
    text: str = import_module(f"kb.origins.figures.{format}").write(figures)
    return text


def _sentence(claim: str, answer: Origins, chains: Chains) -> str:
    from kb.origins.sentence import sentence

    return sentence(answer, chains.carrying(claim), [chains.agent(root) for root in answer.roots])


def _drawn(counted: Counted, row: int, chains: Chains, prefixes: Mapping[str, str]) -> Iterator[str]:
    from kb.namespaces import Shortener
    from kb.origins.tree import tree
    from kb.table import plain

    shortener, claim = Shortener(prefixes), counted.terms.text(int(counted.claims[row]))

    def short(text: str) -> str:
        return shortener.name(text[1:-1]) or text

    yield short(claim)
    yield from (f"“{plain(words)}”" for words in chains.texts(claim))
    yield from tree(chains.of_claim(claim), short)
    yield plain(_sentence(claim, counted.at(row), chains))


def _written(counted: Counted, rows: Ids, format: str, prefixes: Mapping[str, str]) -> str:
    from kb.namespaces import Shortener
    from kb.origins.listing import HEADER, table
    from kb.table import render

    if format == "json":
        names = (text.strip("<>") for text in counted.terms.texts(counted.claims[rows]))
        answers = ({"claim": name, **asdict(counted.at(row))} for name, row in zip(names, rows.tolist(), strict=True))
        return json.dumps(list(answers), indent=2) + "\n"
    shortener = Shortener(prefixes)
    if format == "text":
        lines = table(counted, rows, lambda iri: shortener.name(iri) or iri)
        return render(list(HEADER), list(lines), shutil.get_terminal_size((120, 24)).columns)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADER, *table(counted, rows, str)])
    return text.getvalue()
