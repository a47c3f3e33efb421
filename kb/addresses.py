"""Where a knowledge base has its store: embedded, or the addresses of a SPARQL 1.1 server, from ``kb.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .errors import ConfigurationError, nearest

EMBEDDED = "embedded"
_KEYS = ("query", "update", "graphs")


@dataclass(frozen=True)
class Addresses:
    """The URLs of a server: of queries, and, to write to it, of updates and of its graphs (empty where unknown)."""

    query: str
    update: str = ""
    graphs: str = ""


def addresses(path: object, value: Any, environment: Mapping[str, str]) -> Addresses | None:
    """Return what ``kb.toml`` says of the store, environment variables on top; None means embedded.

    ``value`` is ``"embedded"`` or the table ``[store]``. ``KB_STORE_QUERY``, ``KB_STORE_UPDATE`` and
    ``KB_STORE_GRAPHS`` beat its keys, ``KB_STORE=embedded`` all of them.

    Raises:
        ConfigurationError: if it is anything else.
    """
    if environment.get("KB_STORE", EMBEDDED) != EMBEDDED:
        raise ConfigurationError("KB_STORE can only be 'embedded'", hint="KB_STORE_QUERY gives the URL of a server")
    if value != EMBEDDED and not isinstance(value, dict):
        raise ConfigurationError(
            f"{path}: 'store' must be \"embedded\" or a table",
            hint='[store], and below it query = "https://…", update = "https://…", graphs = "https://…"',
        )
    table = dict(value) if isinstance(value, dict) else {}
    table |= {key: given for key in _KEYS if (given := environment.get(f"KB_STORE_{key.upper()}"))}
    for key, text in table.items():
        _check(path, key, text)
    if "KB_STORE" in environment or (value == EMBEDDED and not table):
        return None
    if "query" not in table:
        raise ConfigurationError(f"{path}: 'query' is missing in [store]", hint='query = "https://…/sparql"')
    return Addresses(**table)


def _check(path: object, key: str, text: Any) -> None:
    if key not in _KEYS:
        close = nearest(key, _KEYS)
        raise ConfigurationError(
            f"{path}: unknown key '{key}' in [store]",
            hint=f"did you mean '{close}'?" if close else f"known keys: {', '.join(_KEYS)}",
        )
    parts = urlsplit(text) if isinstance(text, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(f"{path}: '{key}' in [store] must be a URL", hint="it begins with http:// or https://")
