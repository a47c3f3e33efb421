"""The command ``kb``: finds its commands by their files and imports each only when it runs."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from . import __version__
from .errors import ConfigurationError, FileError, KbError, nearest
from .project import CONFIGURATION, Settings, command_module, command_names, find_folder, load

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
        command: click.Command = import_module(command_module(name)).command
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
            close = nearest(name, command_names())
            ctx.fail(f"there is no command '{name}'" + (f"; did you mean '{close}'?" if close else ""))
        return super().resolve_command(ctx, args)


@click.group(
    cls=CommandFolder,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "KB", "max_content_width": 100},
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
        ctx.default_map = _defaults(ctx, found / CONFIGURATION, load(found).settings)


def _defaults(ctx: click.Context, path: Path, settings: Settings) -> dict[str, dict[str, Any]]:
    """Turn the tables of ``kb.toml`` that are named after commands into defaults of their options.

    Raises:
        ConfigurationError: if a table has a key that is no option of its command, or a value that it cannot have.
    """
    defaults: dict[str, dict[str, Any]] = {}
    for name, table in settings.commands.items():
        module = import_module(command_module(name))
        parameters = module.command.params
        options = {
            option.removeprefix("--"): parameter
            for parameter in parameters
            if isinstance(parameter, click.Option)
            for option in parameter.opts
            if option.startswith("--")
        }
        defaults[name] = {}
        for key, value in table.items():
            if key in getattr(module, "TABLES", ()):
                continue  # no option, but a table that the command reads itself
            if key not in options:
                close = nearest(key, options)
                raise ConfigurationError(
                    f"{path}: unknown key '{key}' in [{name}]",
                    hint=f"did you mean '{close}'?" if close else f"known keys: {', '.join(sorted(options))}",
                )
            _check(ctx, f"{path}: '{key}' in [{name}]", options[key], value)
            defaults[name][str(options[key].name)] = value
    return defaults


def _check(ctx: click.Context, place: str, option: click.Option, value: Any) -> None:
    """Let a value pass that the option can have, of the type that TOML has for it."""
    if option.multiple and not isinstance(value, list):
        raise ConfigurationError(f"{place} must be a list")
    for single in value if option.multiple else [value]:
        kind: tuple[type, ...] = (str,)
        if option.is_flag:
            kind = (bool,)
        elif isinstance(option.type, (click.types.IntParamType, click.types.FloatParamType)):
            kind = (int,) if isinstance(option.type, click.types.IntParamType) else (int, float)
        if not isinstance(single, kind) or (isinstance(single, bool) and kind != (bool,)):
            word = {bool: "true or false", int: "a number", str: "a text"}[kind[0]]
            raise ConfigurationError(f"{place} must be {word}")
        try:
            option.type.convert(single, option, ctx)
        except click.BadParameter as error:
            raise ConfigurationError(f"{place}: {error.message}") from None


def main() -> NoReturn:
    """Run the command line; every error is one line (two with its hint) and an exit code."""
    gc.set_threshold(100_000, 20, 20)  # what a command reads it keeps: looking for garbage in it often costs a third
    signal.signal(signal.SIGTERM, _end)
    try:
        _check_streams()
        code = cli.main(standalone_mode=False, prog_name="kb")
    except KbError as error:
        _say(error.message, error.hint)
        code = error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        code = 2
    except click.ClickException as error:
        command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "kb"
        _say(error.format_message(), f"'{command} --help' explains it")
        code = 2
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted", None)
        code = 130
    except OSError as error:
        _say(FileError.from_os("use", error).message, None)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


def _end(number: int, stack: FrameType | None) -> NoReturn:
    """End in order, so that nothing half-written stays behind."""
    raise SystemExit(128 + number)


def _check_streams() -> None:
    """Make the streams hold any text, in any locale.

    Raises:
        FileError: if standard output is closed.
    """
    if sys.stdout is None:
        raise FileError("standard output is closed")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _say(message: str, hint: str | None) -> None:
    lines = [f"kb: {' '.join(message.split())}", *([f"    {hint}"] if hint else [])]
    with contextlib.suppress(OSError):  # where nobody is there to read it, the exit code still tells
        click.echo("\n".join(lines), err=True)
