"""``kb validate``: check the Turtle files by every rule."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.commands import knowledge_base, warn
from kb.errors import FileError, UsageError
from kb.project import find_folder

if TYPE_CHECKING:
    from kb.validating import Outcome, Request

TABLES = ("per-file-ignores",)
"""The tables that ``[validate]`` in kb.toml may have beside the options."""

_LEVELS = ("violation", "warning", "info", "never")


@click.command(short_help="Check the Turtle files by every rule.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--output-format",
    "--format",
    "output_format",
    metavar="NAME",
    help="How findings are written: full (the default), concise, json, json-lines, github (the default in its "
    "workflows), gitlab, junit, sarif, rdjson or turtle.",
)
@click.option("--output-file", type=click.Path(path_type=Path), help="Write the findings to this file.")
@click.option("--select", multiple=True, metavar="RULE", help="Show only these rules, concepts or severities.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Do not show these.")
@click.option("--extend-select", multiple=True, metavar="RULE", help="Show these beside what is selected.")
@click.option(
    "--fail-level",
    type=click.Choice(_LEVELS),
    default="violation",
    show_default=True,
    help="Exit with 1 if a finding of this severity, or a worse one, is shown.",
)
@click.option("--baseline", type=click.Path(path_type=Path), help="Do not show the findings that this file lists.")
@click.option("--write-baseline", is_flag=True, help="Write all findings into the baseline, and exit with 0.")
@click.option("--changed-since", metavar="COMMIT", help="Show only what came with the changes since a commit.")
@click.option(
    "--shapes", "shapes", multiple=True, type=click.Path(path_type=Path), help="Check by these shapes as well."
)
@click.option("--isolated", is_flag=True, help="Leave out kb.toml and our own shapes: any data, by --shapes alone.")
@click.option("--endpoint", metavar="URL", help="Check what a SPARQL endpoint holds, and no file.")
@click.option("--store", is_flag=True, help="Check what the store of this knowledge base holds, and no file.")
@click.option("--stdin-filename", default="<stdin>", metavar="NAME", help="The file that '-' stands for.")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, then check.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--statistics", is_flag=True, help="Say how many findings each rule has, and what checking took.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until interrupted.")
@click.option("--no-cache", is_flag=True, help="Check everything, and remember nothing for the next time.")
@click.pass_context
def command(ctx: click.Context, /, files: tuple[Path, ...], **options: Any) -> None:
    """Check the knowledge base, or the findings of FILES alone, by every rule. '-' reads standard input.

    With --endpoint, what a SPARQL endpoint holds is checked by the same rules, and stays there; with --store, what
    'kb build' brought into the store that kb.toml names. The environment gives the authorisation: KB_STORE_TOKEN, or
    KB_STORE_USER and KB_STORE_PASSWORD.

    All files of the knowledge base are read, since a claim in one may cite a source in another. FILES outside of
    any knowledge base are checked together, on their own. What was found is remembered below .kb/, so that the next
    run looks only at what has changed.

    RULE is the name of a rule, a pattern such as 'report-*', a concept such as claim, a severity, or ALL. A comment
    '# kb: ignore[RULE] reason' in a file ignores a finding of its line, or of the statement below it.

    Exits with 0 if there is no violation (warnings and infos do not fail, unless --fail-level says so), with 1 if
    there is one, with 2 if the check could not be made.
    """
    from kb.findings import renderer

    render = renderer(options["output_format"] or _default_format())
    request = _request(ctx, files, options)
    if options["diff"] or options["fix"]:
        from kb.fixing.files import fix_files
        from kb.validating import files_to_fix

        changed = fix_files(files_to_fix(request), write=not options["diff"])
        if options["diff"]:
            click.echo("".join(each.diff for each in changed), nl=False)
            ctx.exit(1 if changed else 0)
        for each in changed:
            warn(f"{each.name}: {', '.join(each.done)}")
    if options["watch"]:
        from kb.watching import watch

        watch(request, lambda outcome: _show(outcome, render, options))
    ctx.exit(_once(request, render, options))


def _once(request: Request, render: Any, options: dict[str, Any]) -> int:
    from kb.progress import shared_bar
    from kb.validating import run

    if options["write_baseline"]:
        return _write_baseline(request)
    outcome = run(request, colour=options["output_file"] is None and _colour(), progress=shared_bar)
    _show(outcome, render, options)
    return 1 if outcome.failed else 0


def _request(ctx: click.Context, files: tuple[Path, ...], options: dict[str, Any]) -> Request:
    from kb.validating import STDIN, Request

    named = tuple(_existing(ctx.obj / path) for path in files if str(path) != STDIN)
    stdin = sys.stdin.buffer.read() if any(str(path) == STDIN for path in files) else None
    endpoint = options["endpoint"]
    if endpoint is not None or options["store"]:
        _refuse_beside_store(files, options)
    alone = options["isolated"] or (bool(files or endpoint) and find_folder(ctx.obj) is None)
    if options["isolated"] and not files and endpoint is None:
        raise UsageError("--isolated needs files to check", hint="kb validate --isolated --shapes SHAPES.ttl DATA.ttl")
    kb = None if alone else knowledge_base(ctx)
    table = kb.settings.commands.get("validate", {}) if kb is not None else {}
    baseline = options["baseline"]
    if options["write_baseline"] and baseline is None:
        raise UsageError("--write-baseline needs to know where", hint="give --baseline FILE, too")
    return Request(
        folder=ctx.obj,
        kb=kb,
        named=named,
        stdin=stdin,
        stdin_filename=options["stdin_filename"],
        shapes=tuple(_existing(ctx.obj / path) for path in options["shapes"]),
        isolated=options["isolated"],
        select=options["select"] or ("ALL",),
        ignore=options["ignore"],
        extend_select=options["extend_select"],
        per_file_ignores=table.get("per-file-ignores", {}),
        baseline=ctx.obj / baseline if baseline is not None else None,
        fail_level=options["fail_level"],
        changed_since=options["changed_since"],
        endpoint=endpoint,
        built=options["store"],
        remember=not options["no_cache"],
    )


def _refuse_beside_store(files: tuple[Path, ...], options: dict[str, Any]) -> None:
    """Refuse what makes sense of files alone, and what a knowledge base alone has."""
    option = "--store" if options["store"] else "--endpoint"
    if options["store"] and (options["endpoint"] is not None or options["isolated"]):
        raise UsageError("--store checks the store of this knowledge base: leave --endpoint and --isolated out")
    given = [f"--{name.replace('_', '-')}" for name in ("fix", "diff", "watch", "changed_since") if options[name]]
    if files or given:
        raise UsageError(
            f"{option} checks no files: leave {', '.join(given) or 'them'} out",
            hint="'kb validate FILES' checks files",
        )


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise FileError(f"cannot read {path}: {'it is a folder' if path.is_dir() else 'no such file'}")
    return path.resolve()


def _default_format() -> str:
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" and not sys.stdout.isatty() else "full"


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _show(outcome: Outcome, render: Any, options: dict[str, Any]) -> None:
    from importlib import import_module

    from kb.output import open_output

    text = render(outcome.report)
    if options["output_file"] is None:
        click.echo(text, nl=False)
    else:
        with open_output(options["output_file"]) as file:
            file.write(text.encode())
    side_files = getattr(import_module(render.__module__), "side_files", None)
    if side_files is not None:
        for path, more in side_files(outcome.report, os.environ).items():
            _append(Path(path), more)
    if outcome.chosen.gone:
        warn(f"{outcome.chosen.gone} findings of the baseline are gone; --write-baseline drops them")
    if options["statistics"]:
        from kb.validation.statistics import statistics_text

        click.echo(statistics_text(outcome.report.findings, outcome.validation), err=True, nl=False)


def _append(path: Path, text: str) -> None:
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise FileError.from_os("write", error) from None


def _write_baseline(request: Request) -> int:
    from dataclasses import replace

    from kb.choosing.baseline import baseline_text
    from kb.output import open_output
    from kb.validating import run

    outcome = run(replace(request, baseline=None))
    with open_output(request.baseline) as file:
        file.write(baseline_text(outcome.report.findings).encode())
    warn(f"{len(outcome.report.findings)} findings are in the baseline now")
    return 0
