"""``/questions``: what the knowledge base was made to answer; each leads to its answer, below ``/q``."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, url_for

from kb.questions import Question
from kb.questions import questions as saved

from ..state import endpoint
from .answers import page

blueprint = Blueprint("questions", __name__)

_PAGE_SIZE = 100
_DATA = ("csv", "json")


@dataclass(frozen=True)
class Asked:
    """A question with what its file says about it, and where it is answered, as a page and as data, and changed."""

    title: str
    about: str
    answer: str
    data: dict[str, str]
    editor: str


@blueprint.get("/questions")
def questions() -> Response:
    """List all saved questions."""
    return page("questions.html", questions=[_asked(each) for each in saved(endpoint().kb).values()])


def _asked(found: Question) -> Asked:
    return Asked(
        title=found.title or found.slug,
        about=found.about,
        answer=url_for("named.named", name=f"{found.slug}.html", page_size=_PAGE_SIZE),
        data={name: url_for("named.named", name=f"{found.slug}.{name}") for name in _DATA},
        editor=url_for("sparql.sparql", query=found.text),
    )
