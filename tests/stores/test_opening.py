"""A server's store is opened so that queries see all graphs, or the user is told what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import StoreError
from kb.opening import bring_up_to_date, open_for_reading, open_remote
from kb.project import load

from .servers import SparqlServer, free_port, virtuoso
from .test_http import JSON, Script, serving

YES, NO = (b'{"head":{},"boolean":' + word + b"}" for word in (b"true", b"false"))


def answer(body: bytes) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": JSON}, body


def opened(folder: Path, script: Script) -> str:
    with serving(script) as url:
        (folder / "kb.toml").write_text(f'base = "https://kb.example/"\n[store]\nquery = "{url}"\n')
        kb = load(folder)
        assert kb.settings.store is not None
        return open_remote(kb, kb.settings.store).union


def test_a_server_whose_default_graph_is_the_union_is_asked_as_it_is(folder: Path) -> None:
    assert opened(folder, Script(answer(YES))) == ""


def test_other_servers_are_asked_in_the_ways_that_are_known(folder: Path) -> None:
    script = Script(answer(YES), answer(NO), answer(NO), answer(YES))
    assert opened(folder, script) == "default-graph-uri=urn:x-arq:UnionGraph"
    assert [path.partition("?")[2] for path, _, _ in script.asked] == [
        *("", "", "union-default-graph=true"),
        "default-graph-uri=urn:x-arq:UnionGraph",
    ]


def test_a_way_that_a_server_refuses_is_passed_over(folder: Path) -> None:
    script = Script(answer(YES), answer(NO), (400, {}, b"unknown parameter"), answer(YES))
    assert opened(folder, script) == "default-graph-uri=urn:x-arq:UnionGraph"


def test_where_no_way_is_known_the_user_is_told_what_to_do(folder: Path) -> None:
    with pytest.raises(StoreError, match="do not see its named graphs") as caught:
        opened(folder, Script(answer(YES), answer(NO)))
    assert "union of all" in (caught.value.hint or "")


def test_a_store_into_which_nothing_was_built_is_told_of_kb_build(folder: Path, server: SparqlServer) -> None:
    with (folder / "kb.toml").open("a") as file:
        file.write(server.settings())
    with pytest.raises(StoreError, match="has not been built") as caught:
        open_for_reading(load(folder))
    assert caught.value.hint == "run 'kb build'"


@pytest.mark.parametrize("action", [bring_up_to_date, open_for_reading])
def test_a_server_that_is_not_there_is_told_in_a_sentence(action: object, folder: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}/"
    with (folder / "kb.toml").open("a") as file:
        file.write(SparqlServer(address, address, address).settings())
    with pytest.raises(StoreError, match=r"cannot reach http://127\.0\.0\.1"):
        action(load(folder))  # type: ignore[operator]


def test_an_answer_that_virtuoso_cuts_short_is_no_answer(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "virtuoso").mkdir()
    with virtuoso(tmp_path / "virtuoso", rows=5) as server:
        with (folder / "kb.toml").open("a") as file:
            file.write(server.settings())
        kb = load(folder)
        bring_up_to_date(kb)
        with pytest.raises(StoreError, match="sends only the first 5 rows") as caught:
            list(open_for_reading(kb).query("SELECT * { ?s ?p ?o }", {}).rows())
        assert "ResultSetMaxRows" in (caught.value.hint or "")
