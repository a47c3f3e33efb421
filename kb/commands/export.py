"""``kb export``: write the content for other tools, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.commands import built_store, knowledge_base, read_columns, store_option
from kb.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kb.content import Row
    from kb.exporters.profiles import Content
    from kb.formats import Format
    from kb.project import KnowledgeBase


@click.command(short_help="Write everything, a concept or a claim for other tools.")
@click.argument("what", required=False)
@click.option(
    "--format",
    "format",
    metavar="NAME",
    help="turtle, ntriples, nquads, trig, jsonld or rdfxml; by default what the output's suffix says, else turtle.",
)
@click.option("--output", "-o", "given", type=click.Path(), help="Write to a file; .gz is compressed.")
@click.option(
    "--entailed",
    is_flag=True,
    help="Add what the build adds: fc:cites from reports, the origins of claims …",
)
@click.option(
    "--profile",
    metavar="NAME",
    help="claimreview, datafeed, fact-check-insights, csv, sheet, claimskg or void: as others' tools want it.",
)
@click.option("--describe", is_flag=True, help="Write a description beside the output, in VoID and DCAT.")
@click.option("--left-out", type=click.Path(path_type=Path), help="List reviews that a profile leaves out, as CSV.")
@store_option
@click.pass_context
def command(
    ctx: click.Context,
    what: str | None,
    format: str | None,
    given: str | None,
    entailed: bool,
    profile: str | None,
    describe: bool,
    left_out: Path | None,
    from_store: bool,
) -> None:
    """Write the whole knowledge base, or WHAT of it, to a file or standard output.

    WHAT is a concept (claim, report, source, snapshot, quote, evidence, review, assessment, match, agent, topic), or
    a node such as claim:x, which is written with everything that it rests on, so that it can stand alone. Matches
    are left out of that: they compare a claim with others, and it rests on none of them.

    The same content gives the same bytes on every machine. A file appears only when it is complete. It cannot be one
    that would become part of the knowledge base.

    A profile is made of the reviews that stand, all or those of WHAT, a claim or a review: retracted and revised ones
    are left out. claimreview becomes a folder of files where the output is a folder or ends in a slash.
    Two differ: csv holds everything, or WHAT, so that kb import csv gives it back whole, and void describes it.

    With --store, what the store holds is written, where the files are elsewhere; the whole as nquads takes no more
    memory than the largest file's graph.
    """
    kb = knowledge_base(ctx)
    output = None if given is None else Path(given)
    if output is not None and given != "-":
        output = _outside(kb, ctx.obj / output)
    if profile is not None and (format is not None or entailed):
        raise UsageError("a profile has a format and content of its own", hint="leave out --format and --entailed")
    if left_out is not None and profile is None:
        raise UsageError("nothing is left out without a profile", hint="choose one with --profile")
    if describe:
        _check_description(kb, output, is_whole=what is None and not entailed and profile != "void")
    if profile is None:
        chosen = _format(format, output)
        _write(chosen, output, _rows(kb, chosen, what, entailed=entailed, from_store=from_store), kb.prefixes)
    else:
        chosen = None
        listed = None if left_out is None else _outside(kb, ctx.obj / left_out)
        split = given is not None and given.endswith("/")
        _write_profile(_content(kb, what, profile, from_store=from_store), profile, output, listed, split=split)
    if describe and output is not None:
        from kb.exporting import describe_dump, media_type, suffix_of

        media = media_type(profile, chosen.media_type if chosen is not None else "", suffix_of(output))
        described = describe_dump(_content(kb, None, None, from_store=from_store), output, media)
        click.echo(f"kb: {described.name} describes it", err=True)


def _check_description(kb: KnowledgeBase, output: Path | None, *, is_whole: bool) -> None:
    from kb.exporting import DESCRIPTION

    if output is None or not output.suffix or not is_whole:
        raise UsageError(
            "only a file that holds everything can be described", hint="name one with --output, and no WHAT"
        )
    _outside(kb, output.with_name(output.name + DESCRIPTION))


def _write(format: Format, output: Path | None, parts: Iterable[Iterable[Row]], prefixes: Mapping[str, str]) -> None:
    from kb.exporters import writer
    from kb.output import open_output

    write = writer(format.name)
    with open_output(output) as file:
        for rows in parts:
            write(rows, file, prefixes)


def _write_profile(content: Content, profile: str, output: Path | None, listed: Path | None, *, split: bool) -> None:
    from kb.exporting import sentence, write_left_out, write_profile

    write_profile(content, profile, output, split=split)
    if listed is not None:
        write_left_out(content.left_out, listed)
    if content.left_out:
        hint = "" if listed is not None else " (--left-out FILE lists them)"
        click.echo(f"kb: {sentence(content.left_out)}{hint}", err=True)


def _content(kb: KnowledgeBase, what: str | None, profile: str | None, *, from_store: bool) -> Content:
    from kb.exporters.profiles import Content
    from kb.exporting import chosen_reviews
    from kb.formats import graph_format
    from kb.progress import bar

    def rows() -> Iterable[Row]:
        return next(iter(_rows(kb, graph_format("turtle"), what, entailed=False, from_store=from_store)))

    return Content(
        kb,
        lambda only: read_columns(kb, only, from_store=from_store, complete=True),
        chosen_reviews(profile, what, kb.prefixes),
        progress=bar,
        read_rows=rows,
        needs_reviews=what is not None and what != "review" and profile != "csv",
    )


def _rows(
    kb: KnowledgeBase, format: Format, what: str | None, *, entailed: bool, from_store: bool
) -> Iterator[Iterable[Row]]:
    """Yield what is to be written: all at once, or graph by graph where that makes no difference."""
    from kb.content import read_sorted, sort
    from kb.progress import bar

    if from_store:
        parts = _stored(kb, entailed=entailed)
        if format.name == "nquads" and what is None:
            yield from parts
            return
        rows: Iterable[Row] = sort(
            {row if format.has_graphs else row._replace(graph="") for part in parts for row in part}
        )
    else:
        further = _entailed(kb, graphs=format.has_graphs) if entailed else ()
        rows = read_sorted(kb, graphs=format.has_graphs, further=further, progress=bar)
    yield rows if what is None else _chosen(kb, list(rows), what)


def _stored(kb: KnowledgeBase, *, entailed: bool) -> Iterator[list[Row]]:
    from kb.content import stored_rows
    from kb.namespaces import COMPUTED
    from kb.opening import files_in
    from kb.progress import bar

    store = built_store(kb)
    graphs = [kb.graph_iri(name) for name in files_in(store, kb)]
    return stored_rows(store, [*graphs, *COMPUTED] if entailed else graphs, progress=bar)


def _outside(kb: KnowledgeBase, output: Path) -> Path:
    if kb.would_hold(output):
        raise UsageError(
            f"{output} would become part of the knowledge base",
            hint="write it outside of the folder, or add it to 'exclude' in kb.toml",
        )
    return output


def _format(name: str | None, output: Path | None) -> Format:
    from kb.exporting import format_of_output
    from kb.formats import graph_format

    return graph_format(name) if name is not None else format_of_output(output)


def _chosen(kb: KnowledgeBase, rows: list[Row], what: str) -> list[Row]:
    from kb import selection
    from kb.namespaces import expand

    if what.isalpha():
        return selection.concept(rows, what)
    return selection.closure(rows, expand(what, kb.prefixes))


def _entailed(kb: KnowledgeBase, *, graphs: bool) -> Iterator[Row]:
    from kb.content import rows_of
    from kb.namespaces import COMPUTED

    store = built_store(kb)
    for row in (row for graph in COMPUTED for row in rows_of(store.graph(graph))):
        # A blank node has another name in the store than in the files: what is computed of it cannot be said here.
        if "_" not in (row.subject[0], row.object[0]):
            yield row if graphs else row._replace(graph="")
