"""What a saved question says of itself in its comments: grlc's decorators, lines of YAML behind ``#+``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from .errors import ConfigurationError

_LINE = re.compile(r"^[ \t]*#\+ ?(.*?)[ \t\r]*$", re.MULTILINE)
_MOST_ROWS = 100_000


@dataclass(frozen=True)
class Decorators:
    """What the decorators of a query say; what they leave out is empty, and what is not known is left out.

    ``pagination`` is how many rows a page has; 0 is all. Of ``defaults``, ``choices``, ``parameters`` (the type of
    each) and ``descriptions``, the keys are names of parameters.
    """

    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    pagination: int = 0
    defaults: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)


@lru_cache(256)
def decorators(text: str) -> Decorators:
    """Read the decorators of a query.

    Raises:
        ConfigurationError: if they are no YAML, or say something of the wrong kind.
    """
    lines = _LINE.findall(text)
    content = _read("\n".join(lines)) if lines else {}
    declared = dict(_pairs(content, "parameters"))
    return Decorators(
        summary=_text(content, "summary"),
        description=_text(content, "description"),
        tags=tuple(map(str, content.get("tags") or ())),
        pagination=_number(content, "pagination"),
        defaults={name: str(value) for name, value in _pairs(content, "defaults")},
        choices={name: tuple(map(str, values)) for name, values in _pairs(content, "enumerate") if values},
        parameters={name: _member(value, "type") or "literal" for name, value in declared.items()},
        descriptions={name: _member(value, "description") for name, value in declared.items()},
    )


def _read(text: str) -> Mapping[str, Any]:
    import yaml

    try:
        content = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (it makes nothing but texts, lists and mappings)
    except yaml.YAMLError as error:
        reason = str(getattr(error, "problem", None) or error)
        raise ConfigurationError(f"the lines of a query behind '#+' are no YAML: {reason}") from None
    if content and not isinstance(content, dict):
        raise ConfigurationError("the lines of a query behind '#+' must be key: value")
    return content or {}


def _text(content: Mapping[str, Any], key: str) -> str:
    value = content.get(key) or ""
    if not isinstance(value, str):
        raise ConfigurationError(f"the decorator '{key}' of a query must be a text")
    return value.strip()


def _number(content: Mapping[str, Any], key: str) -> int:
    value = _text(content, key)
    if not value:
        return 0
    if not re.fullmatch(r"[0-9]{1,6}", value) or int(value) > _MOST_ROWS:
        raise ConfigurationError(f"the decorator '{key}' of a query must be a number up to {_MOST_ROWS}")
    return int(value)


def _pairs(content: Mapping[str, Any], key: str) -> Iterator[tuple[str, Any]]:
    """Yield names and values of a mapping, or of a list of such; grlc has both."""
    value = content.get(key) or {}
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, str):  # a name without a value
            yield _bare(entry), ""
        elif isinstance(entry, dict):
            yield from ((_bare(name), each) for name, each in entry.items())
        else:
            raise ConfigurationError(f"the decorator '{key}' of a query must have entries of name: value")


def _bare(name: str) -> str:
    return name.lstrip("?$")


def _member(value: Any, name: str) -> str:
    if isinstance(value, dict):
        return str(value.get(name) or "")
    return str(value) if name == "type" else ""
