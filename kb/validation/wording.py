"""Turns what a check found into findings: named after their rules, worded for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from kb.columns.texts import english_first, language, lexical
from kb.errors import nearest
from kb.findings import Finding, Location, Result, Severity
from kb.formats import NAMED_NODE, parse
from kb.namespaces import FC, SCHEMA, VERDICT, Shortener
from kb.resources import ontology_files

from .rules import SEVERITIES, Rulebook

ValuesOf: TypeAlias = Callable[[str, str], Sequence[str]]
"""Tells the values that a node, given as N-Triples writes it, has of the property with an IRI."""

_LABELS = (
    SCHEMA + "name",
    SCHEMA + "text",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://purl.org/dc/terms/title",
    SCHEMA + "description",
)


class Wording:
    """Words results by the rules that they break and the data that they are about."""

    def __init__(self, rulebook: Rulebook, prefixes: Mapping[str, str], values: ValuesOf) -> None:
        self._rulebook, self._values = rulebook, values
        self._shortener = Shortener(prefixes)

    def finding(self, result: Result, locations: tuple[Location, ...] = ()) -> Finding:
        """Return the finding that a result is."""
        rule = self._rulebook.rule_of(result.shape)
        return Finding(
            rule=self.rule(result),
            concept=rule.concept if rule else "",
            severity=SEVERITIES.get(lexical(result.severity), Severity.VIOLATION),
            message=self._message(result),
            node=self.show(result.focus),
            label=self.label(result.focus),
            path=self._path(result.path),
            value=self.show(result.value),
            component=self._shortener.name(lexical(result.component)) or result.component,
            hint=self._hint(result),
            why=rule.description if rule else "",
            example=rule.example if rule else "",
            locations=locations,
            result=result,
        )

    def rule(self, result: Result) -> str:
        """Return the name of the rule that is broken."""
        rule = self._rulebook.rule_of(result.shape)
        return rule.name if rule else self.show(result.shape)

    def show(self, text: str) -> str:
        """Write a term short where a prefix fits."""
        if text.startswith("<"):
            return self._shortener.name(lexical(text)) or text
        return "a blank node" if text.startswith("_") else text

    def label(self, text: str) -> str:
        """Return what people call a node, in English if there is a choice; empty where the data does not say."""
        for iri in _LABELS:
            if found := self._values(text, iri):
                return lexical(min(found, key=english_first))
        return ""

    def _message(self, result: Result) -> str:
        """Return the messages of a result in English, or in whatever languages there are."""
        english = [message for message in result.messages if language(message).partition("-")[0] in ("", "en")]
        return " ".join(lexical(message) for message in english or result.messages)

    def _path(self, path: str) -> str:
        if not path:
            return ""
        words = (self.show(word) if word.startswith("<") else word for word in path.split(" "))
        return " ".join(words)

    def _hint(self, result: Result) -> str:
        """Name the nearest term for a value, class or property of our own namespaces that does not exist."""
        for text in (result.value, result.path):
            iri = text[1:-1]
            if iri.startswith((FC, VERDICT)) and " " not in text and iri not in self._terms:
                close = nearest(iri, self._terms)
                return f"did you mean {self._shortener.name(close)}?" if close else ""
        return ""

    @cached_property
    def _terms(self) -> list[str]:
        return list(_known_terms())


def _known_terms() -> Iterator[str]:
    for file in ontology_files():
        subjects = {quad.subject for quad in parse(file.read_bytes(), base=None)}
        yield from sorted(
            subject.value
            for subject in subjects
            if isinstance(subject, NAMED_NODE) and subject.value.startswith((FC, VERDICT))
        )
