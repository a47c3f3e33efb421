"""``/rules``: what makes the knowledge base sound, from its shapes."""

from __future__ import annotations

import itertools
from functools import cache

from flask import Blueprint, render_template

from kb.validation.rules import Rule, explained

blueprint = Blueprint("rules", __name__)


@blueprint.get("/rules")
def rules() -> str:
    """Show every rule with its reason and an example."""
    return render_template("rules.html", concepts=_by_concept())


@cache
def _by_concept() -> dict[str, list[Rule]]:
    rules = sorted(explained(), key=lambda rule: (rule.concept, rule.name))
    return {concept: list(some) for concept, some in itertools.groupby(rules, lambda rule: rule.concept)}
