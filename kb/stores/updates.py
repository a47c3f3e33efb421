"""Lets the engine check an update without running it."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from kb.errors import QuerySyntaxError

from .wording import update_error

# Creating the same graph twice fails, in an empty store too: so nothing behind it ever runs.
_GUARD = "CREATE GRAPH <urn:x-kb:guard> ; CREATE GRAPH <urn:x-kb:guard> ; "


def check_operation(before: str, prologue: str, operation: str, base: str, prefixes: Mapping[str, str]) -> None:
    """Let one operation of SPARQL 1.1 Update pass that the engine can read; nothing is run.

    ``before`` are whole lines that were declared before its own ``prologue``.

    Raises:
        QuerySyntaxError: if it cannot be read, with line and column in the prologue and the operation together.
    """
    try:
        ox.Store().update(before + prologue + _GUARD + operation, base_iri=base, prefixes=dict(prefixes))
    except SyntaxError as error:
        raise update_error(before, prologue, operation, len(_GUARD), str(error), prefixes) from None
    except RuntimeError:
        return
    raise QuerySyntaxError("it has no operation")  # pragma: no cover (the guard always fails)


def as_stored(term: ox.Literal) -> ox.Literal:
    """Return a literal as the engine keeps it, which writes some numbers and dates in one way only."""
    store = ox.Store()
    node = ox.NamedNode("urn:x")
    store.add(ox.Quad(node, node, term))
    found = next(iter(store)).object
    assert isinstance(found, ox.Literal)  # noqa: S101 (it was one)
    return found
