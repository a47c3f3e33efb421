"""``kb export``: write the content for other tools, the same bytes every time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli import built_store, knowledge_base

if TYPE_CHECKING:
    from kb.content import Row
    from kb.project import KnowledgeBase


@click.command()
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
    a node such as claim:x, which is written with everything that it rests on.

    The same content gives the same bytes on every machine. A file appears only when it is complete.
    """
    from kb.content import read_rows, sort
    from kb.exporters import writer
    from kb.formats import format_of_file, graph_format
    from kb.output import open_output
    from kb.progress import bar

    kb = knowledge_base(ctx)
    by_suffix = format_of_file(output.name) if output is not None else None
    chosen = graph_format(format) if format else by_suffix or graph_format("turtle")
    write = writer(chosen.name)
    rows = read_rows(kb, graphs=chosen.has_graphs, progress=bar)
    if entailed:
        rows = sort({*rows, *_entailed(kb, graphs=chosen.has_graphs)})
    if what is not None:
        rows = _chosen(kb, rows, what)
    with open_output(output) as file:
        write(rows, file, kb.prefixes)


def _chosen(kb: KnowledgeBase, rows: list[Row], what: str) -> list[Row]:
    from kb import selection
    from kb.namespaces import expand

    if what.isalpha():
        return selection.concept(rows, what)
    return selection.closure(rows, expand(what, kb.prefixes))


def _entailed(kb: KnowledgeBase, *, graphs: bool) -> list[Row]:
    from kb.content import rows_of
    from kb.namespaces import ENTAILED

    rows = rows_of(built_store(kb).graph(ENTAILED))
    return [row if graphs else row._replace(graph="") for row in rows]
