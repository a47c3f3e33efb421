"""What a fact-check becomes."""

from __future__ import annotations

import rdflib

from .conftest import NAMESPACE as FC
from .conftest import SCHEMA, Desk, record


def test_a_claimant_in_a_page_becomes_a_report_in_a_source(desk: Desk) -> None:
    desk.take(record())
    (report,) = desk.all("Report")
    graph = desk.graph
    assert graph.value(report, FC["by"] / SCHEMA.name) == rdflib.Literal("Ada Klein")
    assert graph.value(report, FC["in"] / SCHEMA.url) == rdflib.URIRef("https://gazette.example/klein")
    assert str(graph.value(report, FC.on)) == "2024-03-01"


def test_the_source_of_a_page_is_published_by_its_site(desk: Desk) -> None:
    desk.take(record())
    (source,) = desk.all("Source")
    assert desk.graph.value(source, SCHEMA.publisher / SCHEMA.name) == rdflib.Literal("gazette.example")
    assert desk.graph.value(source, FC.undated) == rdflib.Literal(True)


def test_each_appearance_becomes_a_report(desk: Desk) -> None:
    pages = ["https://a.example/1", {"url": "https://b.example/2", "datePublished": "2024-02-28"}]
    item = {
        "@type": "Claim",
        "author": "Ada Klein",
        "appearance": pages,
        "firstAppearance": {"url": "https://c.example/"},
    }
    desk.take(record(itemReviewed=item))
    assert len(desk.all("Report")) == 3
    assert desk.values(SCHEMA.datePublished) == ["2024-02-28", "2024-03-05"]


def test_where_no_page_is_known_the_checker_reports_what_the_claimant_is_said_to_claim(desk: Desk) -> None:
    desk.take(record(itemReviewed={"@type": "Claim", "author": {"name": "Ada Klein"}}))
    graph = desk.graph
    (asked,) = graph.subjects(FC.polarity, FC.questions)
    assert graph.value(asked, FC.per / FC["by"] / SCHEMA.name) == rdflib.Literal("Ada Klein")
    assert graph.value(asked, FC["in"] / SCHEMA.url) == rdflib.URIRef("https://desk.example/bridge")


def test_words_that_name_nobody_become_an_unnamed_source_of_their_own(desk: Desk) -> None:
    item = {"@type": "Claim", "author": {"@type": "Organization", "name": "Facebook users"}}
    desk.take(record(itemReviewed=item), record(itemReviewed=item, claimReviewed="The old bridge fell"))
    assert len(desk.all("UnnamedSource")) == 2
    assert not list(desk.graph.subjects(SCHEMA.name, rdflib.Literal("Facebook users")))


def test_the_label_is_kept_with_its_numbers(desk: Desk) -> None:
    desk.take(record())
    (review,) = desk.all("Review")
    graph = desk.graph
    assert graph.value(review, FC.originalRating) == rdflib.Literal("False", lang="en")
    numbers = [str(graph.value(review, SCHEMA[name])) for name in ("ratingValue", "bestRating", "worstRating")]
    assert numbers == ["1", "5", "1"]


def test_a_label_that_a_map_knows_becomes_a_verdict(desk: Desk) -> None:
    outcome = desk.take(record(url="https://www.politifact.com/x/", reviewRating={"alternateName": "False"}))
    assert desk.values(FC.verdict) == ["https://w3id.org/factcheck-kb/verdict/refuted"]
    assert not outcome.unknown_labels


def test_a_label_that_no_map_knows_is_told_and_never_guessed(desk: Desk) -> None:
    outcome = desk.take(record())
    assert outcome.unknown_labels == {("desk.example", "False"): 1}
    assert desk.values(FC.verdict) == []


def test_a_text_whose_language_nobody_says_is_of_undetermined_language(desk: Desk) -> None:
    desk.take(record(inLanguage=None))
    (claim,) = desk.all("Claim")
    assert desk.graph.value(claim, SCHEMA.text).language == "und"  # type: ignore[union-attr]


