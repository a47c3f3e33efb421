"""``kb import``: bring fact-checks of other formats in."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.commands import knowledge_base

if TYPE_CHECKING:
    from kb.importing.outcome import Outcome


@click.command(short_help="Bring in fact-checks: ClaimReview, sheets, RDF.")
@click.argument("format")
@click.argument("file", metavar="FILE|DIR|-")
@click.option("--into", default="imported", show_default=True, help="The folder of the knowledge base to write to.")
@click.option("--language", metavar="TAG", default="", help="The language of texts that do not say theirs: en, pt-br …")
@click.option("--page", metavar="URL", default="", help="What relative URLs are resolved by, where pages do not say.")
@click.option("--publisher", metavar="NAME", default="", help="Who published what does not say.")
@click.option("--mapping", type=click.Path(path_type=Path), help="A file that says what columns or terms mean.")
@click.option("--dates", type=click.Choice(["dmy", "mdy", "ymd"]), help="How to read dates such as 3/4/24.")
@click.option("--strict", is_flag=True, help="Import nothing if a record is rejected or a rule is broken.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be imported, and write nothing.")
@click.option("--matches/--no-matches", default=True, help="Propose which claims may be the same (kb match decides).")
@click.pass_context
def command(
    ctx: click.Context,
    format: str,
    file: str,
    into: str,
    language: str,
    page: str,
    publisher: str,
    mapping: Path | None,
    dates: str | None,
    strict: bool,
    dry: bool,
    matches: bool,
) -> None:
    """Import the fact-checks of FILE, of the files of a folder, or of standard input, as Turtle files.

    FORMAT is claimreview (web pages, JSON, feeds), csv (sheets and tables) or rdf.

    They are grouped by publisher and year, below --into. What has no term in the vocabulary is kept with each record
    and counted; a record that cannot be imported goes to FILE.rejected, with the reason. The same file twice changes
    nothing; a corrected record becomes a revision of its review. Either all files are written, or none.
    """
    from kb.importers import importer
    from kb.importing.ahead import read_ahead
    from kb.importing.inputs import open_inputs
    from kb.importing.records import Options
    from kb.importing.running import Request, folder_of, run
    from kb.importing.telling import told
    from kb.progress import bar, counter

    kb = knowledge_base(ctx)
    chosen = importer(format)
    given = str(ctx.obj / mapping) if mapping is not None else ""
    options = Options(language, page, given, dates or "", publisher, kb.settings.base, str(kb.folder))
    request = Request(chosen.name, folder_of(kb, into), language, strict, dry, matches)
    with open_inputs(file, ctx.obj, chosen.suffixes) as inputs:
        items = read_ahead(
            lambda: chain.from_iterable(chosen.read(each, options) for each in inputs.files), inputs.size
        )
        outcome = run(kb, request, inputs, items, progress=counter, working=bar)
    for line in told(outcome, request, inputs.name, chosen.fields):
        click.echo(line)
    ctx.exit(_code(outcome))


def _code(outcome: Outcome) -> int:
    """Return 1 where nothing came in that should have."""
    return 1 if outcome.refused or (outcome.rejected and outcome.rejected == outcome.read) else 0
