"""``kb validate``: check the Turtle files by every rule."""

from __future__ import annotations

from pathlib import Path

import click

from kb.commands import knowledge_base
from kb.errors import FileError
from kb.project import KnowledgeBase, find_folder


@click.command(short_help="Check the Turtle files by every rule.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--output-format",
    "--format",
    "output_format",
    metavar="NAME",
    default="concise",
    show_default=True,
    help="How findings are written: concise or json.",
)
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], output_format: str) -> None:
    """Check the knowledge base, or the findings of FILES alone, by every rule.

    All files of the knowledge base are read, since a claim in one may cite a source in another. FILES outside of
    any knowledge base are checked together, on their own.

    Exits with 0 if there is no violation (warnings and infos do not fail), with 1 if there is one, with 2 if the
    check could not be made.
    """
    from kb.findings import Report, Severity, renderer
    from kb.namespaces import STANDARD
    from kb.progress import bar
    from kb.validation import validate

    render = renderer(output_format)
    named = [_existing(ctx.obj / path) for path in files]
    if named and find_folder(ctx.obj) is None:
        findings, summary = validate(named, base=None, prefixes=dict(STANDARD), progress=bar)
    else:
        kb = knowledge_base(ctx)
        paths = kb.files()
        paths += [path for path in named if path not in paths]
        findings, summary = validate(
            paths,
            base=kb.settings.base,
            prefixes=kb.prefixes,
            name=lambda path: _name(kb, path),
            only=named or None,
            progress=bar,
        )
    click.echo(render(Report(findings, summary)), nl=False)
    ctx.exit(1 if summary.counts[Severity.VIOLATION] else 0)


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise FileError(f"cannot read {path}: {'it is a folder' if path.is_dir() else 'no such file'}")
    return path.resolve()


def _name(kb: KnowledgeBase, path: Path) -> str:
    return kb.relative(path) if path.is_relative_to(kb.folder) else str(path)
