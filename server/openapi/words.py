"""The parts that descriptions are made of: parameters, bodies, responses (OpenAPI 3.1 §4.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Part = dict[str, Any]

TEXT: Part = {"type": "string"}
ADDRESS: Part = {"type": "string", "format": "uri-reference"}
DAY: Part = {"type": "string", "format": "date"}


def number(least: int = 0, most: int = 10**9 - 1, default: int | None = None) -> Part:
    """Return the schema of a whole number."""
    schema: Part = {"type": "integer", "minimum": least, "maximum": most}
    return {**schema, "default": default} if default is not None else schema


def listing(items: Part) -> Part:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def record(needed: Sequence[str] = (), /, **properties: Part) -> Part:
    """Return the schema of an object, which may have more members than those that are named."""
    schema: Part = {"type": "object", "properties": properties}
    return {**schema, "required": list(needed)} if needed else schema


def to(name: str) -> Part:
    """Return a reference to a schema of the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def given(name: str, description: str, schema: Part = TEXT, *, required: bool = False, example: object = None) -> Part:
    """Return a parameter in the query of a URL; one with a list may be repeated."""
    told: Part = {"name": name, "in": "query", "description": description, "required": required, "schema": schema}
    return {**told, "example": example} if example is not None else told


def operation(
    id: str,  # noqa: A002 (OpenAPI's word)
    summary: str,
    tag: str,
    answers: Mapping[str, Part],
    parameters: Sequence[Part] = (),
    **more: Any,
) -> Part:
    """Return an operation that answers with one of some media types, or with a problem document."""
    told: Part = {"operationId": id, "summary": summary, "tags": [tag]}
    if parameters:
        told["parameters"] = list(parameters)
    faults = more.pop("faults", "Problem")
    told["responses"] = {
        "200": {"description": "The answer", "content": {kind: {"schema": schema} for kind, schema in answers.items()}},
        **more.pop("responses", {}),
        "4XX": {"$ref": f"#/components/responses/{faults}"},
        "5XX": {"$ref": f"#/components/responses/{faults}"},
    }
    return {**told, **more}


def form(schema: Part) -> Part:
    """Return a body that is a form."""
    return {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}


NOT_MODIFIED: Mapping[str, Part] = {"304": {"description": "What was asked for has not changed"}}
"""The response to who has it already."""
