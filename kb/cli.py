"""The command ``kb``: finds its commands by their files and imports each only when it runs."""

from __future__ import annotations

import contextlib
import difflib
import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from . import __version__
from .errors import ConfigurationError, FileError, KbError
from .project import KnowledgeBase, Settings, command_names, find, find_folder, load

if TYPE_CHECKING:
    from .stores.embedded import EmbeddedStore

EPILOG = "Exit codes: 0 clean, 1 findings, 2 usage, configuration, input or output error."


class CommandFolder(click.Group):
    """A group whose commands are the modules of ``kb/commands``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return command_names()

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import one command."""
        if name not in command_names():
            return None
        command: click.Command = import_module(f"kb.commands.{name}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a reader that goes away is an error like any other (click would end without a word)."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # What Python still holds in its buffer must not fail a second time when it exits.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise FileError("the reader closed the pipe before the output was complete") from None
        return result

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name, or suggest the nearest."""
        name = args[0]
        if name not in command_names() and not name.startswith("-"):
            close = difflib.get_close_matches(name, command_names(), n=1)
            hint = f"; did you mean '{close[0]}'?" if close else ""
            ctx.fail(f"there is no command '{name}'{hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=CommandFolder,
    epilog=EPILOG,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "auto_envvar_prefix": "KB",
        "max_content_width": 100,
    },
)
@click.version_option(__version__, prog_name="kb", message="%(prog)s %(version)s")
@click.option(
    "-C",
    "--folder",
    type=click.Path(path_type=Path),
    help="Work as if started in this folder; kb.toml is looked for in it and above it.",
)
@click.pass_context
def cli(ctx: click.Context, folder: Path | None) -> None:
    """Keep a knowledge base of fact-checks: claims, sources and reports as Turtle files in git."""
    start = folder or Path.cwd()
    if not start.is_dir():
        raise FileError(f"there is no folder {start}")
    ctx.obj = start
    found = find_folder(start)
    if found is not None and ctx.invoked_subcommand != "init":
        kb = load(found)
        ctx.default_map = _defaults(found, kb.settings)


def _defaults(folder: Path, settings: Settings) -> dict[str, dict[str, Any]]:
    """Turn the tables of ``kb.toml`` that are named after commands into defaults of their options.

    Raises:
        ConfigurationError: if a table has a key that is no option of its command.
    """
    defaults: dict[str, dict[str, Any]] = {}
    for name, table in settings.commands.items():
        options = {
            option.removeprefix("--"): parameter.name
            for parameter in import_module(f"kb.commands.{name}").command.params
            if isinstance(parameter, click.Option)
            for option in parameter.opts
            if option.startswith("--")
        }
        for key in table:
            if key not in options:
                close = difflib.get_close_matches(key, options, n=1)
                raise ConfigurationError(
                    f"{folder / 'kb.toml'}: unknown key '{key}' in [{name}]",
                    hint=f"did you mean '{close[0]}'?" if close else f"known keys: {', '.join(sorted(options))}",
                )
        defaults[name] = {str(options[key]): value for key, value in table.items()}
    return defaults


def knowledge_base(ctx: click.Context) -> KnowledgeBase:
    """Return the knowledge base that the command works on.

    Raises:
        ConfigurationError: if the folder is in none.
    """
    return find(ctx.obj)


def built_store(kb: KnowledgeBase) -> EmbeddedStore:
    """Build what has changed in the files, then open the store for reading."""
    from .building import build, open_store
    from .progress import bar

    for fault in build(kb, progress=bar).faults:
        warn(f"{fault.message} (left out)")
    return open_store(kb)


def warn(text: str) -> None:
    """Say something beside the output."""
    click.echo(f"kb: {text}", err=True)


def main() -> NoReturn:
    """Run the command line; every error is one line (two with its hint) and an exit code."""
    gc.set_threshold(100_000, 20, 20)  # what a command reads it keeps: looking for garbage in it often costs a third
    try:
        code = cli.main(standalone_mode=False)
    except KbError as error:
        _say(error.message, error.hint)
        code = error.exit_code
    except click.ClickException as error:
        command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "kb"
        _say(error.format_message(), f"'{command} --help' explains it")
        code = 2
    except click.Abort:
        _say("interrupted", None)
        code = 130
    except OSError as error:
        _say(FileError.from_os("use", error).message, None)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


def _say(message: str, hint: str | None) -> None:
    lines = [f"kb: {' '.join(message.split())}", *([f"    {hint}"] if hint else [])]
    with contextlib.suppress(OSError):  # where nobody is there to read it, the exit code still tells
        click.echo("\n".join(lines), err=True)
