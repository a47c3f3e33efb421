"""``kb search``: find what has been checked before."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from kb.commands import build_quietly, index_quietly, knowledge_base

if TYPE_CHECKING:
    from kb.searching import Filters, Found, Hit

_DAY = click.DateTime(["%Y-%m-%d"])
_HEADER = ("iri", "kind", "score", "title", "language", "verdicts", "publishers", "date", "atLeast", "atMost")


@click.command(short_help="Find claims that have been checked before.")
@click.argument("text", nargs=-1)
@click.option("--verdict", "verdicts", multiple=True, help="Only claims with this verdict, such as 'refuted'.")
@click.option("--publisher", "publishers", multiple=True, metavar="HOST", help="Only what this site has reviewed.")
@click.option("--reviewer", "reviewers", multiple=True, metavar="AGENT", help="Only what this agent has reviewed.")
@click.option("--agent", "agents", multiple=True, metavar="AGENT", help="Only what this agent puts forward.")
@click.option("--topic", "topics", multiple=True, metavar="TOPIC", help="Only claims about this.")
@click.option("--language", "languages", multiple=True, metavar="TAG", help="Only claims in this language.")
@click.option("--since", type=_DAY, metavar="DATE", help="Only what was reviewed on this day or later.")
@click.option("--until", type=_DAY, metavar="DATE", help="Only what was reviewed on this day or before.")
@click.option("--at-least", type=click.IntRange(0), help="Only claims with at least so many independent origins.")
@click.option("--at-most", type=click.IntRange(0), help="Only claims with at most so many independent origins.")
@click.option(
    "--kind", "kinds", multiple=True, help="Find claims, reviews, sources, agents or topics.  [default: claim]"
)
@click.option("--limit", type=click.IntRange(1, 10_000), default=10, show_default=True, help="The most to be shown.")
@click.option("--offset", type=click.IntRange(0), default=0, help="How many of the best to leave out.")
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="How the answer is written.",
)
@click.pass_context
def command(ctx: click.Context, /, text: tuple[str, ...], format: str, limit: int, offset: int, **options: Any) -> None:
    """Find what has been checked of the words of a claim, or of a post that makes one.

    TEXT is in any language; '-' reads it from the standard input. Without it, the newest are shown.
    """
    from kb.searching import Index, index_path

    kb = knowledge_base(ctx)
    asked = sys.stdin.read() if text == ("-",) else " ".join(text)
    filters, kinds = _filters(options, kb.prefixes), options["kinds"] or ("claim",)
    build_quietly(kb)
    index_quietly(kb)
    index = Index.open(index_path(kb))
    found = index.search(asked, filters, limit=limit, offset=offset, kinds=kinds)
    click.echo(_written(found, format, kb.prefixes), nl=False)


def _filters(options: Mapping[str, Any], prefixes: Mapping[str, str]) -> Filters:
    from kb.searching import Filters

    def day(name: str) -> Any:
        value: datetime | None = options[name]
        return value.date() if value is not None else None

    def full(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_full(name, prefixes) for name in names)

    return Filters(
        verdicts=full(options["verdicts"]),
        publishers=options["publishers"],
        reviewers=full(options["reviewers"]),
        agents=full(options["agents"]),
        topics=full(options["topics"]),
        languages=options["languages"],
        since=day("since"),
        until=day("until"),
        origins_at_least=options["at_least"],
        origins_at_most=options["at_most"],
    )


def _full(name: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI that a prefixed name stands for; any other name stays as it is."""
    prefix, colon, local = name.strip("<>").partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes else name.strip("<>")


def _written(found: Found, format: str, prefixes: Mapping[str, str]) -> str:
    if format == "json":
        content = {"total": found.total, "hits": [_row(hit) | {"snippet": _snippet(hit)} for hit in found.hits]}
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    if format == "csv":
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_HEADER)
        for hit in found.hits:
            row = _row(hit)
            writer.writerow([" ".join(cell) if isinstance(cell := row[name], list) else cell for name in _HEADER])
        return text.getvalue()
    return _text(found, prefixes)


def _row(hit: Hit) -> dict[str, Any]:
    least, most = hit.origins or (None, None)
    day = hit.date.isoformat() if hit.date else None
    values = (hit.iri, hit.kind, hit.score, hit.title, hit.language, list(hit.verdicts), list(hit.publishers), day)
    return dict(zip(_HEADER, (*values, least, most), strict=True))


def _snippet(hit: Hit) -> dict[str, Any]:
    return {"text": hit.snippet.text, "language": hit.snippet.language, "spans": hit.snippet.spans}


def _text(found: Found, prefixes: Mapping[str, str]) -> str:
    from kb.namespaces import Shortener
    from kb.table import plain

    shortener, lines = Shortener(prefixes), []
    for hit in found.hits:
        verdicts = ", ".join(verdict.rpartition("/")[2] for verdict in hit.verdicts)
        facts = [verdicts, hit.date.isoformat() if hit.date else "", ", ".join(hit.publishers)]
        score = f"{hit.score:.2f}  " if hit.score else ""
        lines += [f"{score}{shortener.name(hit.iri) or hit.iri}", f"      “{plain(hit.title)}”"]
        if hit.snippet.text != hit.title and hit.snippet.spans:
            lines.append(f"      {_marked(hit)}")
        if any(facts):
            lines.append("      " + " · ".join(filter(None, facts)))
    shown = f"the first {len(found.hits)} of {found.total:,}" if len(found.hits) < found.total else f"{found.total:,}"
    lines.append(f"({shown} found)" if found.hits else "nothing found")
    return "\n".join(lines) + "\n"


def _marked(hit: Hit) -> str:
    """Return the snippet, on a terminal with what was asked for in bold."""
    from kb.table import plain

    if not sys.stdout.isatty():
        return plain(hit.snippet.text)
    parts, at = [], 0
    for start, end in hit.snippet.spans:
        parts += [plain(hit.snippet.text[at:start]), click.style(plain(hit.snippet.text[start:end]), bold=True)]
        at = end
    return "".join([*parts, plain(hit.snippet.text[at:])])
