"""The picture of a chain in a page: an SVG that takes its colours from the page's style sheet."""

from __future__ import annotations

from markupsafe import Markup

from kb.origins.figures import svg

from ..views.chain import Chain

MOST_BOXES = 60
"""How many boxes a picture may have; a larger one nobody could read, and the list says the same."""


def picture(chain: Chain) -> Markup | None:
    """Return the picture of a chain, None if it would be too large."""
    if not 1 < len(chain.figure.boxes) <= MOST_BOXES:
        return None
    return Markup(svg.inline(chain.figure))  # noqa: S704 (the writer escapes all texts)
