"""The stores that a knowledge base can be built into, each started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .servers import SparqlServer, oxigraph, virtuoso


@pytest.fixture(scope="session")
def oxigraph_server() -> Iterator[SparqlServer]:
    with oxigraph() as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparqlServer]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> SparqlServer:
    """A server that holds nothing."""
    found: SparqlServer = request.getfixturevalue(f"{request.param}_server")
    found.clear()
    return found


@pytest.fixture(params=["embedded", "oxigraph", "virtuoso"])
def settings(request: pytest.FixtureRequest) -> str:
    """What kb.toml says of a store that holds nothing, for each kind of store."""
    if request.param == "embedded":
        return ""
    found: SparqlServer = request.getfixturevalue(f"{request.param}_server")
    found.clear()
    return found.settings()
