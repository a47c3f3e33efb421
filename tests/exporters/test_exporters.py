"""Exports: complete, readable by others, and the same bytes every time."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kb import namespaces, sorting
from kb.content import Row, read_rows, read_sorted, rows_of, sort
from kb.errors import UsageError
from kb.exporters import jsonld, layout, write_answer, writer
from kb.formats import GRAPH_FORMATS, RESULT_FORMATS, canonical_blank_nodes, parse
from kb.project import load
from kb.stores.embedded import EmbeddedStore
from tests.conftest import EXAMPLE, PREFIXES, ROOT

KB_PREFIXES = {
    "claim": "https://kb.example/claim/",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

OX = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
RDFLIB = {
    "turtle": "turtle",
    "ntriples": "nt",
    "nquads": "nquads",
    "trig": "trig",
    "jsonld": "json-ld",
    "rdfxml": "xml",
}

HARD = """\
claim:a a fc:Claim, schema:Claim ;
  schema:text "one\\ntwo \\"quoted\\" \\\\ \\u0007 ünï"@en, "zwei"@de-ch ;
  schema:position 01, 1, 1.50, -3.0e2, true, "x"^^xsd:integer, "2023-01-01T00:00:00.000Z"^^xsd:dateTime ;
  schema:url <https://x.example/a(b),c;d> ;
  schema:about _:b, [ schema:name "nested" ; schema:about _:b ], ( 1 2 ) .
