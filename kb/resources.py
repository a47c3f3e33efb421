"""The files that ship with the package: ontology, shapes, questions, entailments and examples."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

from .errors import UnknownNameError


def ontology_files() -> list[Traversable]:
    """Return the modules of the ontology, sorted by name."""
    return _with_suffix(files("kb.ontology"), ".ttl")


def shape_files() -> list[Traversable]:
    """Return the shapes files, sorted by name."""
    return _with_suffix(files("kb.shapes"), ".ttl")


def question_files() -> list[Traversable]:
    """Return the competency questions (``<slug>.rq``), sorted by name."""
    return _with_suffix(files("kb.ontology") / "questions", ".rq")


def entailment_files() -> list[Traversable]:
    """Return the SPARQL CONSTRUCT queries whose results a build adds, sorted by name."""
    return _with_suffix(files("kb.ontology") / "entailments", ".rq")


def verdict_files() -> list[Traversable]:
    """Return the maps of publishers' labels to verdicts (``<host>.ttl``), sorted by name."""
    return _with_suffix(files("kb.ontology") / "verdicts", ".ttl")


def mapping_files() -> list[Traversable]:
    """Return the SPARQL CONSTRUCT queries that map graphs to ClaimReviews of schema.org, sorted by name."""
    return _with_suffix(files("kb.ontology") / "mappings", ".rq")


def examples() -> dict[str, Traversable]:
    """Return the knowledge bases that ship with the package, by slug."""
    return {
        folder.name: folder
        for folder in sorted((files("kb") / "examples").iterdir(), key=lambda entry: entry.name)
        if (folder / "kb.toml").is_file()
    }


def example(slug: str) -> Traversable:
    """Return the folder of one example.

    Raises:
        UnknownNameError: if there is no such example.
    """
    known = examples()
    if slug not in known:
        raise UnknownNameError("example", slug, known, hint=f"there are: {', '.join(known)}")
    return known[slug]


def _with_suffix(folder: Traversable, suffix: str) -> list[Traversable]:
    return sorted((entry for entry in folder.iterdir() if entry.name.endswith(suffix)), key=lambda entry: entry.name)
