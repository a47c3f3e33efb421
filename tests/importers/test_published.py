"""ClaimReviews as publishers, plug-ins and APIs really write them: each comes in, and says what it said."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from kb.importing.records import Agent, FactCheck, Rejected
from tests.importing.conftest import record

from .conftest import page

ONE = json.dumps(record())
TWO = json.dumps(record(claimReviewed="Zwei"))
LONG = [json.dumps(record(claimReviewed=f"Claim {number}", articleBody="x" * 900_000)) for number in range(5)]
DESK = {"@type": "Organization", "@id": "https://desk.example/#desk", "name": "The Desk"}
REVIEW = {"publisher": {"name": "The Desk"}, "url": "https://desk.example/1", "textualRating": "False"}
FIRST, BOTH = [record()["claimReviewed"]], [record()["claimReviewed"], "Zwei"]

FILES: dict[str, tuple[Any, str, list[str]]] = {
    "several values in a script": (page(f"{ONE},\n{TWO};"), "a.html", BOTH),
    "values one behind another": (ONE + TWO, "a.json", BOTH),
    "values with separators": (f"\x1e{ONE}\n\x1e{TWO}\n", "a.json", BOTH),
    "lines with commas": (f"{ONE},\n{TWO},\n", "a.jsonl", BOTH),
    "a laid-out document called lines": (json.dumps([record()], indent=1), "a.jsonl", FIRST),
    "long lines called a document": ("\n".join(LONG), "a.json", [f"Claim {number}" for number in range(5)]),
    "one long record": (json.dumps(record(articleBody="x" * 4_500_000)), "a.json", FIRST),
    "JSON in a text": (page(json.dumps(ONE)), "a.html", FIRST),
    "JSON in a field": ({"props": {"seo": ONE}}, "a.json", FIRST),
    "comments": (page(f"// for “search”\n/* engines */{ONE}"), "a.html", FIRST),
    "line breaks of an editor": (page(json.dumps(record(), indent=1).replace("\n", "<br />\n")), "a.html", FIRST),
    "entities and a comma": (page(f"{ONE[:-1]},}}".replace('"', "&quot;")), "a.html", FIRST),
    "a mark in front": (page(f"\ufeff\xa0{ONE}"), "a.html", FIRST),
    "no number": (ONE.replace('"ratingValue": 1', '"ratingValue": NaN'), "a.json", FIRST),
    "gzip": (gzip.compress(ONE.encode()), "a.json.gz", FIRST),
    "a page in gzip": (gzip.compress(page(ONE).encode()), "a.html", FIRST),
    "UTF-16 without a mark": (ONE.encode("utf-16-le"), "a.json", FIRST),
    "UTF-32": (ONE.encode("utf-32"), "a.json", FIRST),
    "lines in UTF-16": (f"{ONE}\n{TWO}".encode("utf-16"), "a.jsonl", BOTH),
    "a page in UTF-16 without a name": (page(ONE).encode("utf-16"), "stdin", FIRST),
    "one within another": (record(hasPart=[record(claimReviewed="Zwei")]), "a.json", BOTH),
    "a type and a name refer": ({"@graph": [{"review": {"@type": "ClaimReview", "@id": "#r"}}, record(**{"@id": "#r"})]}, "a.json", FIRST),
    "a reviewed claim around it": (
        {"@type": "Claim", "text": "Zwei", "review": record(claimReviewed=None, itemReviewed=None)},
        "a.json",
        ["Zwei"],
    ),
    "an answer with one review": ({"claims": [{"text": "It is so", "claimReview": REVIEW}]}, "a.json", ["It is so"]),
    "a picture's review": ({"@type": "MediaReview", "associatedClaimReview": record()}, "a.json", FIRST),
}  # fmt: skip


@pytest.mark.parametrize(("content", "name", "claims"), FILES.values(), ids=FILES)
def test_all_claims_of_a_file_are_found(read: Any, content: Any, name: str, claims: list[str]) -> None:
    assert [each.claim if isinstance(each, FactCheck) else each.reason for each in read(content, name)] == claims


@pytest.mark.parametrize(
    ("encoding", "claim"),
    [
        ("windows-1251", "Мост стоил вдвое"),
        ("iso-8859-2", "Zażółć gęślą jaźń"),
        ("windows-1256", "الجسر كلف ضعف"),
        ("big5", "新橋的費用"),
        ("iso-8859-1", "“Größe”"),
        ("no-such-thing", "Größe"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_declares(read: Any, encoding: str, claim: str) -> None:
    text = page(json.dumps(record(claimReviewed=claim), ensure_ascii=False), head=f"<meta charset='{encoding}'>")
    really = "cp1252" if encoding in ("iso-8859-1", "no-such-thing") else encoding
    (found,) = read(text.encode(really), "a.html")
    assert found.claim == claim


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (gzip.compress(ONE.encode())[:-20], "it is compressed with gzip, and damaged or cut off"),
        (json.dumps(record(claimReviewed="😀?")), "it has no claim: claimReviewed has no letter and no digit"),
        (json.dumps({"claims": [{"claimReview": [REVIEW]}]}), "it has no claim: claimReviewed is missing or empty"),
        (ONE[:-1] + ', "x": ' + '{"a":' * 900 + "1" + "}" * 901, "it is nested too deeply"),
        ("{" + "/*" * 50_000, "no valid JSON: expecting property name enclosed in double quotes"),
        (ONE.replace("The new", 'The "new"'), "no valid JSON: expecting ',' delimiter"),
    ],
)
def test_what_cannot_be_read_is_rejected_for_its_reason(read: Any, content: Any, reason: str) -> None:
    (rejected,) = read(content)
    assert isinstance(rejected, Rejected)
    assert rejected.reason.partition(" (line")[0] == reason


@pytest.mark.parametrize("reference", [{"@id": DESK["@id"]}, {"@type": "Organization", "@id": DESK["@id"]}])
def test_a_reference_leads_into_another_script_of_the_page(read: Any, reference: Any) -> None:
    (found,) = read(page({"@graph": [DESK]}, record(author=reference)), "a.html")
    assert found.authors[0].name == "The Desk"


def test_a_reference_is_read_by_aliases_and_as_a_text(read: Any) -> None:
    for name, reference in (("#d", {"id": "#d"}), ("_:d", "_:d")):
        (found,) = read({"@graph": [{"id": name, "type": "Organization", "name": "Bo"}, record(author=reference)]})
        assert [each.name for each in found.authors] == ["Bo"]


def test_expanded_data_is_read(read: Any) -> None:
    at = "http://schema.org/"
    (found,) = read(
        [
            {
                "@type": [f"{at}ClaimReview"],
                f"{at}claimReviewed": [{"@value": "It is so"}],
                f"{at}url": [{"@value": "https://desk.example/x"}],
                f"{at}inLanguage": [{"@value": "de"}],
                f"{at}reviewRating": [{f"{at}alternateName": [{"@value": "False"}]}],
            }
        ]
    )
    assert (found.claim, found.url, found.language, found.label) == (
        "It is so",
        "https://desk.example/x",
        "de",
        "False",
    )


MICRODATA = """<html lang=en><link rel=canonical href="https://desk.example/m">
<script>if (a < b) { "<p itemprop=claimReviewed>no</p>" }</script>
<article itemscope itemtype="http://schema.org/NewsArticle"><p>Of late<br>
<div itemprop="review" itemscope itemtype="http://schema.org/ClaimReview"><meta itemprop=datePublished content=2016-06-22>
<div itemprop="author" itemscope itemtype="http://schema.org/Organization"><b itemprop=name>The Desk</b>
  <link itemprop="url" href="https://desk.example/"></div>
