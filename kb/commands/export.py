"""``kb export``: write the content for other tools, the same bytes every time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.commands import built_store, knowledge_base
from kb.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kb.content import Row
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
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to a file; .gz is compressed.")
@click.option("--entailed", is_flag=True, help="Add what the build entails, such as fc:cites from reports.")
@click.pass_context
def command(ctx: click.Context, what: str | None, format: str | None, output: Path | None, entailed: bool) -> None:
    """Write the whole knowledge base, or WHAT of it, to a file or standard output.

    WHAT is a concept (claim, report, source, snapshot, quote, evidence, review, assessment, match, agent, topic), or
    a node such as claim:x, which is written with everything that it rests on, so that it can stand alone. Matches
    are left out of that: they compare a claim with others, and it rests on none of them.

    The same content gives the same bytes on every machine. A file appears only when it is complete. It cannot be one
    that would become part of the knowledge base.
    """
    from kb.content import read_sorted
    from kb.exporters import writer
    from kb.output import open_output
    from kb.progress import bar

    kb = knowledge_base(ctx)
    if output is not None and str(output) != "-":
        output = _outside(kb, ctx.obj / output)
    chosen = _format(format, output)
    write = writer(chosen.name)
    further = _entailed(kb, graphs=chosen.has_graphs) if entailed else ()
    rows: Iterable[Row] = read_sorted(kb, graphs=chosen.has_graphs, further=further, progress=bar)
    if what is not None:
        rows = _chosen(kb, list(rows), what)
    with open_output(output) as file:
        write(rows, file, kb.prefixes)


def _outside(kb: KnowledgeBase, output: Path) -> Path:
    if kb.would_hold(output):
        raise UsageError(
            f"{output} would become part of the knowledge base",
            hint="write it outside of the folder, or add it to 'exclude' in kb.toml",
        )
    return output


def _format(name: str | None, output: Path | None) -> Format:
    from kb.formats import GRAPH_FORMATS, format_of_file, graph_format

    if name is not None:
        return graph_format(name)
    if output is None or not output.suffix:
        return graph_format("turtle")
    found = format_of_file(output.name)
    if found is None:
        suffixes = ", ".join(f"{format.suffix} ({format.name})" for format in GRAPH_FORMATS.values())
        raise UsageError(
            f"the suffix of {output.name} stands for no data format: choose one with --format",
            hint=f"suffixes that do: {suffixes}",
        )
    return found


def _chosen(kb: KnowledgeBase, rows: list[Row], what: str) -> list[Row]:
    from kb import selection
    from kb.namespaces import expand

    if what.isalpha():
        return selection.concept(rows, what)
    return selection.closure(rows, expand(what, kb.prefixes))


def _entailed(kb: KnowledgeBase, *, graphs: bool) -> Iterator[Row]:
    from kb.content import rows_of
    from kb.namespaces import ENTAILED

    for row in rows_of(built_store(kb).graph(ENTAILED)):
        # A blank node has another name in the store than in the files: what is entailed of it cannot be said here.
        if "_" not in (row.subject[0], row.object[0]):
            yield row if graphs else row._replace(graph="")
