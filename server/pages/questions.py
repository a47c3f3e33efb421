"""``/questions``: what the knowledge base was made to answer, each question with its answer."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, url_for

from kb.errors import KbError
from kb.questions import Question, question
from kb.questions import questions as saved

from ..sending import ask
from ..state import endpoint
from ..wire import PAGE, Job

blueprint = Blueprint("questions", __name__)

MOST_ROWS = 100
"""How many rows of an answer a page shows."""

_PREFIX = re.compile(r"#\s?(.*)")


@dataclass(frozen=True)
class Asked:
    """A question with what its file says about it, and where it is answered and changed."""

    slug: str
    title: str
    about: str
    text: str
    link: str
    editor: str


@blueprint.get("/questions")
def questions() -> str:
    """List all saved questions."""
    return render_template("questions.html", questions=[_asked(each) for each in saved(endpoint().kb).values()])


@blueprint.get("/questions/<slug>")
def answer(slug: str) -> str:
    """Show one question with its answer, within the limits of all queries; what goes wrong is shown in its place."""
    asked = _asked(question(slug, endpoint().kb))
    result: dict[str, Any] | None = None
    problem: KbError | None = None
    try:
        with contextlib.closing(ask(Job(asked.text, table=PAGE, graph=PAGE))) as reply:
            result = json.loads(reply.read())
    except KbError as error:
        problem = error
    if result is not None and len(result.get("rows", ())) > MOST_ROWS:
        result["rows"], result["more"] = result["rows"][:MOST_ROWS], True
    return render_template("question.html", asked=asked, result=result, problem=problem, most=MOST_ROWS)


def _asked(found: Question) -> Asked:
    lines = found.text.splitlines()
    comment = [match[1] for line in lines[1:] if (match := _PREFIX.fullmatch(line)) is not None]
    about = " ".join(line for line in comment if not line.startswith("+"))
    link = url_for("questions.answer", slug=found.slug)
    editor = url_for("sparql.sparql", query=found.text)
    return Asked(found.slug, found.title or found.slug, about, found.text, link, editor)
