"""Saved questions: SPARQL in files whose first line asks the question in words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path, PurePath

from .decorators import decorators
from .errors import FileError, UnknownNameError
from .project import KnowledgeBase
from .resources import question_files

FOLDER = "questions"
"""Where a knowledge base keeps questions of its own; one with the slug of ours replaces it."""


@dataclass(frozen=True)
class Question:
    """A question: the stem of its file, its words, and its SPARQL."""

    slug: str
    title: str
    text: str

    @property
    def about(self) -> str:
        """What its file says of it: the decorator ``description``, or else the comment below the title.

        Raises:
            ConfigurationError: if its decorators are faulty.
        """
        return decorators(self.text).description or _comment(self.text)


def questions(kb: KnowledgeBase | None = None) -> dict[str, Question]:
    """Return the questions that ship with the package and those of ``kb``, by slug.

    Raises:
        FileError: if a file cannot be read.
    """
    own = sorted((kb.folder / FOLDER).glob("*.rq")) if kb is not None else []
    found = {question.slug: question for question in _read([*question_files(), *own])}
    return dict(sorted(found.items()))


def question(slug: str, kb: KnowledgeBase | None = None) -> Question:
    """Return one question.

    Raises:
        UnknownNameError: if there is none with that slug.
    """
    if kb is not None and re.fullmatch(r"[\w\-][\w.\-]{,200}", slug):  # no way to another folder
        own = kb.folder / FOLDER / f"{slug}.rq"
        if own.is_file():
            return next(_read([own]))
    known = questions(kb)
    if slug not in known:
        raise UnknownNameError("saved question", slug, known, hint="'kb query' lists the saved questions")
    return known[slug]


def _read(files: Iterable[Traversable | Path]) -> Iterator[Question]:
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except OSError as error:
            raise FileError.from_os("read", error) from None
        except UnicodeDecodeError as error:
            raise FileError(f"cannot read {file}: it is not UTF-8 (byte {error.start})") from None
        yield Question(PurePath(file.name).stem, _title(text), text)


def _title(text: str) -> str:
    """Return the words of the first line, or of the decorator ``summary`` if it begins with decorators."""
    first = text.partition("\n")[0]
    if first.startswith("#+"):
        return decorators(text).summary
    return first.lstrip("# ").strip() if first.startswith("#") else ""


def _comment(text: str) -> str:
    """Return what a file says at its beginning, below its title."""
    lines = itertools.takewhile(lambda line: line.startswith("#"), text.splitlines()[1:])
    return " ".join(line.lstrip("#").strip() for line in lines if not line.startswith("#+"))
