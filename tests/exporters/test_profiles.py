"""The profiles of an export: what others' tools ask of them, and what they leave out."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF, VOID

from kb.commands import read_columns
from kb.exporters.profiles import PROFILES, Content, profile_writer
from kb.exporting import chosen_reviews
from kb.formats import parse
from kb.namespaces import SCHEMA
from kb.project import load
from kb.publishing.reviews import READ, Reviews
from kb.sheets.fact_check_insights import COLUMNS
from tests.conftest import PREFIXES, ROOT, Run, run_kb

Kb = Callable[..., Run]

REVIEWS = """
@prefix review: <https://kb.example/review/> .
@prefix evidence: <https://kb.example/evidence/> .
@prefix prov: <http://www.w3.org/ns/prov#> .

claim:a a fc:Claim ; schema:text "The bridge is \\"open\\"."@en, "Die Brücke ist offen."@de ; fc:about topic:bridge .
topic:bridge a schema:Thing ; schema:name "Bridge"@en .
source:post a fc:Source ; schema:url <https://social.example/1> ; schema:name "Post"@en ;
  schema:publisher agent:social ; schema:datePublished "2026-02-28"^^xsd:date .
source:copy a fc:Source ; schema:url <https://social.example/2> ; schema:publisher agent:social ;
  schema:datePublished "2026-03-01"^^xsd:date .
source:plan a fc:Source ; schema:url <https://harbour.example/plan> ; schema:publisher agent:desk ; fc:undated true .
agent:social a schema:Organization ; schema:name "Chatter"@en .
agent:speaker a schema:Person ; schema:name "Ada Speaker" ; schema:jobTitle "Mayor"@en ;
  schema:url <https://ada.example/> ;
  schema:sameAs <https://www.wikidata.org/wiki/Q1> .
agent:desk a schema:Organization ; schema:name "Desk"@en ; schema:url <https://desk.example/> .
agent:who a fc:UnnamedSource ; schema:description "a passer-by"@en .

<https://kb.example/report/1> a fc:Report ; fc:claim claim:a ; fc:by agent:speaker ; fc:in source:post ;
  fc:on "2026-02-27"^^xsd:date .
<https://kb.example/report/2> a fc:Report ; fc:claim claim:a ; fc:by agent:social ; fc:in source:copy ;
  fc:per <https://kb.example/report/1> .
<https://kb.example/report/3> a fc:Report ; fc:claim claim:a ; fc:by agent:who ; fc:polarity fc:denies ;
  fc:in source:plan .

review:german a fc:Review ; schema:itemReviewed claim:a ; fc:originalRating "Größtenteils falsch"@de ;
  fc:verdict verdict:mostly-refuted ; schema:author agent:desk ; schema:datePublished "2026-03-03"^^xsd:date ;
  schema:url <https://desk.example/bridge> ; schema:name "Ist die Brücke offen?"@de ;
  schema:ratingValue "2" ; schema:bestRating "5" ; schema:worstRating "1" .
review:ours a fc:Review ; schema:itemReviewed claim:a ; fc:verdict verdict:refuted ; schema:author agent:desk ;
  schema:datePublished "2026-03-04"^^xsd:date ; schema:url <https://desk.example/bridge> ; fc:evidence evidence:plan ;
  schema:keywords "harbour"@en .
evidence:plan a fc:Evidence ; fc:for review:ours ; fc:direction fc:disputes ; fc:rests source:plan .
review:old a fc:Review ; schema:itemReviewed claim:a ; fc:verdict verdict:supported ; schema:author agent:desk ;
  schema:datePublished "2026-03-01"^^xsd:date .
review:newer a fc:Review ; schema:itemReviewed claim:a ; fc:verdict verdict:mixed ; schema:author agent:desk ;
  schema:datePublished "2026-03-02"^^xsd:date ; prov:wasRevisionOf review:old ; fc:reason "A plan came up."@en .
review:gone a fc:Review ; schema:itemReviewed claim:a ; fc:verdict verdict:mixed ; schema:author agent:desk ;
  schema:datePublished "2026-03-02"^^xsd:date ; fc:retractedOn "2026-03-05"^^xsd:date ; fc:reason "Wrong bridge."@en .
"""

REQUIRED = ("claimReviewed", "reviewRating", "url")
"""What Google's documentation of fact check structured data requires of a ClaimReview; of its rating, the text."""


