"""A JSON object a line: first each finding, last the summary; see ``schema.json`` beside."""

from __future__ import annotations

import json

from . import Report
from .json import finding_table, summary_table


def render(report: Report) -> str:
    """Write a line for each finding (in the order shown), and one with ``summary``."""
    tables = [*map(finding_table, report.findings), {"summary": summary_table(report.summary)}]
    return "".join(json.dumps(table, ensure_ascii=False) + "\n" for table in tables)
