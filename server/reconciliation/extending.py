"""Reads properties of things from the store, in one query for all of them (Reconciliation Service API 0.2 §7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kb.errors import UnknownNameError

from .asking import rows
from .entities import iri_of, names
from .kinds import BY_STEM
from .properties import BY_ID, Property
from .reading import Extension

_MOST_VALUES = 20_000
_DAY, _MOMENT = (
    re.compile(r"\d{4}-\d\d-\d\d"),
    re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"),
)

Values = dict[str, dict[str, list[str]]]


def extend(asked: Extension) -> dict[str, Any]:
    """Return the properties that are asked for, of each thing.

    Raises:
        UnknownNameError: if there is no such property.
    """
    wanted = [(_property(id), limit) for id, limit in asked.properties]  # noqa: A001
    iris = {each: iri_of(each) for each in asked.ids}
    found = values_of([iri for iri in iris.values() if iri is not None], [each for each, _ in wanted])
    labels = _labels(found, [each for each, _ in wanted])
    return {
        "meta": [_meta(each) for each, _ in wanted],
        "rows": {
            given: {
                each.id: [
                    _cell(value, each, labels) for value in _cut(found.get(iri or "", {}).get(each.id, ()), limit)
                ]
                for each, limit in wanted
            }
            for given, iri in iris.items()
        },
    }


def values_of(iris: Sequence[str], wanted: Iterable[Property]) -> Values:
    """Return the values of properties, by the IRI of the thing, then by the identifier of the property."""
    parts = [f'{{ {each.pattern} BIND("{each.id}" AS ?key) }}' for each in dict.fromkeys(wanted)]
    found: Values = {}
    if not parts or not iris:
        return found
    text = f"SELECT DISTINCT ?_entity ?key ?value WHERE {{ {' UNION '.join(parts)} }} ORDER BY ?_entity ?key ?value"
    for row in rows(text, {"_entity": [f"<{iri}>" for iri in dict.fromkeys(iris)]}, _MOST_VALUES):
        values = found.setdefault(row["_entity"], {}).setdefault(row["key"], [])
        if "value" in row and row["value"] not in values:
            values.append(row["value"])
    return found


def _property(id: str) -> Property:  # noqa: A002 (the protocol's word)
    if id not in BY_ID:
        raise UnknownNameError("property", id[:80], BY_ID)
    return BY_ID[id]


def _meta(each: Property) -> dict[str, Any]:
    told: dict[str, Any] = {"id": each.id, "name": each.name}
    return {**told, "type": BY_STEM[each.leads].reference} if each.leads else told


def _labels(found: Values, wanted: Iterable[Property]) -> Mapping[str, str]:
    """Return what the entities among values are called."""
    leading = {each.id for each in wanted if each.form == "entity"}
    iris = {value for of in found.values() for id_, values in of.items() if id_ in leading for value in values}
    return names(sorted(iris)) if iris else {}


def _cell(value: str, each: Property, labels: Mapping[str, str]) -> dict[str, Any]:
    if each.form == "entity":
        return {"id": value, "name": labels.get(value) or value}
    if each.form == "number" and re.fullmatch(r"-?\d{1,15}", value):
        return {"int": int(value)}
    if each.form == "date" and _MOMENT.fullmatch(value):
        return {"date": value}
    if each.form == "date" and _DAY.match(value):
        return {"date": f"{value[:10]}T00:00:00Z"}
    return {"str": word(value) if each.form == "word" else value}


def word(value: str) -> str:
    """Return the last part of an IRI."""
    return re.split("[/#]", value)[-1]


def _cut(values: Sequence[str], limit: int) -> Sequence[str]:
    return values[:limit] if limit else values