@pytest.fixture
def desk(folder: Path) -> Path:
    """A knowledge base with five reviews of one claim: two that stand on one page, and a revised one."""
    (folder / "claims.ttl").write_text(PREFIXES + REVIEWS, encoding="utf-8")
    (folder / "kb.toml").write_text(
        'base = "https://kb.example/"\nname = "Test desk"\nlicense = "https://creativecommons.org/licenses/by/4.0/"\n'
    )
    return folder


def exported(folder: Path, profile: str, what: str | None = None) -> str:
    kb = load(folder)
    output = io.BytesIO()
    profile_writer(profile)(
        Content(kb, lambda only: read_columns(kb, only), chosen_reviews(profile, what, kb.prefixes)), output
    )
    return output.getvalue().decode()


def claim_reviews(folder: Path, what: str | None = None) -> dict[str, dict[str, Any]]:
    found = [json.loads(line) for line in exported(folder, "claimreview", what).splitlines()]
    return {each["@id"].rpartition("/")[2]: each for each in found}


def google_faults(document: dict[str, Any]) -> list[str]:
    """Return what Google's documentation requires or recommends, and a document lacks or has in another shape."""
    faults = [key for key in REQUIRED if not document.get(key)]
    rating, author, item = (document.get(key) or {} for key in ("reviewRating", "author", "itemReviewed"))
    faults += [] if rating.get("alternateName") else ["reviewRating.alternateName"]
    if "ratingValue" in rating:
        value, best, worst = (float(rating[key]) for key in ("ratingValue", "bestRating", "worstRating"))
        faults += [] if worst <= value <= best and float(value).is_integer() else ["reviewRating.ratingValue"]
    for agent in (*_all(author), *_all(item.get("author", []))):
        faults += [] if agent.get("@type") in ("Organization", "Person") and agent.get("name") else ["author"]
    faults += [] if author and item.get("@type") in ("Claim", "CreativeWork") else ["itemReviewed"]
    faults += ["appearance" for each in item.get("appearance", []) if each.get("@type") != "CreativeWork"]
    return faults


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_a_claim_review_has_what_google_requires_and_recommends(desk: Path) -> None:
    found = claim_reviews(desk)
    assert {name: google_faults(each) for name, each in found.items()} == {"german": [], "newer": [], "ours": []}
    assert all(each["@context"] == "https://schema.org" for each in found.values())


def test_the_example_has_what_google_requires(example: Path) -> None:
    lines = run_kb("export", "--profile", "claimreview", folder=example).out.splitlines()
    assert len(lines) > 30
    assert [google_faults(json.loads(line)) for line in lines] == [[]] * len(lines)


def test_a_rating_is_the_publishers_own_with_its_numbers(desk: Path) -> None:
    assert claim_reviews(desk)["german"]["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "Größtenteils falsch",
        "ratingValue": "2",
        "bestRating": "5",
        "worstRating": "1",
        "sameAs": "https://w3id.org/factcheck-kb/verdict/mostly-refuted",
    }


def test_a_rating_of_ours_is_on_our_scale(desk: Path) -> None:
    rating = claim_reviews(desk)["ours"]["reviewRating"]
    assert (rating["alternateName"], rating["ratingValue"], rating["bestRating"]) == ("refuted", 1, 5)


def test_the_claim_is_told_in_the_language_of_the_review(desk: Path) -> None:
    found = claim_reviews(desk)
    assert (found["german"]["claimReviewed"], found["german"]["inLanguage"]) == ("Die Brücke ist offen.", "de")
    assert found["ours"]["claimReviewed"] == 'The bridge is "open".'


def test_who_began_it_is_the_claimant_and_who_affirmed_it_an_appearance(desk: Path) -> None:
    item = claim_reviews(desk)["ours"]["itemReviewed"]
    assert item["author"] == {
        "@type": "Person",
        "name": "Ada Speaker",
        "jobTitle": "Mayor",
        "url": "https://ada.example/",
        "sameAs": "https://www.wikidata.org/wiki/Q1",
    }
    assert item["datePublished"] == "2026-02-27"
    assert [each["url"] for each in item["appearance"]] == ["https://social.example/1", "https://social.example/2"]