_:b schema:name "b", <https://kb.example/claim/.dot.> .
"""


def write(rows: list[Row], name: str) -> bytes:
    output = io.BytesIO()
    writer(name)(rows, output, KB_PREFIXES)
    return output.getvalue()


def rows_of_text(text: str, *, name: str = "turtle") -> list[Row]:
    quads = canonical_blank_nodes(parse(text.encode(), base=None, format=name))
    return sort(set(rows_of(quads)))


@pytest.fixture(scope="module")
def hard() -> list[Row]:
    return rows_of_text(PREFIXES + HARD)


def without_control_characters(rows: list[Row]) -> list[Row]:
    return [row._replace(object=row.object.replace("\\u0007", "")) for row in rows]


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_an_export_read_back_and_exported_again_is_the_same_bytes(hard: list[Row], name: str) -> None:
    rows = without_control_characters(hard) if name == "rdfxml" else hard
    first = write(rows, name)
    assert write(rows_of_text(first.decode(), name=name), name) == first


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")  # raised by its own parsers
@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_rdflib_and_pyoxigraph_read_the_same_graph_from_an_export(hard: list[Row], name: str) -> None:
    # rdflib reads 01 as 1 and then sees one triple where there are two.
    rows = [row for row in without_control_characters(hard) if not row.object.startswith('"01"')]
    exported = write(rows, name)
    by_rdflib = rdflib.Graph()
    if GRAPH_FORMATS[name].has_graphs:
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(data=exported, format=RDFLIB[name])
        for triple in dataset.triples((None, None, None)):
            by_rdflib.add(triple)
    else:
        by_rdflib.parse(data=exported, format=RDFLIB[name])
    lines = ox.serialize(ox.parse(exported, OX[name]), format=ox.RdfFormat.N_TRIPLES)
    by_oxigraph = rdflib.Graph().parse(data=lines, format="nt")
    assert len(by_rdflib) == len(rows)
    assert isomorphic(by_rdflib, by_oxigraph)


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_the_order_of_the_files_content_does_not_show(tmp_path: Path, name: str) -> None:
    (tmp_path / "kb.toml").write_text('base = "https://kb.example/"')
    blocks = [f'claim:c{number} schema:text "{number}"@en, "x{number}"@de .\n' for number in range(20)]
    exports = set()
    for seed in range(3):
        random.Random(seed).shuffle(blocks)
        (tmp_path / "a.ttl").write_text(PREFIXES + "".join(blocks))
        exports.add(write(read_rows(load(tmp_path), graphs=GRAPH_FORMATS[name].has_graphs), name))
    assert len(exports) == 1


def test_turtle_is_laid_out_for_review() -> None:
    text = PREFIXES + 'claim:b schema:text "B" . claim:a schema:text "x"@en, "y"@de ; a fc:Claim ; schema:position 1 .'
    rows = rows_of_text(text)
    output = io.BytesIO()
    writer("turtle")(rows, output, KB_PREFIXES | {"fc": "https://w3id.org/factcheck-kb/ns#"})
    assert output.getvalue().decode() == (
        "@prefix claim: <https://kb.example/claim/> .\n"
        "@prefix fc: <https://w3id.org/factcheck-kb/ns#> .\n"
        "@prefix schema: <https://schema.org/> .\n"
        "\n"
        "claim:a a fc:Claim ;\n"
        "  schema:position 1 ;\n"
        "  schema:text\n"
        '    "x"@en,\n'
        '    "y"@de .\n'
        "\n"
        'claim:b schema:text "B" .\n'
    )


@pytest.mark.parametrize("place", ["subject", "object"])
def test_rdf_type_is_written_as_a_where_it_is_a_property_alone(place: str) -> None:
    token = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    row = Row("", "<x:s>", token, "<x:o>")._replace(**{place: token})
    for name in ("turtle", "trig"):
        read = [Row("", *map(str, quad.triple)) for quad in ox.parse(write([row], name), OX[name])]
        assert read == [row]


def test_lexical_forms_are_kept(hard: list[Row]) -> None:
    exported = write(hard, "turtle").decode()
    for form in ("01", "1.50", "-3.0e2", '"x"^^xsd:integer', '"2023-01-01T00:00:00.000Z"^^xsd:dateTime'):
        assert form in exported


def test_files_become_graphs_in_quad_formats(folder: Path) -> None:
    rows = read_rows(load(folder), graphs=True)
    assert {row.graph for row in rows} == {"<https://kb.example/file/claims.ttl>"}
    assert b"<https://kb.example/file/claims.ttl> {" in write(rows, "trig")


def test_a_prefix_that_json_ld_would_misread_is_not_used() -> None:
    rows = rows_of_text("<https://x.example/s> <claim:p> <https://kb.example/claim/a> .")
    exported = write(rows, "jsonld")
    assert b'"@context": {}' in exported
    assert rows_of_text(exported.decode(), name="jsonld") == rows


def test_rdf_xml_refuses_what_xml_cannot_hold(hard: list[Row]) -> None:
    with pytest.raises(UsageError, match="control character"):
        write(hard, "rdfxml")


def test_rdf_xml_refuses_a_property_that_is_no_xml_name() -> None:
    with pytest.raises(UsageError, match="RDF/XML cannot hold"):
        write(rows_of_text("<https://x.example/s> <https://x.example/1/> 'o' ."), "rdfxml")


@pytest.mark.parametrize("local", ["\U0001d49c", "\U00020000x", "\u3005", "\uf900", "x\u0301"])
def test_rdf_xml_holds_a_property_with_letters_that_older_parsers_do_not_know(local: str) -> None:
    rows = rows_of_text(f"<https://x.example/s> <https://x.example/{local}> 'o' .")
    assert rows_of_text(write(rows, "rdfxml").decode(), name="rdfxml") == rows


def test_rdf_xml_leaves_to_the_namespace_what_older_parsers_would_not_read_in_a_name() -> None:
    rows = rows_of_text("<https://x.example/s> <https://x.example/\U0001d49cbout> 'o' .")
    assert len(rdflib.Graph().parse(data=write(rows, "rdfxml"), format="xml")) == 1


def test_rdf_xml_refuses_a_property_that_only_looks_like_an_xml_name() -> None:
    with pytest.raises(UsageError, match="RDF/XML cannot hold"):
        write(rows_of_text("<https://x.example/s> <https://x.example/_\u00b2> 'o' ."), "rdfxml")


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_an_export_without_a_prefix_begins_with_its_first_line(name: str) -> None:
    rows = rows_of_text("<https://x.example/s> <https://x.example/p> 'o', 1 . <https://x.example/t> a 'o' .")
    output = io.BytesIO()
    writer(name)(rows, output, {})
    assert not output.getvalue().startswith(b"\n")
    assert rows_of_text(output.getvalue().decode(), name=name) == rows


_DIGESTS = """\
import hashlib, io, sys
from pathlib import Path
from kb.content import read_rows
from kb.exporters import jsonld, layout, write_answer, writer
from kb.formats import GRAPH_FORMATS
from kb.project import load
kb = load(Path(sys.argv[1]))
for format in GRAPH_FORMATS.values():
    output = io.BytesIO()
    writer(format.name)(read_rows(kb, graphs=format.has_graphs), output, kb.prefixes)
    print(format.name, hashlib.sha256(output.getvalue()).hexdigest())
