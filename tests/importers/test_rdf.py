"""RDF in: every syntax, ClaimReviews and others' shapes by mappings, the rest as it is, and nothing lost."""

from __future__ import annotations

import gzip
import io
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content import read_rows, rows_of, sort
from kb.errors import KbError
from kb.exporters import writer
from kb.formats import GRAPH_FORMATS, NAMED_NODE, parse
from kb.importers.rdf import read
from kb.importers.rdf.naming import named
from kb.importing.inputs import Input
from kb.importing.records import FactCheck, Item, Options, Rejected, Triples
from kb.project import load
from tests.conftest import EXAMPLE, ROOT, Run, run_kb

Kb = Callable[..., Run]

OPTIONS = Options(base="https://kb.example/")

REVIEW = """
@prefix schema: <{namespace}> .
<https://desk.example/1#review> a schema:ClaimReview ;
  schema:url <https://desk.example/1> ; schema:claimReviewed "Water is dry."@en ; schema:datePublished "2024-03-04" ;
  schema:author [ a schema:Organization ; schema:name "Desk" ; schema:url "https://desk.example/" ] ;
  schema:reviewRating [ a schema:Rating ; schema:alternateName "False"@en ; schema:ratingValue 1 ] ;
  schema:itemReviewed [ a schema:Claim ; schema:author [ a schema:Person ; schema:name "Ann Speaker" ] ;
    schema:appearance [ a schema:CreativeWork ; schema:url <https://social.example/1> ] ] ;
  <https://other.example/mood> "bad" .
"""


def items(path: Path, text: str | bytes, options: Options = OPTIONS) -> list[Item]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read(Input(path, path.name), options))


def only(found: list[Item]) -> FactCheck:
    (check,) = found
    assert isinstance(check, FactCheck)
    return check


@pytest.mark.parametrize("namespace", ["https://schema.org/", "http://schema.org/"])
def test_a_claim_review_is_one_in_either_namespace(tmp_path: Path, namespace: str) -> None:
    check = only(items(tmp_path / "a.ttl", REVIEW.format(namespace=namespace)))
    assert (check.claim, check.language, check.label, check.value) == ("Water is dry.", "en", "False", "1")
    assert [agent.name for agent in check.claimants] == ["Ann Speaker"]
    assert [page.url for page in check.appearances] == ["https://social.example/1"]
    assert check.publisher is not None or check.authors[0].name == "Desk"


def test_what_has_no_term_is_named_and_kept(tmp_path: Path) -> None:
    check = only(items(tmp_path / "a.ttl", REVIEW.format(namespace="http://schema.org/")))
    assert "https://other.example/mood" in check.unmapped
    assert json.loads(check.original)["https://other.example/mood"] == "bad"


def test_a_blank_node_is_not_taken_for_an_address(tmp_path: Path) -> None:
    text = REVIEW.format(namespace="http://schema.org/").replace(
        "schema:url <https://social.example/1>", 'schema:name "x"'
    )
    assert [page.url for page in only(items(tmp_path / "a.ttl", text)).appearances] == [""]


@pytest.mark.parametrize("format", sorted(GRAPH_FORMATS))
def test_every_syntax_is_read(tmp_path: Path, format: str) -> None:
    text, output = REVIEW.format(namespace="https://schema.org/"), io.BytesIO()
    writer(format)(sort(set(rows_of(parse(text.encode(), base=None)))), output, {})
    for name in (f"a{GRAPH_FORMATS[format].suffix}", "stdin"):
        assert only(items(tmp_path / name, output.getvalue())).claim == "Water is dry."


def test_a_compressed_file_is_read(tmp_path: Path) -> None:
    data = gzip.compress(REVIEW.format(namespace="https://schema.org/").encode())
    assert only(items(tmp_path / "a.ttl.gz", data)).claim == "Water is dry."


