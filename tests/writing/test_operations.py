"""What an update asks for is read as SPARQL means it, and faults have their place."""

from __future__ import annotations

import pytest

from kb.errors import QueryRefusedError, QuerySyntaxError
from kb.formats import NAMED_NODE
from kb.writing.operations import Data, Manage, Modify, read_update
from kb.writing.templates import Variable

PREFIXES = {"x": "http://x.example/"}
BASE = "https://kb.example/"


def read(text: str) -> list[object]:
    return list(read_update(text, BASE, PREFIXES))


def test_a_request_may_have_no_operation() -> None:
    assert read(" # nothing\n") == []


def test_operations_are_told_apart_whatever_strings_and_comments_hold() -> None:
    found = read("INSERT DATA { x:a x:p '; } {' } ; # ; DELETE\n DELETE WHERE { ?s <http://e/;> ?o } ;")
    assert [type(each) for each in found] == [Data, Modify]


def test_a_later_operation_knows_the_prefixes_of_the_ones_before() -> None:
    found = read(
        "PREFIX y: <http://y/> CLEAR GRAPH y:a ; PREFIX z: <http://z/> DROP SILENT GRAPH y:b ; CLEAR GRAPH z:c"
    )
    assert [each.graph for each in found if isinstance(each, Manage)] == ["http://y/a", "http://y/b", "http://z/c"]


def test_a_request_may_have_thousands_of_operations() -> None:
    assert len(read(" ;\n".join(f"INSERT DATA {{ x:a x:p {number} }}" for number in range(3000)))) == 3000


def test_a_relative_iri_is_resolved_by_the_base() -> None:
    found = read("CLEAR GRAPH <file/a.ttl> ; BASE <http://y/> CLEAR GRAPH <b>")
    assert [each.graph for each in found if isinstance(each, Manage)] == [f"{BASE}file/a.ttl", "http://y/b"]


def test_with_and_using_are_read() -> None:
    (found,) = read("WITH x:g DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } USING x:h USING NAMED x:i WHERE { ?s ?p ?o }")
    assert isinstance(found, Modify)
    assert (found.within, found.using, found.using_named) == (
        *("http://x.example/g", ("http://x.example/h",), ("http://x.example/i",)),
    )


def test_variables_need_no_space_around_them() -> None:
    (found,) = read("INSERT{GRAPH?g{?s?p?o}}WHERE{GRAPH?g{?s<http://e/p>?o}}")
    assert isinstance(found, Modify)
    assert found.insert[0] == (Variable("s"), Variable("p"), Variable("o"), Variable("g"))


def test_quads_need_no_dots_where_sparql_wants_none() -> None:
    (found,) = read("INSERT DATA { x:a x:p 1 GRAPH x:g { x:b x:p 2 } . x:c x:p 3 GRAPH x:h { x:d x:p 4 . } }")
    assert isinstance(found, Data)
    assert [each.graph for each in found.insert] == [
        None,
        NAMED_NODE("http://x.example/g"),
        None,
        NAMED_NODE("http://x.example/h"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("INSERT DATA {\n x:a x:p }", 2, 10),
        ("INSERT DATA { x:a x:p 1 } ;\n  DELETE DATA { y:a y:p 1 }", 2, 22),
        ("PREFIX y: <http://y/>\nINSERT DATA { y:a y:p ?o }", 2, 27),
        ("CLEAR ALL ;; CLEAR ALL", 1, 14),
        ("PREFIX y: <http://y/> CLEAR ALL ;\n\n PREFIX z: <http://z/>\n CLEAR GRAPH y:a ; CLEAR GRAPH w:b", 4, 35),
        ("CLEAR ALL ; PREFIX y: <http://y/> INSERT DATA { y:a }", 1, 54),
        ("SELECT * { ?s ?p ?o }", 1, 1),
    ],
)
def test_a_fault_has_its_place_in_the_request(text: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        read(text)
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1/>",
        "LOAD SILENT <file:///etc/passwd> INTO GRAPH x:g",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    ],
)
def test_an_update_reaches_nothing_else(text: str) -> None:
    with pytest.raises(QueryRefusedError):
        read(text)


def test_triples_about_triples_are_refused() -> None:
    with pytest.raises(QuerySyntaxError, match=r"RDF 1\.2"):
        read("INSERT DATA { x:a x:p <<( x:a x:b x:c )>> }")