def test_the_user_can_say_the_language(desk: Desk) -> None:
    desk.take(record(inLanguage=None), language="pt_BR")
    (claim,) = desk.all("Claim")
    assert desk.graph.value(claim, SCHEMA.text).language == "pt-br"  # type: ignore[union-attr]


def test_a_publisher_is_found_by_the_host_of_its_site(desk: Desk) -> None:
    (desk.kb.folder / "agents.ttl").write_text(
        "@prefix schema: <https://schema.org/> . <https://kb.example/agent/d> a schema:Organization ;"
        ' schema:name "Desk" ; schema:url <http://www.desk.example> .'
    )
    desk.take(record())
    (review,) = desk.all("Review")
    assert str(desk.graph.value(review, SCHEMA.author)) == "https://kb.example/agent/d"


def test_a_claimant_is_found_by_the_exact_name(desk: Desk) -> None:
    desk.take(record(), record(url="https://desk.example/2", claimReviewed="The old bridge fell"))
    item = {"author": {"@type": "Person", "name": "Ada  Kleiń"}}
    desk.take(record(url="https://desk.example/3", itemReviewed=item))
    assert len(list(desk.graph.subjects(SCHEMA.name, rdflib.Literal("Ada Klein")))) == 1
    assert len(list(desk.graph.subjects(SCHEMA.name, rdflib.Literal("Ada Kleiń")))) == 1


def test_the_address_of_a_journalist_does_not_make_her_the_site(desk: Desk) -> None:
    author = {"@type": "Person", "name": "Bo Lund", "url": "https://desk.example/"}
    desk.take(record(), record(claimReviewed="The old bridge fell", author=author))
    assert len(list(desk.graph.subjects(SCHEMA.name, rdflib.Literal("Bo Lund")))) == 1


def test_several_claims_of_one_page_stay_several(desk: Desk) -> None:
    desk.take(record(), record(claimReviewed="The old bridge fell"))
    assert len(desk.all("Claim")) == len(desk.all("Review")) == 2


def test_a_claim_that_two_say_in_one_review_is_one_claim_with_two_reports(desk: Desk) -> None:
    item = {"author": {"@type": "Person", "name": "Bo Lund"}, "appearance": {"url": "https://gazette.example/klein"}}
    outcome = desk.take(record(), record(itemReviewed=item))
    assert (outcome.new, outcome.corrected, outcome.known) == (1, 0, 1)
    assert [len(desk.all(kind)) for kind in ("Claim", "Review", "Report", "Source")] == [1, 1, 2, 1]


def test_topics_that_only_look_the_same_in_an_iri_stay_apart(desk: Desk) -> None:
    item = {"@type": "Claim", "about": [{"name": name} for name in ("C", "C++", "São Paulo", "Sao Paulo", "東京")]}
    desk.take(record(itemReviewed=item))
    assert len({*desk.graph.objects(None, FC.about)}) == 5


def test_quotes_and_white_space_make_no_other_claim(desk: Desk) -> None:
    desk.take(record(claimReviewed="“Mayor”  says \u200eyes"))
    desk.take(record(claimReviewed='"Mayor" says yes', url="http://www.desk.example/bridge/?utm_source=x"))
    assert len(desk.all("Claim")) == 1


def test_an_author_of_whom_only_the_site_is_known_is_called_by_its_host(desk: Desk) -> None:
    desk.take(record(author={"@type": "Organization", "url": "https://desk.example"}))
    (review,) = desk.all("Review")
    assert desk.graph.value(review, SCHEMA.author / SCHEMA.name) == rdflib.Literal("desk.example")


def test_a_claimant_of_whom_only_a_page_is_known_is_not_named(desk: Desk) -> None:
    desk.take(record(itemReviewed={"author": {"@type": "Person", "url": "https://social.example/xyz"}}))
    (agent,) = desk.all("UnnamedSource")
    assert str(desk.graph.value(agent, SCHEMA.description)) == "somebody at social.example"
