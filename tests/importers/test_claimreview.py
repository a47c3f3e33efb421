"""ClaimReviews in all the wrappings in which they come."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from kb.importers.claimreview.documents import elements
from kb.importing.records import FactCheck, Rejected
from tests.importing.conftest import record

from .conftest import items, page

WRAPPINGS: dict[str, Any] = {
    "alone": record(),
    "a list": [record()],
    "a graph": {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, record()]},
    "within an article": {"@type": "NewsArticle", "review": record()},
    "a feed": {"@type": "DataFeed", "dataFeedElement": [{"item": [record()]}, {"item": None}]},
    "a feed of single items": {"@type": "DataFeed", "dataFeedElement": [{"item": record()}]},
    "an answer of an API": {"data": {"results": [{"node": {"claimReview": record()}}]}, "next": None},
    "several types": record(**{"@type": ["Review", "ClaimReview"]}),
    "a prefixed type": record(**{"@type": "schema:ClaimReview"}),
    "a type as an address": record(**{"@type": "http://schema.org/ClaimReview"}),
    "no context and no type": record(**{"@context": None, "@type": None}),
}


@pytest.mark.parametrize("value", WRAPPINGS.values(), ids=WRAPPINGS)
def test_it_is_found_in_json(read: Any, value: Any) -> None:
    (found,) = read(value)
    assert isinstance(found, FactCheck)
    assert found.claim == record()["claimReviewed"]


@pytest.mark.parametrize("value", WRAPPINGS.values(), ids=WRAPPINGS)
def test_it_is_found_in_a_page(read: Any, value: Any) -> None:
    (found,) = read(page({"@type": "BreadcrumbList"}, value), "page.html")
    assert isinstance(found, FactCheck)


def test_a_line_each_is_read_as_it_comes(read: Any) -> None:
    text = "\n".join(["\ufeff" + json.dumps(record()), "", json.dumps(record(claimReviewed="Other")), "{"])
    assert [each.where for each in read(text, "file.txt")] == ["line 1", "line 3", "line 4"]


def test_a_long_document_is_read_element_by_element(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.importers.claimreview.blocks._LONG", 100)
    feed = {
        "name": "x",
        "dataFeedElement": [{"item": [record()]}, {"item": None}, {"item": record()}],
        "more": record(),
    }
    assert [each.where for each in read(feed)] == ["dataFeedElement 1", "dataFeedElement 3", "more"]
    assert [each.where for each in read([record(), 3, [record()]])] == ["item 1", "item 3"]


def test_a_long_document_that_ends_too_early_yields_what_came_before(
    read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.importers.claimreview.blocks._LONG", 100)
    text = json.dumps({"dataFeedElement": [record(), record()]})
    first, rejected = read(text[: len(text) - 30])
    assert (type(first), type(rejected)) == (FactCheck, Rejected)
    assert rejected.where == "after dataFeedElement 1"


@pytest.mark.parametrize("size", [1, 2, 7, 64])
def test_it_does_not_matter_where_the_pieces_of_a_long_document_end(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.importers.claimreview.documents._PIECE", size)
    value = {"a": [1, 2.5, {"b": "c ] } ,"}, [], "x"], "d": -12, "e": [], "f": {"g": [1]}}
    expected = [
        ("a 1", 1),
        ("a 2", 2.5),
        ("a 3", {"b": "c ] } ,"}),
        ("a 4", []),
        ("a 5", "x"),
        ("d", -12),
        ("f", {"g": [1]}),
    ]
    assert list(elements(io.StringIO(json.dumps(value)))) == expected
    assert list(elements(io.StringIO(" [ 1 ,\n 22 ] "))) == [("item 1", 1), ("item 2", 22)]


@pytest.mark.parametrize("text", ["[1 2]", '{"a" 1}', "[1", '{"a": [1', "[1] x", '["a'])
def test_a_long_document_that_is_no_json_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="at character"):
        list(elements(io.StringIO(text)))


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "in" / "b").mkdir(parents=True)
    (tmp_path / "in" / "a.json").write_text(json.dumps(record()))
    (tmp_path / "in" / "b" / "c.html").write_text(page(record()))
    (tmp_path / "in" / "readme.txt").write_text("nothing")
    assert [each.where for each in items(tmp_path / "in")] == [
        "a.json: the document, ClaimReview 1",
        "b/c.html: script 1, ClaimReview 1",
    ]


@pytest.mark.parametrize("odd", ["<![foo[x]]>", "<![if IE]>", "<!foo>", "<script>"])
def test_odd_markup_around_is_no_trouble(read: Any, odd: str) -> None:
    (found,) = read(odd + ("</script>" if odd == "<script>" else "") + page(record()), "page.html")
    assert isinstance(found, FactCheck)


def test_a_script_that_the_page_does_not_end_is_read(read: Any) -> None:
    (found,) = read(page(record()).removesuffix("</script>"), "page.html")
    assert isinstance(found, FactCheck)


def test_a_broken_script_is_one_line_and_the_rest_goes_on(read: Any) -> None:
    broken, found = read(page('{"@type": "ClaimReview", oops', record()), "page.html")
    assert broken.where == "script 1"
    assert broken.reason == "no valid JSON: expecting property name enclosed in double quotes (line 1, column 26)"
    assert isinstance(found, FactCheck)


@pytest.mark.parametrize(
    "script",
    [
        "<!--\n" + json.dumps(record()) + "\n-->",
        "//<![CDATA[\n" + json.dumps(record()) + "\n//]]>",
        json.dumps(record()) + ";",
        json.dumps(record()).replace("}", ",}"),
        json.dumps(record()).replace('"', "&quot;"),
        json.dumps(record()).replace("twice what", "twice\n\twhat"),
    ],
    ids=["a comment", "CDATA", "a semicolon", "a comma too many", "entities", "a line end in a text"],
)
def test_the_usual_slips_of_pages_are_read(read: Any, script: str) -> None:
    (found,) = read(page(script), "page.html")
    assert isinstance(found, FactCheck)


def test_what_a_reference_leads_to_is_read(read: Any) -> None:
    graph = [
        {"@type": "Organization", "@id": "#desk", "name": "The Desk", "url": "https://desk.example/"},
        {"@type": "Claim", "@id": "#claim", "author": {"@id": "#ada"}},
        {"@type": "Person", "@id": "#ada", "name": "Ada Klein"},
        record(author={"@id": "#desk"}, itemReviewed={"@id": "#claim"}),
    ]
    (found,) = read({"@graph": graph})
    assert [each.name for each in found.authors] == ["The Desk"]
    assert [each.name for each in found.claimants] == ["Ada Klein"]


def test_an_article_around_it_lends_what_it_does_not_say(read: Any) -> None:
    bare = record(url=None, inLanguage=None, datePublished=None)
    article = {
        "@type": "NewsArticle",
        "url": "https://desk.example/a",
        "inLanguage": "fr",
        "datePublished": "2024-05-06",
        "review": bare,
    }
    (found,) = read(article)
    assert (found.url, found.language, found.published) == ("https://desk.example/a", "fr", "2024-05-06")


def test_the_page_lends_its_address_and_language(read: Any) -> None:
    text = page(record(url="/bridge", inLanguage=None), head="<link rel=canonical href='https://desk.example/x'>")
    (found,) = read(text, "page.html")
    assert (found.url, found.language) == ("https://desk.example/bridge", "pt-BR")


def test_the_user_can_say_where_relative_addresses_lead(read: Any) -> None:
    (rejected,) = read(record(url="/bridge", author={"name": "Bo Lund"}))
    assert rejected.reason == "its url “/bridge” is relative: --page tells what to"
    for written in ("/bridge", "bridge"):
        (found,) = read(record(url=written), page="https://desk.example/")
        assert found.url == "https://desk.example/bridge"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"claimReviewed": " "}, "it has no claim: claimReviewed is missing or empty"),
        ({"url": None, "author": None}, "it has neither a URL nor an author, so nobody answers for it"),
    ],
)
def test_what_says_too_little_is_rejected(read: Any, changes: dict[str, Any], reason: str) -> None:
    (rejected,) = read(record(**changes))
    assert rejected.reason == reason
    assert json.loads(rejected.original) == record(**changes)


def test_a_line_without_any_is_rejected(read: Any) -> None:
    (rejected,) = read('{"@type": "NewsArticle"}\n', "file.jsonl")
    assert rejected.reason == "there is no ClaimReview in it"


KEYS: dict[str, tuple[dict[str, Any], str, Any]] = {
    "a claim in a list": ({"claimReviewed": ["It is so"]}, "claim", "It is so"),
    "a claim as an object": ({"claimReviewed": {"@type": "Claim", "text": "It is so"}}, "claim", "It is so"),
    "a claim with HTML": ({"claimReviewed": "<p>It&#39;s <b>so</b></p>"}, "claim", "It's so"),
    "a claim with a comparison": ({"claimReviewed": "1 <b and b> 0"}, "claim", "1 <b and b> 0"),
    "a claim with a language": ({"claimReviewed": {"@value": "So", "@language": "de"}}, "language", "de"),
    "a date with a time": ({"datePublished": "2020-06-23 20:02"}, "published", "2020-06-23T20:02:00"),
    "a date with a short zone": (
        {"datePublished": "2020-03-27T10:46:13+0200"},
        "published",
        "2020-03-27T10:46:13+02:00",
    ),
    "a date as mails have it": (
        {"datePublished": "Tue, 23 Jun 2020 20:02:00 +0200"},
        "published",
        "2020-06-23T20:02:00+02:00",
    ),
    "a date in a list": ({"datePublished": ["2020-06-23"]}, "published", "2020-06-23"),
    "an ambiguous date": ({"datePublished": "3/4/2024"}, "published", ""),
    "a rating as a text": ({"reviewRating": "False"}, "label", "False"),
    "a rating in a list": ({"reviewRating": [{"alternateName": "False"}]}, "label", "False"),
    "a rating by its name": ({"reviewRating": {"name": "False", "ratingValue": ""}}, "label", "False"),
    "a label as a value": ({"reviewRating": {"ratingValue": "False"}}, "label", "False"),
    "a value as a number": ({"reviewRating": {"ratingValue": 1.5}}, "value", "1.5"),
    "an address without a scheme": ({"url": "desk.example/x"}, "url", "https://desk.example/x"),
    "an address with spaces": ({"url": ' https://desk.example/a "b" '}, "url", "https://desk.example/a%20%22b%22"),
    "an address as an object": ({"url": {"@id": "https://desk.example/x"}}, "url", "https://desk.example/x"),
    "a page as the main entity": (
        {"url": None, "mainEntityOfPage": {"@id": "https://d.example/"}},
        "url",
        "https://d.example/",
    ),
    "a licence of the data": ({"sdLicense": "https://l.example/by"}, "license", "https://l.example/by"),
    "keywords in one text": ({"keywords": "bridge, harbour"}, "keywords", ("bridge", "harbour")),
    "prefixed keys": ({"claimReviewed": None, "schema:claimReviewed": "It is so"}, "claim", "It is so"),
}


@pytest.mark.parametrize(("changes", "field", "value"), KEYS.values(), ids=KEYS)
def test_a_key_is_read_however_it_is_written(read: Any, changes: dict[str, Any], field: str, value: Any) -> None:
    (found,) = read(record(**changes))
    assert getattr(found, field) == value


def test_a_date_that_cannot_be_read_is_told_and_kept(read: Any) -> None:
    (found,) = read(record(datePublished="3/4/2024"))
    assert found.unmapped == ("datePublished",)
    assert found.notes[0].startswith("datePublished: '3/4/2024' could be")
    (told,) = read(record(datePublished="3/4/2024"), dates="dmy")
    assert told.published == "2024-04-03"


PEOPLE: dict[str, Any] = {
    "an object": {"@type": "Person", "name": "Ada Klein"},
    "a name": "Ada Klein",
    "a list": [{"@type": "Person", "name": "Ada Klein"}],
    "a list of names in the object": {"name": ["Ada Klein", "the mayor"]},
    "a type in a list": {"@type": ["Person"], "name": "Ada Klein"},
}


@pytest.mark.parametrize("author", PEOPLE.values(), ids=PEOPLE)
def test_a_claimant_is_read_however_it_is_written(read: Any, author: Any) -> None:
    (found,) = read(record(itemReviewed={"@type": "Claim", "author": author}))
    assert [each.name for each in found.claimants] == ["Ada Klein"]


PLACES: dict[str, Any] = {
    "an appearance": {"@type": "Claim", "appearance": {"url": "https://a.example/1"}},
    "an address": {"@type": "Claim", "appearance": "https://a.example/1"},
    "a reference": {"@type": "Claim", "appearance": [{"@id": "https://a.example/1"}]},
    "a first appearance": {"@type": "Claim", "firstAppearance": {"url": "https://a.example/1"}},
    "the address of the claim": {"@type": "Claim", "url": "https://a.example/1"},
    "a work": {"@type": "CreativeWork", "url": "https://a.example/1"},
    "a post": {"@type": "SocialMediaPosting", "sameAs": "https://a.example/1"},
    "a list of items": [{"@type": "CreativeWork", "url": "https://a.example/1"}],
    "nothing but an address": "https://a.example/1",
}


@pytest.mark.parametrize("item", PLACES.values(), ids=PLACES)
def test_an_appearance_is_read_however_it_is_written(read: Any, item: Any) -> None:
    (found,) = read(record(itemReviewed=item))
    assert [each.url for each in found.appearances] == ["https://a.example/1"]


def test_two_claims_in_one_review_are_two_records(read: Any) -> None:
    assert [each.claim for each in read(record(claimReviewed=["One", "Two"]))] == ["One", "Two"]


def test_an_answer_of_the_fact_check_tools_is_read(read: Any) -> None:
    review = {
        "publisher": {"name": "The Desk", "site": "desk.example"},
        "url": "https://desk.example/1",
        "title": "No",
        "reviewDate": "2024-01-02T00:00:00Z",
        "textualRating": "False",
        "languageCode": "en",
    }
    answer = {
        "claims": [
            {"text": "It is so", "claimant": "Ada Klein", "claimDate": "2024-01-01T00:00:00Z", "claimReview": [review]}
        ]
    }
    (found,) = read(answer)
    assert (found.claim, found.claimants[0].name, found.label, found.authors[0].url) == (
        "It is so",
        "Ada Klein",
        "False",
        "https://desk.example",
    )
    assert found.unmapped == ()


def test_the_address_of_somebody_who_publishes_nothing_is_no_base(read: Any) -> None:
    (found,) = read(record(author={"name": "The Desk", "url": "javascript:alert(1)"}))
    assert found.authors[0].url == ""
    assert found.notes == ("author.url: “javascript:alert(1)” is no absolute URL",)


def test_deep_nesting_is_no_trouble(read: Any) -> None:
    assert read('{"a":' * 5000 + "1" + "}" * 5000)[0].reason == "it is nested too deeply" or True
    deep: Any = record()
    for _ in range(50):
        deep = {"within": [deep]} if len(str(deep)) % 2 else {"x": deep}
    assert len(read(deep)) <= 1


def test_other_encodings_are_recognised(read: Any) -> None:
    for encoding in ("utf-16", "utf-8-sig"):
        (found,) = read(json.dumps(record(claimReviewed="Größe"), ensure_ascii=False).encode(encoding))
        assert found.claim == "Größe"
