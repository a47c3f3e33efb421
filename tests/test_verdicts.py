"""Publishers' labels: what they mean is looked up per publisher, and what nobody mapped is not guessed."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, SKOS

from kb.errors import ConfigurationError
from kb.namespaces import FC, VERDICT
from kb.project import load
from kb.verdicts import FLAGS, VERDICTS, VerdictMaps, normalised, read_map, verdict_maps

from .conftest import ROOT

FILES = sorted((ROOT / "ontology" / "verdicts").glob("*.ttl"))
MAPS = verdict_maps()

MAP = """
@prefix fc: <https://w3id.org/factcheck-kb/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix verdict: <https://w3id.org/factcheck-kb/verdict/> .
@prefix r: <https://desk.example/rating/> .
r: a skos:ConceptScheme ; fc:host "{host}" .
r:x skos:inScheme r: ; skos:prefLabel {label} ; skos:closeMatch {target} .
"""

# What stands in the place of a label in the shared data and is none: headlines and addresses, of these publishers.
NO_LABELS = {
    "factcheck.kz": ("фейк, эрика шилдс не делала такого заявления",),
    "factnameh.com": (
        "قانون منع نکرده است.",
        "سازوکار فیلترینگ اینترنت در ایران",
        "بررسی انتخابات مجلس اول",
        "گاهشمار وقایع سقوط هواپیمای اوکراینی",
        "تازه‌ترین توصیه‌های سازمان بهداشت جهانی",
        "سازوکار شورای هماهنگی اقتصادی سران قوا",
        "پاسخ به سوال‌های متداول درباره کرونا",
    ),
    "pagellapolitica.it": ("5",),
}


@cache
def parsed(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(path)


def map_of(host: str = "desk.example", label: str = '"Wrong"@en', target: str = "verdict:refuted") -> bytes:
    return MAP.format(host=host, label=label, target=target).encode()


def found(host: str, label: str, language: str | None = None) -> tuple[str | None, ...]:
    labels = MAPS.find(host)
    assert labels is not None
    rating = labels.find(label, language)
    assert rating is not None
    return (rating.verdict and rating.verdict.removeprefix(VERDICT), *(flag.removeprefix(FC) for flag in rating.flags))


def test_a_label_means_what_its_publisher_means_by_it() -> None:
    assert found("africacheck.org", "Misleading") == ("mixed", "misleading-framing")
    assert found("chequeado.com", "Engañoso") == ("mostly-refuted", "misleading-framing")


@pytest.mark.parametrize("label", ["Half True", " half  true ", "HALF TRUE", "\uff28alf\u00a0true"])
def test_case_space_and_compatibility_forms_make_no_difference(label: str) -> None:
    assert found("politifact.com", label) == ("mixed",)


def test_nothing_else_is_forgiven() -> None:
    politifact = MAPS.find("politifact.com")
    assert politifact is not None
    assert politifact.find("Half Tru") is None
    assert politifact.find("half") is None


@pytest.mark.parametrize("host", ["www.politifact.com", "en.politifact.com", "WWW.PolitiFact.com."])
def test_a_subdomain_is_the_same_publisher(host: str) -> None:
    assert MAPS.find(host) is MAPS.find("politifact.com")


def test_a_host_nobody_mapped_has_no_map() -> None:
    assert MAPS.find("unknown.example") is None


def test_a_label_may_say_nothing_on_the_truth() -> None:
    assert found("politifact.com", "Full Flop") == (None,)


def test_an_explanation_behind_a_label_does_not_hide_it() -> None:
    assert found("demagog.org.pl", "Fałsz. Tak nie było.") == ("refuted",)


def test_a_label_in_two_languages_is_read_in_its_own() -> None:
    two = read_map(
        map_of(label='"mix"@de', target="verdict:mixed")
        + b'r:y skos:inScheme r: ; skos:prefLabel "mix"@en ; skos:closeMatch verdict:refuted .',
        "two.ttl",
    )
    assert [getattr(two.find("mix", language), "verdict", None) for language in ("de-AT", "en", "fr", None)] == [
        VERDICT + "mixed",
        VERDICT + "refuted",
        None,
        None,
    ]


def test_the_maps_of_a_knowledge_base_come_before_ours(folder: Path) -> None:
    (folder / "verdicts").mkdir()
    (folder / "verdicts" / "mine.ttl").write_bytes(map_of("politifact.com", '"half true"@en', "verdict:refuted"))
    politifact = verdict_maps(load(folder)).find("politifact.com")
    assert politifact is not None
    verdicts = [getattr(politifact.find(label), "verdict", None) for label in ("Half True", "Mostly True")]
    assert verdicts == [VERDICT + "refuted", VERDICT + "mostly-supported"]


def test_the_map_of_the_guide_does_what_it_says() -> None:
    guide = (ROOT / "docs" / "verdicts.md").read_text(encoding="utf-8")
    desk = read_map(guide.partition("```turtle\n")[2].partition("```")[0].encode(), "guide")
    labels = [desk.find(label) for label in ("halb so wild!", "half")]
    assert [label and label.verdict for label in labels] == [VERDICT + "mixed"] * 2


def test_a_map_in_the_folder_is_valid_content(folder: Path, kb: Any) -> None:
    (folder / "verdicts").mkdir()
    (folder / "verdicts" / "mine.ttl").write_bytes(FILES[0].read_bytes())
    assert kb("validate", "verdicts/mine.ttl").code == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (map_of(target="verdict:mixed, verdict:refuted"), "two verdicts"),
        (map_of(target="verdict:wrong"), "no verdict and no flag"),
        (map_of(target='"refuted"'), "no verdict and no flag"),
        (map_of() + b'r:y skos:inScheme r: ; skos:altLabel "WRONG"@en .', "is that of both"),
        (b"", "no host is named"),
    ],
)
def test_a_map_that_contradicts_itself_is_refused_with_its_reason(text: bytes, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        read_map(text, "mine.ttl")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_map_is_one_scheme_for_its_host(path: Path) -> None:
    graph = parsed(path)
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    hosts = {str(host) for host in graph.objects(scheme, rdflib.URIRef(FC + "host"))}
    assert path.stem in hosts
    assert str(scheme) == f"https://w3id.org/factcheck-kb/rating/{path.stem}/"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_label_has_its_scheme_one_name_per_language_its_source_and_its_date(path: Path) -> None:
    graph = parsed(path)
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        assert (concept, SKOS.inScheme, scheme) in graph
        languages = [label.language for label in graph.objects(concept, SKOS.prefLabel)]
        assert len(languages) == len(set(languages))
        assert all(label.language for label in graph.objects(concept, SKOS.altLabel))
        assert languages or graph.value(concept, SKOS.notation)
        assert isinstance(graph.value(concept, DCTERMS.source), rdflib.URIRef)
        assert graph.value(concept, DCTERMS.date) is not None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_not_plain_is_argued(path: Path) -> None:
    """A flag, and a label without a verdict, come with a reason."""
    graph = parsed(path)
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        targets = [
            str(target) for match in (SKOS.closeMatch, SKOS.broadMatch) for target in graph.objects(concept, match)
        ]
        assert set(targets) <= VERDICTS | FLAGS
        if not targets:
            assert graph.value(concept, SKOS.note), concept


def test_verdicts_and_flags_are_those_of_the_ontology() -> None:
    graph = rdflib.Graph().parse(ROOT / "ontology" / "verdict.ttl")
    schemes = {
        scheme: {str(concept) for concept in graph.subjects(SKOS.inScheme, rdflib.URIRef(scheme))}
        for scheme in (VERDICT, FC + "flag-scheme")
    }
    assert schemes == {VERDICT: VERDICTS, FC + "flag-scheme": FLAGS}


def test_maps_do_not_share_a_host() -> None:
    maps = VerdictMaps()
    for path in FILES:
        one = read_map(path.read_bytes(), path.name)
        assert not one.hosts & maps.by_host.keys()
        maps.add(one)


def is_label(host: str, text: str) -> bool:
    is_sentence = len(text.split()) > 6 or text.startswith("http")
    return not is_sentence and text not in NO_LABELS.get(host, ())


def is_mapped(host: str, label: str) -> bool:
    labels = MAPS.find(host)
    return labels is not None and labels.find(label) is not None


def test_every_label_of_x_fact_is_mapped(shared: Path) -> None:
    unmapped = [
        (path.stem, text)
        for path in sorted((shared / "data" / "xfact-labels").rglob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if (text := line.rpartition("\t")[0] or line).strip()
        and is_label(path.stem, text)
        and not is_mapped(path.stem, text)
    ]
    assert unmapped == []


def test_every_label_of_factck_br_is_mapped(shared: Path) -> None:
    with (shared / "data" / "factckbr" / "FACTCKBR.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    labelled = [(urlsplit(row["URL"]).hostname or "", row["alternativeName"]) for row in rows if row["alternativeName"]]
    assert len(labelled) == 1309
    assert [pair for pair in labelled if not is_mapped(*pair)] == []


def test_every_label_of_the_real_claim_reviews_is_mapped(shared: Path) -> None:
    lines = (shared / "data" / "claimreview" / "claimreviews.jsonl").read_text(encoding="utf-8").splitlines()
    labelled = [pair for line in lines for pair in ratings(json.loads(line))]
    assert len(labelled) == 47
    sentences = [pair for pair in labelled if not is_label(*pair)]
    assert len(sentences) == 2  # a sentence in the place of a label
    assert [pair for pair in labelled if pair not in sentences and not is_mapped(*pair)] == []


def ratings(record: Any) -> Iterator[tuple[str, str]]:
    """Yield host and label of each ClaimReview within a JSON value."""
    if isinstance(record, list):
        for part in record:
            yield from ratings(part)
    elif isinstance(record, dict):
        if "ClaimReview" in record.get("@type", ()):
            url = str(record["url"])
            host = "estadao.com.br" if url.startswith("/estadao") else url.removeprefix("https://").partition("/")[0]
            yield host, record["reviewRating"]["alternateName"]
        for part in record.values():
            yield from ratings(part)


def test_labels_are_compared_alike_however_often_they_are_normalised() -> None:
    for path in FILES:
        for label in re.findall(r'"([^"\n]+)"', path.read_text(encoding="utf-8")):
            assert normalised(normalised(label)) == normalised(label)
