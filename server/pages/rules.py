"""``/rules``: what makes the knowledge base sound, from its shapes."""

from __future__ import annotations

import itertools
from functools import cache

from flask import Blueprint, Response

from kb.validation.rules import Rule, explained

from .answers import page

blueprint = Blueprint("rules", __name__)


@blueprint.get("/rules")
def rules() -> Response:
    """Show every rule with its reason and an example."""
    return page("rules.html", concepts=_by_concept())


@cache
def _by_concept() -> dict[str, list[Rule]]:
    rules = sorted(explained(), key=lambda rule: (rule.concept, rule.name))
    return {concept: list(some) for concept, some in itertools.groupby(rules, lambda rule: rule.concept)}