"""


def test_two_processes_that_hash_differently_write_the_same_bytes() -> None:
    def digests(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", _DIGESTS, str(EXAMPLE)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    first = digests("1")
    assert [line.split()[0] for line in first.splitlines()] == list(GRAPH_FORMATS)
    assert digests("2") == first


@pytest.mark.parametrize("name", ["nquads", "trig"])
def test_an_export_loaded_into_a_store_and_written_again_is_the_same_bytes(name: str) -> None:
    kb = load(EXAMPLE)

    def written(rows: list[Row]) -> bytes:
        output = io.BytesIO()
        writer(name)(rows, output, kb.prefixes)
        return output.getvalue()

    first = written(read_rows(kb, graphs=True))
    store = EmbeddedStore.in_memory()
    store.add(parse(first, base=None, format=name))
    graphs = [kb.graph_iri(kb.relative(path)) for path in kb.files()]
    assert written(sort(row for graph in graphs for row in rows_of(store.graph(graph)))) == first


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_survives_every_format_that_can_hold_it(text: str) -> None:
    literal = str(ox.Literal(text))
    rows = [Row("", "<https://x.example/s>", "<https://x.example/p>", literal)]
    for name in ("turtle", "ntriples", "nquads", "trig", "jsonld"):
        assert rows_of_text(write(rows, name).decode(), name=name) == rows


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_rdf_xml_keeps_a_text_or_refuses_it(text: str) -> None:
    rows = [Row("", "<https://x.example/s>", "<https://x.example/p>", str(ox.Literal(text)))]
    try:
        exported = write(rows, "rdfxml")
    except UsageError:
        return
    assert rows_of_text(exported.decode(), name="rdfxml") == rows
    # Another parser, which turns line ends into line feeds unless they are escaped.
    assert [str(value) for value in rdflib.Graph().parse(data=exported, format="xml").objects()] == [text]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("?s <https://x.example/> 'o'", "does not end in a name"),
        ("?s schema:text ?bell", "control character"),
        ("?s schema:text ?triple", "a triple as a term"),
    ],
)
def test_an_answer_is_xml_or_refused(pattern: str, words: str) -> None:
    store = EmbeddedStore.in_memory()
    bind = 'BIND(<https://x.example/s> AS ?s) BIND("\\u0007" AS ?bell) BIND(TRIPLE(?s, ?s, ?s) AS ?triple)'
    answer = store.query(f"CONSTRUCT {{ {pattern} }} WHERE {{ {bind} }}", KB_PREFIXES)
    with pytest.raises(UsageError, match=words):
        write_answer(answer, io.BytesIO(), GRAPH_FORMATS["rdfxml"], KB_PREFIXES)


def test_an_answer_in_xml_keeps_line_ends() -> None:
    answer = EmbeddedStore.in_memory().query('CONSTRUCT { <x:s> schema:text "a\\r\\nb" } WHERE { }', KB_PREFIXES)
    output = io.BytesIO()
    write_answer(answer, output, GRAPH_FORMATS["rdfxml"], KB_PREFIXES)
    assert str(next(rdflib.Graph().parse(data=output.getvalue(), format="xml").objects())) == "a\r\nb"


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")
@pytest.mark.parametrize("name", ["turtle", "ntriples", "jsonld"])
def test_the_example_is_read_alike_by_rdflib_and_pyoxigraph(example: Path, name: str) -> None:
    rows = read_rows(load(example), graphs=False)
    output = io.BytesIO()
    writer(name)(rows, output, load(example).prefixes)
    by_rdflib = rdflib.Graph().parse(data=output.getvalue(), format=RDFLIB[name])
    lines = ox.serialize(ox.parse(output.getvalue(), OX[name]), format=ox.RdfFormat.N_TRIPLES)
    by_oxigraph = rdflib.Graph().parse(data=lines, format="nt")
    assert len(by_rdflib) == len(rows)
    assert isomorphic(by_rdflib, by_oxigraph)


@pytest.mark.parametrize("name", ["li", "Description", "about"])
def test_rdf_xml_refuses_a_property_whose_name_is_reserved(name: str) -> None:
    with pytest.raises(UsageError, match="cannot hold the property"):
        write(
            rows_of_text(f"<https://x.example/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}> 'o' ."), "rdfxml"
        )


def test_a_table_in_xml_is_xml_or_refused() -> None:
    answer = EmbeddedStore.in_memory().query('SELECT ("\\u0007" AS ?bell) {}', {})
    with pytest.raises(UsageError, match="control character"):
        write_answer(answer, io.BytesIO(), RESULT_FORMATS["xml"], {})
    good = io.BytesIO()
    write_answer(EmbeddedStore.in_memory().query('SELECT ("a\\tb" AS ?tab) {}', {}), good, RESULT_FORMATS["xml"], {})
    assert b"a\tb" in good.getvalue()


def test_json_ld_refuses_a_triple_as_a_term() -> None:
    text = "CONSTRUCT { ?s ?s ?t } WHERE { BIND(<https://x.example/s> AS ?s) BIND(TRIPLE(?s, ?s, ?s) AS ?t) }"
    with pytest.raises(UsageError, match="'jsonld' cannot hold the answer"):
        write_answer(EmbeddedStore.in_memory().query(text, {}), io.BytesIO(), GRAPH_FORMATS["jsonld"], {})


@pytest.mark.parametrize("name", sorted(GRAPH_FORMATS))
def test_what_does_not_fit_into_memory_gives_the_same_bytes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def written() -> bytes:
        kb, output = load(EXAMPLE), io.BytesIO()
        writer(name)(read_sorted(kb, graphs=GRAPH_FORMATS[name].has_graphs), output, kb.prefixes)
        return output.getvalue()

    at_once = written()
    for module, constant, value in (
        (sorting, "_RUN", 100),
        (sorting, "_BATCH", 7),
        (layout, "_KEPT", 5),
        (layout, "_IN_MEMORY", 50),
        (jsonld, "_IN_MEMORY", 50),
        (namespaces, "_KEPT", 5),
    ):
        monkeypatch.setattr(module, constant, value)
    assert written() == at_once
