"""What is written for whoever runs the server is true."""

from __future__ import annotations

import configparser
import json
import re
import shlex

import click
import pytest

from kb.commands.serve import command
from kb.server.limits import Limits
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")


def parsed(arguments: list[str]) -> dict[str, object]:
    """Read arguments as ``kb serve`` does; one that it does not know raises."""
    context = command.make_context("serve", list(arguments))
    return context.params


def test_every_option_that_the_guide_names_is_one() -> None:
    known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    elsewhere = {"--scope", "--help", "--rm"}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", GUIDE)) - elsewhere
    assert named
    assert named <= known


def test_every_limit_of_the_command_is_in_the_guide() -> None:
    missing = {name for option in command.params for name in option.opts if name.startswith("--") and name not in GUIDE}
    assert not missing


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("| `--query-timeout` | 30 s", Limits().time),
        ("| `--query-memory` | 1024 MB", Limits().memory / (1 << 20)),
        ("and 6 more while", Limits().extra),
        ("| 500 queries,", Limits().queue),
        ("queries, 10 s each", Limits().patience),
    ],
)
def test_the_defaults_in_the_guide_are_those_of_the_server(text: str, value: float) -> None:
    assert text in GUIDE
    assert f"{value:g}" in re.findall(r"\d+", text)


def test_the_line_of_the_log_in_the_guide_has_the_members_of_one() -> None:
    from kb.server.logs import members
    from kb.server.record import Record
    from kb.server.wire import Job

    record = Record("192.0.2.1", "GET", "/sparql", status=200)
    record.ask(Job("ASK {}"))
    record.answered(4)
    (shown,) = (json.loads(line) for line in GUIDE.splitlines() if line.startswith('{"time"'))
    assert list(shown) == list(members(record))


def test_the_unit_of_systemd_starts_a_command_that_there_is() -> None:
    unit = configparser.RawConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(ROOT / "docs" / "kb.service")
    program, name, *arguments = shlex.split(unit["Service"]["ExecStart"])
    assert (program.rpartition("/")[2], name) == ("kb", "serve")
    assert parsed(arguments)["log"] == "json"
    assert unit["Service"]["User"] != "root"


def test_the_image_starts_a_command_that_there_is_and_not_as_root() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    (found,) = re.findall(r"^CMD (\[.*\])$", text, re.MULTILINE)
    name, *arguments = json.loads(found)
    assert name == "serve"
    assert parsed(arguments)["host"] == "0.0.0.0"
    assert re.search(r"^USER (?!0|root)", text, re.MULTILINE)
    for folder in re.findall(r"^COPY (\w+) \w+$", text, re.MULTILINE):
        assert (ROOT / folder).is_dir()


def test_an_option_that_there_is_not_is_noticed_here() -> None:
    with pytest.raises(click.UsageError):
        parsed(["--no-such-option"])