<h1 itemprop="claimReviewed">The world is <b>flat</b> &amp; <style>b { color: red }</style>round</h1>
<div itemprop="itemReviewed" itemscope itemtype="http://schema.org/CreativeWork">
  <div itemprop="author" itemscope itemtype="http://schema.org/Person"><i itemprop=name>Ada</i>
    <a itemprop=sameAs href="https://a.example/1">1</a><a itemprop=sameAs href="https://a.example/2">2</a></div>
  <time itemprop="datePublished" datetime="2016-06-20">June 20</time></div>
<div itemprop="reviewRating" itemscope itemtype="http://schema.org/Rating"><i itemprop=alternateName>False"""


def test_microdata_is_read(read: Any) -> None:
    (found,) = read(MICRODATA, "a.html")
    assert (found.claim, found.label, found.published) == ("The world is flat & round", "False", "2016-06-22")
    assert (found.claimants[0].same_as, found.claimed) == (("https://a.example/1", "https://a.example/2"), "2016-06-20")
    assert (found.authors[0].name, found.url) == ("The Desk", "https://desk.example/m")


def test_microdata_beside_a_script_is_the_same_again(read: Any) -> None:
    assert len(read(page(ONE) + MICRODATA, "a.html")) == 1


def test_markup_of_the_fact_check_tools_is_read(read: Any) -> None:
    markup = {
        "claimReviewed": "The bridge is blue",
        "claimDate": "2024-01-01",
        "claimFirstAppearance": "https://g.example/1",
        "claimAppearances": ["https://g.example/2"],
        "claimAuthor": {"name": "Ada", "jobTitle": "Mayor"},
        "rating": {"ratingValue": 1, "bestRating": 5, "textualRating": "False"},
    }
    again = {"url": "https://desk.example/2", "claimReviewed": "Zwei", "rating": {"textualRating": "True"}}
    site = {"pageUrl": "https://desk.example/1", "publishDate": "2024-01-02", "claimReviewAuthor": {"name": "The Desk"}}
    first, second = read({"claimReviewMarkupPages": [{**site, "claimReviewMarkups": [markup, again]}]})
    assert (first.claim, first.label, first.value, first.best) == ("The bridge is blue", "False", "1", "5")
    assert [each.url for each in first.appearances] == ["https://g.example/1", "https://g.example/2"]
    assert (first.claimants[0].job_title, first.authors[0].name) == ("Mayor", "The Desk")
    assert (first.url, second.url, second.label) == ("https://desk.example/1", "https://desk.example/2", "True")
    assert (first.published, first.unmapped) == ("2024-01-02", ())


def item(**keys: Any) -> dict[str, Any]:
    return {"itemReviewed": {"@type": "Claim", **keys}}


def rated(**keys: Any) -> dict[str, Any]:
    return {"reviewRating": {"@type": "Rating", **keys}}


DATES = {
    "2020-06-23T20:02:00Z[UTC]": "2020-06-23T20:02:00Z",
    "Tue Jun 23 2020 20:02:00 GMT+0200 (CEST)": "2020-06-23T20:02:00+02:00",
    "Tue, 23 Jun 20 20:02:00 +0200": "2020-06-23T20:02:00+02:00",
    "2020年6月23日": "2020-06-23",
    "Tuesday, June 23, 2020 at 8:02 PM": "2020-06-23T20:02:00",
    "0000-00-00": "",
}

FIELDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "texts by language": (
        {"claimReviewed": {"en": "A bridge", "de": "Eine Brücke"}},
        {"claim": "A bridge", "language": "en", "texts": (("Eine Brücke", "de"),)},
    ),
    "a text escaped twice": ({"claimReviewed": "It&amp;#8217;s &lt;b&gt;so&lt;/b&gt;"}, {"claim": "It\u2019s so"}),
    "the language of the context": (
        {"inLanguage": None, "@context": ["https://schema.org", {"@language": "pl"}]},
        {"language": "pl"},
    ),
    "the name of a language": (
        {"inLanguage": "English"},
        {"language": "", "unmapped": ("inLanguage",)},
    ),
    "a value of how many": (rated(ratingValue="4/5"), {"label": "4/5", "value": "4", "best": "5"}),
    "a value with a label": (rated(ratingValue="4/5", alternateName="So so"), {"label": "So so", "value": "4"}),
    "a value below zero": (rated(ratingValue="-1"), {"label": "", "value": "-1"}),
    "a label that JSON takes for its own": (rated(alternateName=False), {"label": "false"}),
    "labels by language": (rated(alternateName={"en": "False", "es": "Falso"}), {"label": "False"}),
    "a rating that is a number": ({"reviewRating": 3}, {"label": "", "value": "3"}),
    "an author by an address": (
        {"author": "https://desk.example"},
        {"authors": (Agent("", url="https://desk.example"),)},
    ),
    "authors in lists of lists": ({"author": [["A", "B"], "C"]}, {"authors": (Agent("A"), Agent("B"), Agent("C"))}),
    "an address with an entity": ({"url": "https://d.example/?a=1&amp;b=2"}, {"url": "https://d.example/?a=1&b=2"}),
    "no address": ({"url": "javascript:void(0)"}, {"url": "", "unmapped": ("url",)}),
} | {f"the date {written}": ({"datePublished": written}, {"published": date}) for written, date in DATES.items()}


@pytest.mark.parametrize(("changes", "expected"), FIELDS.values(), ids=FIELDS)
def test_what_a_key_says_is_understood(read: Any, changes: dict[str, Any], expected: dict[str, Any]) -> None:
    (found,) = read(record(**changes))
    assert {key: getattr(found, key) for key in expected} == expected


APPEARANCES: dict[str, tuple[Any, list[str]]] = {
    "several in a text": ("https://a.example/1, https://a.example/2", ["https://a.example/1", "https://a.example/2"]),
    "a copy": ("https://w.example/web/2020/https://a.example/1", ["https://w.example/web/2020/https://a.example/1"]),
    "a picture": ({"@type": "ImageObject", "contentUrl": "https://a.example/i"}, ["https://a.example/i"]),
    "a film": ({"@type": "VideoObject", "embedUrl": "https://a.example/v"}, ["https://a.example/v"]),
    "the same as": ({"@type": "CreativeWork", "sameAs": "https://a.example/1"}, ["https://a.example/1"]),
    "lists of lists": ([[{"url": "https://a.example/1"}], ["https://a.example/2"]], ["https://a.example/1", "https://a.example/2"]),
    "a path": ("/posts/1", ["https://desk.example/posts/1"]),
    "a word": ("Facebook", []),
    "a sentence": ("A post on Facebook and/or elsewhere", []),
}  # fmt: skip


@pytest.mark.parametrize(("value", "urls"), APPEARANCES.values(), ids=APPEARANCES)
def test_an_appearance_is_an_address_and_no_mere_word(read: Any, value: Any, urls: list[str]) -> None:
    head = "<link rel=canonical href='https://desk.example/x'>"
    (found,) = read(page(record(**item(appearance=value)), head=head), "a.html")
    assert [each.url for each in found.appearances] == urls


def test_each_of_several_reviewed_claims_keeps_who_said_it(read: Any) -> None:
    given = [{"@type": "Claim", "text": text, "author": {"name": name}} for text, name in (("So", "A"), ("No", "B"))]
    found = read(record(claimReviewed=None, itemReviewed=given))
    assert [(each.claim, [one.name for one in each.claimants]) for each in found] == [("So", ["A"]), ("No", ["B"])]
