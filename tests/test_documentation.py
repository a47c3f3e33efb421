"""What the documentation says is what the product does."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import kb
from kb.project import command_names

from .conftest import ROOT, run_kb
from .generated import FILES

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_generated_page_is_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == FILES[path](), "run: python -m tests.generated"


@pytest.mark.parametrize("name", command_names())
def test_the_readme_names_every_command(name: str) -> None:
    assert f"`kb {name}" in README or f"kb {name} " in README


def test_the_changelog_tells_of_this_version() -> None:
    assert f"## {kb.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def console_examples() -> list[tuple[str, str]]:
    """Return the examples of the README: in ``console`` blocks, each ``$ command`` with the output below it."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def test_the_readme_has_examples() -> None:
    assert len(console_examples()) >= 5


@pytest.mark.parametrize(("command", "output"), console_examples(), ids=lambda text: text[:50])
def test_an_example_of_the_readme_does_what_it_says(example: Path, command: str, output: str) -> None:
    words = shlex.split(command)
    assert words[0] == "kb"
    done = run_kb(*words[1:], folder=example, env={"COLUMNS": "110"})
    shown = done.out + done.err
    # An ellipsis on a line of its own stands for lines that are left out.
    lines = [r"(?:.*\n)*?.*" if line == "…" else re.escape(line) for line in output.strip("\n").splitlines()]
    assert re.fullmatch("\n".join(lines), shown.strip("\n").replace("\r", "")), shown


def test_the_package_installs_and_works_without_the_checkout(tmp_path: Path) -> None:
    """Build a wheel's worth of files by importing the parts by their installed names."""
    code = (
        "from kb.resources import ontology_files, shape_files, question_files, examples\n"
        "import kb.server.app\n"
        "print(len(ontology_files()), len(shape_files()), len(question_files()), *examples())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    ontology, shapes, asked, example = done.stdout.split()
    assert (ontology, shapes, example) == ("13", "13", "kamikaze-drones")
    assert int(asked) >= 15
