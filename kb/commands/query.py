"""``kb query``: ask the knowledge base in SPARQL, or by the name of a saved question."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.commands import built_store, knowledge_base
from kb.errors import FileError, UsageError

if TYPE_CHECKING:
    from kb.formats import Term
    from kb.project import KnowledgeBase
    from kb.stores import Answer


@click.command(short_help="Answer SPARQL, a file or a saved question.")
@click.argument("query", required=False)
@click.option(
    "--bind",
    "-b",
    "bindings",
    multiple=True,
    metavar="NAME=TERM",
    help="Fix a variable: --bind claim=claim:x, --bind text='\"words\"@en'.",
)
@click.option(
    "--format",
    "format",
    metavar="NAME",
    help="table, csv, tsv, json or xml; for graphs turtle, ntriples, nquads, trig, jsonld or rdfxml. "
    "Without it: a table (or Turtle) on a terminal, CSV (or Turtle) elsewhere.",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to a file; .gz is compressed.")
@click.pass_context
def command(
    ctx: click.Context, query: str | None, bindings: tuple[str, ...], format: str | None, output: Path | None
) -> None:
    """Answer QUERY: SPARQL text, a file, - for standard input, or the name of a saved question.

    Without QUERY, list the saved questions. The prefixes of the vocabulary, of this knowledge base's instances and
    of its kb.toml need no declaration. What has changed in the files is built first.
    """
    from kb.questions import questions

    kb = knowledge_base(ctx)
    if query is None:
        for saved in questions(kb).values():
            click.echo(f"{saved.slug:28}  {saved.title}")
        return
    text = _text(kb, ctx.obj, query)
    fixed = _bindings(kb, bindings)
    if output is not None and str(output) != "-":
        output = ctx.obj / output
    format = _format(format, output)
    store = built_store(kb)
    # The engine holds no lock of Python's and looks at no signal: only the default action interrupts it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _write(store.query(text, kb.prefixes, base=kb.settings.base, bindings=fixed), kb, format, output)


# What a query begins with, after its comments and white space.
_SPARQL = re.compile(r"(?:\s|#[^\n]*\n)*(?:PREFIX|BASE|SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)


def _text(kb: KnowledgeBase, start: Path, query: str) -> str:
    from kb.formats import read_file
    from kb.questions import question

    if not query.strip():
        raise UsageError("the query is empty", hint="'kb query' without a query lists the saved questions")
    if query == "-":
        data = _standard_input()
    elif (start / query).is_file():
        data = read_file(start / query)
    elif _SPARQL.match(query) or "{" in query or "\n" in query:
        return query
    elif re.fullmatch(r"[\w.\-]+", query) and not query.endswith((".rq", ".sparql")):
        return question(query, kb).text
    else:
        data = read_file(start / query)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"cannot read {query}: it is not UTF-8 (byte {error.start})") from None


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise FileError("standard input is closed")
    return sys.stdin.buffer.read()


def _bindings(kb: KnowledgeBase, bindings: tuple[str, ...]) -> dict[str, Term]:
    from kb.formats import term

    fixed = {}
    for binding in bindings:
        name, equals, value = binding.partition("=")
        name = name.lstrip("?$")
        if not equals or not re.fullmatch(r"\w+", name):
            raise UsageError(f"--bind '{binding}' is not NAME=TERM", hint="for example --bind claim=claim:x")
        if name in fixed:
            raise UsageError(f"--bind fixes ?{name} twice")
        fixed[name] = term(value, kb.prefixes)
    return fixed


def _format(format: str | None, output: Path | None) -> str | None:
    """Return the name of the format that is asked for, by name or by the output's suffix, or None."""
    from kb.errors import UnknownNameError
    from kb.formats import FORMATS, format_of_file

    known = ["table", *FORMATS]
    if format is not None and format not in known:
        raise UnknownNameError("format", format, known, hint=f"there are: {', '.join(known)}")
    by_suffix = format_of_file(output.name, FORMATS) if output is not None else None
    return format or (by_suffix.name if by_suffix is not None else None)


def _write(answer: Answer, kb: KnowledgeBase, format: str | None, output: Path | None) -> None:
    from kb.exporters import write_answer
    from kb.formats import FORMATS
    from kb.output import open_output

    if format is None:
        on_terminal = output is None and sys.stdout.isatty()
        format = "turtle" if answer.kind == "triples" else "table" if on_terminal else "csv"
    with open_output(output) as file:
        if format == "table":
            file.write(_table(answer, kb).encode())
        else:
            write_answer(answer, file, FORMATS[format], kb.prefixes)
            if answer.kind != "triples" and format in ("json", "xml") and file.isatty():
                file.write(b"\n")


def _table(answer: Answer, kb: KnowledgeBase) -> str:
    from kb.formats import show
    from kb.namespaces import Shortener
    from kb.table import render

    if answer.kind == "boolean":
        return "yes\n" if answer.boolean() else "no\n"
    shortener = Shortener(kb.prefixes)
    rows = [[show(term, shortener) for term in row] for row in answer.rows()]
    # Off a terminal the width of the lines is nobody's business.
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() or "COLUMNS" in os.environ else 1_000
    return render(answer.variables, rows, width) + f"({len(rows)} row{'s' * (len(rows) != 1)})\n"