def test_the_licence_of_the_data_is_told(desk: Path) -> None:
    assert claim_reviews(desk)["ours"]["sdLicense"] == "https://creativecommons.org/licenses/by/4.0/"


def test_retracted_and_revised_reviews_are_left_out_and_counted(desk: Path, kb: Kb) -> None:
    done = kb("export", "--profile", "claimreview", "--left-out", "left-out.csv")
    assert done.err == "kb: 2 reviews left out: 1 retracted, 1 revised\n"
    with (desk / "left-out.csv").open(newline="") as file:
        assert list(csv.DictReader(file)) == [
            {
                "review": "https://kb.example/review/gone",
                "cause": "retracted",
                "why": "retracted on 2026-03-05: Wrong bridge.",
            },
            {
                "review": "https://kb.example/review/old",
                "cause": "revised",
                "why": "revised by https://kb.example/review/newer: A plan came up.",
            },
        ]


def test_a_review_whose_revision_was_retracted_stands_again(desk: Path) -> None:
    path = desk / "claims.ttl"
    text = path.read_text().replace("prov:wasRevisionOf", 'fc:retractedOn "2026-03-06"^^xsd:date ; prov:wasRevisionOf')
    path.write_text(text)
    assert set(claim_reviews(desk)) == {"german", "old", "ours"}


@pytest.mark.parametrize(("what", "names"), [("review:ours", {"ours"}), ("claim:a", {"german", "newer", "ours"})])
def test_one_claim_or_one_review_can_be_chosen(desk: Path, what: str, names: set[str]) -> None:
    assert set(claim_reviews(desk, what)) == names


def test_a_folder_gets_a_file_a_review(desk: Path, kb: Kb) -> None:
    assert kb("export", "--profile", "claimreview", "-o", "out/").code == 0
    assert sorted(path.name for path in (desk / "out").iterdir()) == ["german.jsonld", "newer.jsonld", "ours.jsonld"]
    assert json.loads((desk / "out" / "ours.jsonld").read_text())["@type"] == "ClaimReview"
    assert kb("export", "--profile", "claimreview", "-o", "out").err.startswith(f"kb: {desk / 'out'} is not empty")


def test_a_claim_review_is_json_ld_that_says_the_same_as_our_triples(desk: Path) -> None:
    document = claim_reviews(desk)["ours"] | {"@context": {"@vocab": SCHEMA}}
    triples = {
        (str(found.subject), str(found.predicate), str(found.object))
        for found in parse(json.dumps(document).encode(), base=None, format="jsonld")
    }
    review = "<https://kb.example/review/ours>"
    assert (review, f"<{SCHEMA}itemReviewed>", "<https://kb.example/claim/a>") in triples
    assert (review, f"<{SCHEMA}claimReviewed>", '"The bridge is \\"open\\"."') in triples


def test_a_feed_has_an_item_list_for_each_page(desk: Path) -> None:
    feed = json.loads(exported(desk, "datafeed"))
    assert (feed["@type"], feed["license"]) == ("DataFeed", "https://creativecommons.org/licenses/by/4.0/")
    items = {each["url"]: each["item"] for each in feed["dataFeedElement"]}
    assert {url: len(item) for url, item in items.items()} == {
        "https://desk.example/bridge": 2,
        "https://kb.example/review/newer": 1,
    }
    assert all(google_faults(each) == [] for item in items.values() for each in item)


def test_what_reviews_are_read_from_is_all_that_they_need(desk: Path) -> None:
    columns = read_columns(load(desk))
    partly = read_columns(load(desk), READ)
    found = [
        [*reviews.read(iter([number for _, number in reviews.addresses()]))]
        for reviews in map(Reviews, (columns, partly))
    ]
    assert found[0] == found[1] != []


def test_an_empty_feed_is_a_feed(folder: Path) -> None:
    assert json.loads(exported(folder, "datafeed"))["dataFeedElement"] == []


def test_the_columns_are_those_of_fact_check_insights(desk: Path) -> None:
    header, *rows = csv.reader(io.StringIO(exported(desk, "fact-check-insights")))
    assert tuple(header) == COLUMNS
    german = next(row for row in map(dict, (zip(header, row, strict=True) for row in rows)) if "german" in row["id"])
    assert german["reviewRating.alternateName"] == "Größtenteils falsch"
    assert german["itemReviewed.author.sameAs"] == "https://www.wikidata.org/wiki/Q1"
    assert german["itemReviewed.firstAppearance.url"] == "https://social.example/1"
    assert (german["itemReviewed.appearance.1.url"], german["itemReviewed.appearance.2.url"]) == (
        "https://social.example/2",
        "",
    )


