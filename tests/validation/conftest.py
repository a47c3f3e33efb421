"""What all tests of validation share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.validation import checking


@pytest.fixture(scope="session", autouse=True)
def _answering_however_few() -> Iterator[None]:
    """Let queries of constraints be answered for all suspects at once, which is done for many alone otherwise."""
    before, checking.WORTH_ANSWERING = checking.WORTH_ANSWERING, 1
    yield
    checking.WORTH_ANSWERING = before
