"""The tree of errors is what its docstring says."""

from __future__ import annotations

import inspect
import re

import pytest

from kb.errors import KbError
from kb.writing import errors

TREE = re.findall(r"(\w+Error)\s+exit (\d)\s+HTTP (\d+)", inspect.getdoc(errors) or "")


def test_the_tree_names_every_error() -> None:
    own = {
        name for name, value in vars(errors).items() if isinstance(value, type) and value.__module__ == errors.__name__
    }
    assert {name for name, _, _ in TREE} == own


@pytest.mark.parametrize(("name", "code", "status"), TREE)
def test_an_error_has_the_codes_that_the_tree_gives_it(name: str, code: str, status: str) -> None:
    kind = getattr(errors, name)
    assert issubclass(kind, KbError)
    assert (kind.exit_code, kind.status) == (int(code), int(status))
