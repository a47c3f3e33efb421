"""Profile ``fact-check-insights``: the CSV of Fact-Check Insights (Duke Reporters' Lab), its columns in its order."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import IO, Any

from kb.publishing.claim_review import document
from kb.sheets.escaping import escape
from kb.sheets.fact_check_insights import APPEARANCES, COLUMNS

from .profiles import Content


def write(content: Content, output: IO[bytes]) -> None:
    """Write a row for each review; lists have their first member in a row, but for the numbered appearances."""
    text = io.TextIOWrapper(output, "utf-8", newline="", write_through=False)
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for review in content.reviews():
        made = _shaped(document(review, content.license, content.kb.settings.name))
        rows.writerow([escape(_value(made, column)) for column in COLUMNS])
    text.flush()
    text.detach()


def _shaped(made: dict[str, Any]) -> dict[str, Any]:
    """Name what goes by another name in these columns; they number appearances from 1, without the first one."""
    claim = dict(made.get("itemReviewed", {}))
    first, *further = claim.pop("appearance", None) or [{}]
    claim["firstAppearance"] = {"url": first.get("url"), "type": first.get("@type")}
    claim["appearance"] = {str(number): each for number, each in enumerate(further[:APPEARANCES], 1)}
    return made | {"id": made["@id"], "itemReviewed": claim}


def _value(made: Mapping[str, Any], column: str) -> str:
    value: Any = made
    for key in column.split("."):
        value = value[0] if isinstance(value, list) and value else value
        value = value.get(key) if isinstance(value, Mapping) else None
    value = value[0] if isinstance(value, list) and value else value
    return str(value) if isinstance(value, (str, int, float)) else ""
