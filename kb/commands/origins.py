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

from kb.commands import knowledge_base, read_columns

if TYPE_CHECKING:
    from kb.namespaces import Shortener
    from kb.origins.analysis import Origins
    from kb.origins.chains import Chains


@click.command(short_help="Tell on how many independent origins claims rest.")
@click.argument("claims", nargs=-1)
@click.option("--at-most", type=click.IntRange(0), help="Only claims with at most so many independent origins.")
@click.option("--circular", is_flag=True, help="Only claims whose reports lead round in a circle.")
@click.option("--unnamed-only", is_flag=True, help="Only claims that rest on sources without a name.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="As it was known at the end of a day, YYYY-MM-DD.",
)
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", "json", "csv", "dot", "mermaid"]),
    default="text",
    show_default=True,
    help="How the answer is written.",
)
@click.pass_context
def command(
    ctx: click.Context,
    claims: tuple[str, ...],
    at_most: int | None,
    circular: bool,
    unnamed_only: bool,
    as_of: datetime | None,
    format: str,
) -> None:
    """Tell on whose word claims finally rest, and on how many independent origins.

    Of each of CLAIMS it draws the chain, from the newest report down to its roots, with what is amiss in it, and says
    what it comes to in a sentence. Of all claims it makes a table. The formats dot (Graphviz) and mermaid (in Markdown
    on GitHub and GitLab) draw figures of CLAIMS.
    """
    from kb.errors import UnknownNameError, UsageError
    from kb.namespaces import expand
    from kb.origins.analysis import answers
    from kb.origins.chains import Chains
    from kb.origins.network import Network

    kb = knowledge_base(ctx)
    columns = read_columns(kb)
    if as_of is not None:
        from kb.origins.as_of import as_of as known_on

        columns = known_on(columns, as_of.date().isoformat())
    network = Network(columns)
    found = {claim.strip("<>"): answer for claim, answer in answers(network).items()}
    wanted = [expand(name, kb.prefixes) for name in claims] or sorted(found)
    for name in wanted:
        if name not in found:
            raise UnknownNameError("claim that a report puts forward named", name, found)
    chosen = {
        name: found[name]
        for name in wanted
        if (at_most is None or found[name].affirmed.most <= at_most)
        and (not circular or found[name].circular)
        and (not unnamed_only or found[name].unnamed)
    }
    if format in ("dot", "mermaid"):
        if not claims:
            raise UsageError(f"'{format}' draws single claims", hint=f"kb origins CLAIM --format {format}")
        click.echo(_figures(chosen, Chains(network), kb.prefixes, format), nl=False)
    elif claims and format == "text":
        for name, answer in chosen.items():
            click.echo("\n".join(_drawn(name, answer, Chains(network), kb.prefixes)) + "\n")
    else:
        click.echo(_written(chosen, format, kb.prefixes), nl=False)


def _figures(chosen: Mapping[str, Origins], chains: Chains, prefixes: Mapping[str, str], format: str) -> str:
    from importlib import import_module

    from kb.namespaces import Shortener
    from kb.origins.figures import figure

    shortener, figures = Shortener(prefixes), []
    for name, answer in chosen.items():
        claim = f"<{name}>"
        words = next(iter(chains.texts(claim)), "")
        figures.append(
            figure(shortener.name(name) or name, words, chains.of_claim(claim), _sentence(claim, answer, chains))
        )
    text: str = import_module(f"kb.origins.figures.{format}").write(figures)
    return text


def _sentence(claim: str, answer: Origins, chains: Chains) -> str:
    from kb.origins.sentence import sentence

    return sentence(answer, chains.carrying(claim), [chains.agent(root) for root in answer.roots])


def _drawn(name: str, answer: Origins, chains: Chains, prefixes: Mapping[str, str]) -> Iterator[str]:
    from kb.namespaces import Shortener
    from kb.origins.tree import tree
    from kb.table import plain

    shortener, claim = Shortener(prefixes), f"<{name}>"

    def short(text: str) -> str:
        return shortener.name(text[1:-1]) or text

    yield short(claim)
    yield from (f"“{plain(words)}”" for words in chains.texts(claim))
    yield from tree(chains.of_claim(claim), short)
    yield plain(_sentence(claim, answer, chains))


def _written(chosen: Mapping[str, Origins], format: str, prefixes: Mapping[str, str]) -> str:
    from kb.namespaces import Shortener
    from kb.table import render

    if format == "json":
        return json.dumps([{"claim": name, **asdict(answer)} for name, answer in chosen.items()], indent=2) + "\n"
    header = ["claim", "atLeast", "atMost", "denied", "circular", "roots"]
    shortener = Shortener(prefixes if format == "text" else {})
    rows = [_row(name, answer, shortener) for name, answer in chosen.items()]
    if format == "text":
        return render(header, rows, shutil.get_terminal_size((120, 24)).columns)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def _row(name: str, answer: Origins, shortener: Shortener) -> list[str]:
    counts = [str(answer.affirmed.least), str(answer.affirmed.most), str(answer.denied.most)]
    iris = [root.strip("<>") for root in answer.roots]
    roots = " ".join(shortener.name(iri) or iri for iri in iris)
    return [shortener.name(name) or name, *counts, str(answer.circular).lower(), roots]
