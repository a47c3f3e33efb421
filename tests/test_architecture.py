"""What may know what: layers, homes of libraries, names, and lists that must equal the files."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import ROOT

# Imports run downward only: a module may import from its own layer and from those after it.
LAYERS = (
    ("kb.cli", "kb.commands", "kb.__main__"),
    ("kb.server", "kb.watching"),
    ("kb.importers", "kb.importing"),
    ("kb.writing",),
    ("kb.validating",),
    (
        *(
            "kb.exporters",
            "kb.exporting",
            "kb.coverage",
            "kb.publishing",
            "kb.validation",
            "kb.origins",
            "kb.selection",
            "kb.statistics",
            "kb.starting",
        ),
        *(
            "kb.describing",
            "kb.void",
            "kb.building",
            "kb.deriving",
            "kb.deriving_remotely",
            "kb.uploading",
            "kb.bulk",
            "kb.opening",
            "kb.searching",
        ),
    ),
    ("kb.fixing", "kb.snapshots", "kb.choosing"),
    ("kb.findings", "kb.fingerprinting"),
    (
        *("kb.stores", "kb.project", "kb.addresses", "kb.manifest", "kb.differences", "kb.loading", "kb.record"),
        *(
            "kb.entailments",
            "kb.entailing",
            "kb.entailing_remotely",
            "kb.content",
            "kb.sorting",
            "kb.questions",
            "kb.columns",
        ),
        *("kb.tokens", "kb.written", "kb.private", "kb.decorators", "kb.parameters"),
        *("kb.verdicts", "kb.sheets"),
    ),
    ("kb.turtle",),
    (
        *("kb.formats", "kb.namespaces", "kb.resources", "kb.errors"),
        *("kb.output", "kb.progress", "kb.parallel", "kb.memory", "kb.table", "kb.blank_nodes", "kb"),
    ),
)

HOMES = {
    "click": ("kb.cli", "kb.commands", "kb.watching"),
    "pypdf": ("kb.snapshots",),
    "python_calamine": ("kb.sheets",),
    "yaml": ("kb.decorators",),
    "flask": ("kb.server",),
    "werkzeug": ("kb.server",),
    "uvicorn": ("kb.server",),
    "a2wsgi": ("kb.server",),
    "prometheus_client": ("kb.server",),
    "pyoxigraph": ("kb.stores", "kb.formats"),
    "pyshacl": ("kb.validation",),
    "numpy": ("kb.columns", "kb.validation", "kb.origins", "kb.deriving", "kb.searching"),
    "Stemmer": ("kb.searching",),
    "rdflib": ("kb.validation", "kb.formats", "kb.importers"),
}

SOURCES = sorted([*(ROOT / "kb").rglob("*.py"), *(ROOT / "server").rglob("*.py")])


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts if parts[0] == "kb" else ("kb", *parts))
    return name.removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    """Yield the full name of every module that a file imports, within functions too."""
    package = module_name(path) if path.name == "__init__.py" else module_name(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield from (f"{module}.{alias.name}" for alias in node.names) if module == "kb" else (module,)


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or (package != "kb" and name.startswith(package + ".")) for package in packages)


def layer(name: str) -> int:
    found = [number for number, packages in enumerate(LAYERS) if within(name, packages)]
    assert found, f"{name} is in no layer: give it one"
    return found[0]


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_imports_run_downward_only(path: Path) -> None:
    upward = [name for name in imports(path) if within(name, ("kb",)) or name.startswith("kb.")]
    upward = [name for name in upward if name != "kb.__version__" and layer(name) < layer(module_name(path))]
    assert not upward


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_each_library_stays_in_its_home(path: Path) -> None:
    strays = [
        name
        for name in imports(path)
        if (library := name.partition(".")[0]) in HOMES and not within(module_name(path), HOMES[library])
    ]
    assert not strays


def test_help_loads_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys\nfrom kb.cli import cli\n"
        "cli.main(['--help'], standalone_mode=False)\n"
        "print(*[name for name in ('rdflib', 'pyshacl', 'flask', 'pyoxigraph') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ""


def test_modules_keep_to_a_sense_of_proportion() -> None:
    long = {module_name(path): lines for path in SOURCES if (lines := len(path.read_text().splitlines())) > 320}
    assert not long


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
