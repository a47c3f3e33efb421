"""Writes rules for people: one explained, or all in a table."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from dataclasses import asdict
from itertools import groupby

from .rules import Rule


def text(rules: list[Rule], explain: bool) -> str:
    """Write one rule as a page, or all rules as a line each below their concepts."""
    if explain:
        return "\n".join(_page(rule) for rule in rules)
    width = max((len(rule.name) for rule in rules), default=0)
    lines = []
    for concept, members in groupby(rules, lambda rule: rule.concept):
        lines.append(f"{concept}")
        lines += [f"  {rule.name:{width}}  {rule.severity.value:9}  {rule.message}" for rule in members]
    return "\n".join(lines) + "\n"


def _page(rule: Rule) -> str:
    parts = [
        f"{rule.name} ({rule.severity.value}, {rule.concept})",
        textwrap.fill(rule.message, 80),
        "Why it matters\n" + textwrap.indent(textwrap.fill(rule.description, 76), "    "),
    ]
    if rule.example:
        parts.append("How it is done right\n" + textwrap.indent(rule.example, "    "))
    return "\n\n".join(parts) + "\n"


def markdown(rules: list[Rule], explain: bool) -> str:
    """Write the rules as the tables of ``shapes/README.md``, one per concept."""
    parts = []
    for concept, members in groupby(rules, lambda rule: rule.concept):
        rows = [f"| `{rule.name}` | {rule.severity.value} | {rule.message} {rule.description} |" for rule in members]
        parts.append("\n".join([f"## {concept}", "", "| rule | severity | what and why |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def as_json(rules: list[Rule], explain: bool) -> str:
    """Write the rules as a JSON list."""
    table = [asdict(rule) | {"severity": rule.severity.value} for rule in rules]
    return json.dumps(table, indent=2, ensure_ascii=False) + "\n"


RENDERERS: dict[str, Callable[[list[Rule], bool], str]] = {
    "text": text,
    "markdown": markdown,
    "json": as_json,
}