def test_claimskg_is_read_as_it_is_published(tmp_path: Path) -> None:
    """The shape of ClaimsKG: a claim is a creative work, its own rating stands beside the publisher's."""
    theirs = "http://data.gesis.org/claimskg/"
    text = f"""
        @prefix s: <http://schema.org/> . @prefix c: <{theirs}> .
        c:review a s:ClaimReview ; s:headline "Is water dry?"@en ; s:url <https://desk.example/1> ; s:inLanguage c:en ;
          s:author c:desk ; s:itemReviewed c:work ; s:reviewRating c:theirs, c:a-normalized ; s:datePublished "2024-03-04" .
        c:work a s:CreativeWork ; s:text "Water is dry."@en ; s:author c:ann ; s:keywords c:word ;
          s:datePublished "2024-03-01" ; s:citation <https://source.example/> .
        c:ann a s:Thing ; s:name "Ann"@en . c:word a s:Thing ; s:name "water"@en .
        c:desk a s:Organization ; s:name "Desk"@en ; s:url <https://desk.example/> .
        c:en a s:Language ; s:alternateName "en" ; s:name "English" .
        c:theirs a s:Rating ; s:alternateName "Bone dry" ; s:author c:desk .
        c:a-normalized a s:Rating ; s:alternateName "FALSE"@en ; s:ratingValue 1 ; s:author <{theirs}organization/claimskg> .
        <{theirs}organization/claimskg> a s:Organization ; s:name "ClaimsKG" .
    """
    check = only([item for item in items(tmp_path / "a.ttl", text) if isinstance(item, FactCheck)])
    assert (check.claim, check.language, check.label, check.title) == (
        "Water is dry.",
        "en",
        "Bone dry",
        "Is water dry?",
    )
    assert (check.claimants[0].name, check.claimed, check.keywords) == ("Ann", "2024-03-01", ("water",))
    assert check.appearances == ()


def test_a_mapping_of_the_users_own_is_asked_too(tmp_path: Path) -> None:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "mine.rq").write_text("""
        PREFIX m: <https://mine.example/>
        CONSTRUCT { ?c a schema:ClaimReview ; schema:claimReviewed ?text ; schema:url ?c ; schema:reviewRating ?label }
        WHERE { ?c a m:Check ; m:text ?text ; m:label ?label }
    """)
    text = '@prefix m: <https://mine.example/> . m:1 a m:Check ; m:text "Water is dry."@en ; m:label "Nope" .'
    options = Options(base="https://kb.example/", folder=str(tmp_path))
    check = only(items(tmp_path / "a.ttl", text, options))
    assert (check.claim, check.label, check.url) == ("Water is dry.", "Nope", "https://mine.example/1")


def test_the_mapping_of_the_guide_does_what_it_says(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "rdf.md").read_text(encoding="utf-8")
    (tmp_path / "mine.rq").write_text(guide.partition("```sparql\n")[2].partition("```")[0])
    text = """
        @prefix old: <https://old.example/> .
        old:1 a old:Check ; old:page <https://desk.example/1> ; old:claim old:c ; old:day "2024-03-04" ; old:label "Nope" ;
          old:desk "Desk" . old:c old:text "Water is dry."@en ; old:saidBy "Ann" .
    """
    check = only(items(tmp_path / "a.ttl", text, Options(mapping=str(tmp_path / "mine.rq"))))
    assert (check.claim, check.label, check.published, check.url) == (
        "Water is dry.",
        "Nope",
        "2024-03-04",
        "https://desk.example/1",
    )
    assert (check.claimants[0].name, check.authors[0].name) == ("Ann", "Desk")


@pytest.mark.parametrize(
    ("query", "reason"), [("SELECT * WHERE { ?s ?p ?o }", "no CONSTRUCT query"), ("CONSTRUCT {", "malformed query")]
)
def test_a_mapping_that_is_none_is_named(tmp_path: Path, query: str, reason: str) -> None:
    mapping = tmp_path / "mine.rq"
    mapping.write_text(query)
    with pytest.raises(KbError, match=f"mine.rq.*{reason}"):
        items(tmp_path / "a.ttl", "<x:a> <x:b> <x:c> .", Options(mapping=str(mapping)))


@pytest.mark.parametrize("name", ["a.ttl", "a.nt"])
def test_a_bad_iri_is_rejected_with_its_place_and_text_and_the_rest_goes_in(tmp_path: Path, name: str) -> None:
    text = '<https://x.example/a b> <x:p> "one" .\n<https://x.example/c> <x:p> "two" .\n'
    found = items(tmp_path / name, text)
    assert [item.rows for item in found if isinstance(item, Triples)] == [
        (("<https://x.example/c>", "<x:p>", '"two"'),)
    ]
    (rejected,) = (item for item in found if isinstance(item, Rejected))
    assert rejected.where == "line 1"
    assert "https://x.example/a b" in rejected.original


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.rdf", "<rdf:RDF"),
        ("a.jsonld", '{"@context": "https://schema.org", "@type": "ClaimReview"}'),
        ("a.jsonld", "{"),
        ("a.ttl.gz", "no gzip"),
        ("a.ttl", "this is no RDF"),
        ("stdin", "\x00\x01"),
    ],
)
def test_what_is_no_rdf_is_rejected_and_nothing_breaks(tmp_path: Path, name: str, text: str) -> None:
    found = items(tmp_path / name, text)
    assert found
    assert all(isinstance(item, Rejected) and item.reason for item in found)