def test_a_formula_is_kept_from_spreadsheets(desk: Path) -> None:
    path = desk / "claims.ttl"
    path.write_text(path.read_text().replace("The bridge is", "=1+1 The bridge is"))
    _, *rows = csv.reader(io.StringIO(exported(desk, "fact-check-insights", "review:ours")))
    assert rows[0][3].startswith("'=1+1")


@pytest.fixture
def claimskg(desk: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(data=exported(desk, "claimskg"), format="turtle")


def test_claimskg_is_written_in_the_format_of_the_output(desk: Path, kb: Kb, claimskg: rdflib.Graph) -> None:
    assert kb("export", "--profile", "claimskg", "-o", "x.nt").code == 0
    assert set(rdflib.Graph().parse(desk / "x.nt", format="nt")) == set(claimskg)


PREVIEW = """
PREFIX schema: <http://schema.org/>
SELECT ?review ?text ?date ?value ?name ?author ?link WHERE {
  ?review a schema:ClaimReview ; schema:itemReviewed ?item ; schema:reviewRating ?rating .
  OPTIONAL { ?review schema:headline ?headline }
  OPTIONAL { ?review schema:url ?link }
  ?rating schema:author <http://data.gesis.org/claimskg/organization/claimskg> ;
    schema:alternateName ?name ; schema:ratingValue ?value .
  ?item a schema:CreativeWork ; schema:text ?text .
  OPTIONAL { ?item schema:author ?who . ?who a schema:Thing ; schema:name ?author }
  OPTIONAL { ?item schema:datePublished ?date }
} ORDER BY ?review
"""
"""What ClaimsKG's explorer asks for a list of claims."""


def test_the_list_of_claims_of_claimskgs_explorer_is_answered(claimskg: rdflib.Graph) -> None:
    rows = {str(row[0]).rpartition("/")[2]: row for row in claimskg.query(PREVIEW)}  # type: ignore[index]
    assert {name: (str(row[4]), int(row[3])) for name, row in rows.items()} == {  # type: ignore[index]
        "german": ("MIXTURE", 2),
        "newer": ("MIXTURE", 2),
        "ours": ("FALSE", 1),
    }
    assert str(rows["ours"][5]) == "Ada Speaker"  # type: ignore[index]
    assert str(rows["ours"][2]) == "2026-02-27"  # type: ignore[index]


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        (
            "?review a schema:ClaimReview ; schema:author ?o . ?o a schema:Organization ; schema:name ?x ; schema:url ?u",
            1,
        ),
        ("?review schema:inLanguage ?l . ?l a schema:Language ; schema:name ?x", 2),
        ("?item a schema:CreativeWork ; schema:keywords ?k . ?k a schema:Thing ; schema:name ?x", 2),
        ("?item a schema:CreativeWork ; schema:citation ?x", 1),
        (
            "?review schema:reviewRating ?r . ?r schema:author ?o ; schema:alternateName ?x . ?review schema:author ?o",
            3,
        ),
        ("?review a schema:ClaimReview ; schema:datePublished ?x", 3),
    ],
)
def test_what_else_claimskgs_tools_ask_is_answered(claimskg: rdflib.Graph, pattern: str, count: int) -> None:
    query = f"PREFIX schema: <http://schema.org/> SELECT DISTINCT ?x WHERE {{ {pattern} }}"
    assert len(list(claimskg.query(query))) == count


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("elsewhere")


def test_a_description_counts_what_the_dump_holds(desk: Path, kb: Kb, elsewhere: Path) -> None:
    dump = elsewhere / "dump.nt.gz"
    assert kb("export", "-o", dump, "--describe", env={"SOURCE_DATE_EPOCH": "1700000000"}).code == 0
    described = rdflib.Graph().parse(elsewhere / "dump.nt.gz.void.ttl", publicID="https://x.example/d")
    content = rdflib.Graph().parse(data=kb("export", "--format", "ntriples").out, format="nt")
    dataset = described.value(predicate=RDF.type, object=DCAT.Dataset)
    assert int(str(described.value(dataset, VOID.triples))) == len(content)
    assert int(str(described.value(dataset, VOID.distinctSubjects))) == len(set(content.subjects()))
    assert int(str(described.value(dataset, VOID.distinctObjects))) == len(set(content.objects()))
    parts = {
        str(described.value(part, VOID["class"])): int(str(described.value(part, VOID.entities)))
        for part in described.objects(dataset, VOID.classPartition)
    }
    assert parts == {str(kind): len(set(content.subjects(RDF.type, kind))) for kind in content.objects(None, RDF.type)}
    assert str(described.value(dataset, DCTERMS.issued)) == "2023-11-14T22:13:20+00:00"


