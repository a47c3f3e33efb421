"""The tree of errors is what its docstring says."""

import inspect
import re

import pytest

from kb import errors
from kb.errors import KbError

TREE = {
    name: (int(code), int(status), len(indent))
    for indent, name, code, status in re.findall(
        r"^([ │├└─]*)(\w+Error)\s+exit (\d)\s+HTTP (\d+)", inspect.getdoc(errors) or "", re.MULTILINE
    )
}
CLASSES = {
    name: value for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, KbError)
}


def test_the_tree_names_every_error() -> None:
    assert TREE.keys() == CLASSES.keys()


@pytest.mark.parametrize("name", TREE)
def test_an_error_has_the_codes_that_the_tree_gives_it(name: str) -> None:
    assert (CLASSES[name].exit_code, CLASSES[name].status) == TREE[name][:2]


@pytest.mark.parametrize("name", CLASSES)
def test_an_error_explains_itself(name: str) -> None:
    assert CLASSES[name].__doc__