def test_a_context_elsewhere_is_not_fetched_and_a_way_out_is_shown(tmp_path: Path) -> None:
    (rejected,) = items(tmp_path / "a.jsonld", '{"@context": "https://schema.org", "name": "x"}')
    assert isinstance(rejected, Rejected)
    assert "kb import claimreview" in rejected.reason


def quads(text: str) -> list[tuple[object, object, object]]:
    return [
        (each.subject, each.predicate, each.object) for each in parse(text.encode(), base=None, keep_blank_nodes=True)
    ]


BLANK = """
_:a <x:p> _:b . _:b <x:p> _:c . _:c <x:name> "c" . _:d <x:p> _:e . _:e <x:p> _:f . _:f <x:name> "f" .
<x:one> <x:p> [ <x:name> "same" ] . <x:two> <x:p> [ <x:name> "same" ] . _:g <x:p> "g" . _:h <x:p> "g" .
"""


def test_blank_nodes_get_names_that_depend_on_neither_labels_nor_order() -> None:
    once = set(named(quads(BLANK), "urn:x:"))  # type: ignore[arg-type]
    lines = [f"{line} ." for line in BLANK.replace("\n", " ").split(" . ") if line.strip()]
    random.Random(1).shuffle(lines)
    other = "\n".join(lines).replace("_:", "_:other").replace(". .", ".")
    assert set(named(quads(other), "urn:x:")) == once  # type: ignore[arg-type]


def test_blank_nodes_stay_as_many_as_they_were() -> None:
    found = named(quads(BLANK), "urn:x:")  # type: ignore[arg-type]
    assert len(set(found)) == len(quads(BLANK))
    nodes = {str(each) for triple in found for each in (triple[0], triple[2]) if isinstance(each, NAMED_NODE)}
    assert len([node for node in nodes if node.startswith("<urn:x:")]) == 10


@given(st.text(max_size=300) | st.binary(max_size=300))
def test_no_input_breaks_the_reading(tmp_path_factory: pytest.TempPathFactory, data: str | bytes) -> None:
    path = tmp_path_factory.mktemp("any", numbered=True) / "any"
    content = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    for item in items(path, content):
        assert isinstance(item, (FactCheck, Triples, Rejected))


def test_turtle_out_and_in_gives_the_same_graph(folder: Path, kb: Kb) -> None:
    (folder / "claims.ttl").unlink()
    dump = folder / "dump.nt"
    dump.write_text(run_kb("export", "--format", "ntriples", folder=EXAMPLE).out)
    assert kb("import", "rdf", "dump.nt").code == 0
    given = {row[1:] for row in read_rows(load(EXAMPLE), graphs=False)}
    found = {row[1:] for row in read_rows(load(folder), graphs=False) if "import" not in row.subject}
    assert found == given


def test_what_comes_in_as_it_is_keeps_its_lexical_forms(tmp_path: Path) -> None:
    terms = (
        '"01"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"2024-01-01T00:00:00.000Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>',
    )
    text = "\n".join(f"<https://x.example/a> <https://x.example/p> {term} ." for term in terms)
    (item,) = items(tmp_path / "a.nt", text)
    assert isinstance(item, Triples)
    assert [row[2] for row in item.rows] == [*terms]


@pytest.mark.slow
def test_the_same_file_twice_changes_nothing(folder: Path, kb: Kb) -> None:
    (folder / "in.nt").write_text('<https://desk.example/x> <https://schema.org/name> "x" .\n')
    (folder / "in.trig").write_text(REVIEW.format(namespace="http://schema.org/"))
    for name in ("in.nt", "in.trig"):
        assert kb("import", "rdf", name).code == 0
    before = {path: path.read_bytes() for path in folder.rglob("*.ttl")}
    for name in ("in.nt", "in.trig"):
        assert kb("import", "rdf", name).code == 0
    assert {path: path.read_bytes() for path in folder.rglob("*.ttl")} == before
