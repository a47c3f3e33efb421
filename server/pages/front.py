"""What the first page shows of all the data: what was reviewed last, and how many there are of what."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from kb.statistics import Statistics

from ..state import endpoint
from ..views import newest, store
from ..views.summaries import Claim, summaries
from . import memory
from .background import Background
from .facets import origin_numbers

_NEWEST = 8
_PATIENCE = 0.5  # seconds
_KEY = "factcheck-kb.front"


@dataclass(frozen=True)
class Whole:
    """What was reviewed last, the numbers of everything, and how many claims have how many origins."""

    claims: tuple[Claim, ...]
    counted: Statistics
    origins: dict[str, int]


def whole() -> Whole | None:
    """Return what all the data hold, as of the last build or, while that is looked at, an older one; else None.

    It is found in the background; only a page that is written to a file waits for it.
    """
    if current_app.jinja_env.globals.get("is_static"):
        return memory.once_per_build("front", _find)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    background: Background[Whole] = app.extensions.setdefault(_KEY, Background(app, _find))
    return background.get(endpoint().pool.build, _PATIENCE)


def _find() -> Whole:
    claims = summaries(store.ask, newest.reviewed(store.rows, _NEWEST))
    return Whole(tuple(claims.values()), endpoint().statistics(), origin_numbers())