def test_a_description_knows_its_dump_by_a_relative_address_and_its_digest(desk: Path, kb: Kb, elsewhere: Path) -> None:
    assert kb("export", "-o", elsewhere / "a dump.nt", "--describe").code == 0
    described = rdflib.Graph().parse(elsewhere / "a dump.nt.void.ttl", publicID="https://x.example/d/")
    (distribution,) = described.subjects(RDF.type, DCAT.Distribution)
    assert described.value(distribution, DCAT.downloadURL) == rdflib.URIRef("https://x.example/d/a%20dump.nt")
    checksum = described.value(distribution, rdflib.URIRef("http://spdx.org/rdf/terms#checksum"))
    digest = hashlib.sha256((elsewhere / "a dump.nt").read_bytes()).hexdigest()
    assert str(described.value(checksum, rdflib.URIRef("http://spdx.org/rdf/terms#checksumValue"))).lower() == digest


def test_a_profile_can_be_described_too(desk: Path, kb: Kb, elsewhere: Path) -> None:
    assert kb("export", "--profile", "datafeed", "-o", elsewhere / "feed.json", "--describe").code == 0
    assert "media-types/application/ld+json" in (elsewhere / "feed.json.void.ttl").read_text()


def test_a_description_in_the_knowledge_base_is_refused_before_anything_is_written(desk: Path, kb: Kb) -> None:
    done = kb("export", "-o", "dump.nt", "--describe")
    assert (done.code, (desk / "dump.nt").exists()) == (2, False)
    assert "dump.nt.void.ttl would become part of the knowledge base" in done.err


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_a_profile_gives_the_same_bytes_every_time(desk: Path, kb: Kb, profile: str) -> None:
    runs = [
        kb("export", "--profile", profile, env={"SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": seed}).out for seed in "12"
    ]
    assert runs[0] == runs[1] != ""


def test_a_file_that_does_not_parse_ends_it_since_what_is_written_must_be_complete(desk: Path, kb: Kb) -> None:
    (desk / "broken.ttl").write_text("claim:b a fc:Claim .\n")
    done = kb("export", "--profile", "datafeed", "-o", "feed.json")
    assert (done.code, done.err.startswith("kb: broken.ttl:1:"), (desk / "feed.json").exists()) == (1, True, False)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--profile", "claimreviews"), "did you mean 'claimreview'?"),
        (("--profile", "datafeed", "--format", "turtle"), "a profile has a format and content of its own"),
        (("--profile", "datafeed", "--entailed"), "a profile has a format and content of its own"),
        (("claims", "--profile", "datafeed"), "a profile is about reviews"),
        (("claim:none", "--profile", "datafeed"), "no review of such a claim"),
        (("--profile", "datafeed", "-o", "sub/"), "is one file"),
        (("--left-out", "x.csv"), "nothing is left out without a profile"),
        (("--describe",), "only a file that holds everything can be described"),
        (("claim:a", "--describe", "-o", "x.nt"), "only a file that holds everything can be described"),
        (("--profile", "datafeed", "-o", "x.ttl"), "would become part of the knowledge base"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_way_out(
    desk: Path, kb: Kb, arguments: tuple[str, ...], reason: str
) -> None:
    (desk / "sub").mkdir()
    done = kb("export", *arguments)
    assert (done.code, reason in done.err) == (2, True), done.err
    assert not (desk / "x.ttl").exists()


def test_the_help_and_the_guide_name_every_profile() -> None:
    text = " ".join(run_kb("export", "--help", folder=ROOT).out.split())
    guide = (ROOT / "docs" / "exporting.md").read_text(encoding="utf-8")
    assert all(name in text and f"`{name}`" in guide for name in PROFILES)
