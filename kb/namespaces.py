"""The namespaces of the vocabulary, and names written short (``fc:Claim``) and long."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .errors import UsageError

FC = "https://w3id.org/factcheck-kb/ns#"
RULE = "https://w3id.org/factcheck-kb/rule/"
VERDICT = "https://w3id.org/factcheck-kb/verdict/"
SCHEMA = "https://schema.org/"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

ENTAILED = FC + "entailed"
"""The named graph that a build writes entailments into."""

ENTAILING = FC + "entailing"
"""The named graph where a server keeps, during a build, what may have to be entailed or no longer."""

BUILD = "https://w3id.org/factcheck-kb/build#"
RECORD = BUILD + "record"
"""The named graph in which a server keeps what was built into it."""

DERIVED = FC + "derived"
"""The named graph that a build writes into what it counts, such as the origins of claims."""

COMPUTED = (ENTAILED, DERIVED)
"""The named graphs that no file stands for."""

STANDARD: Mapping[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "fc": FC,
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": PROV,
    "rdf": RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rule": RULE,
    "schema": SCHEMA,
    "sh": SH,
    "skos": SKOS,
    "verdict": VERDICT,
    "void": "http://rdfs.org/ns/void#",
    "xsd": XSD,
}
"""The prefixes that queries and knowledge bases need not declare."""

CONCEPTS: Mapping[str, tuple[str, ...]] = {
    "claim": (FC + "Claim",),
    "report": (FC + "Report",),
    "source": (FC + "Source",),
    "snapshot": (FC + "Snapshot",),
    "quote": (FC + "Quote",),
    "evidence": (FC + "Evidence",),
    "review": (FC + "Review",),
    "assessment": (FC + "Assessment",),
    "match": (FC + "Match",),
    "agent": (SCHEMA + "Person", SCHEMA + "Organization", FC + "UnnamedSource"),
}
"""The concepts whose instances a knowledge base holds, with the classes of each."""

INSTANCE_STEMS = (*CONCEPTS, "topic", "import")
"""The stems of instance IRIs; a topic is whatever claims are about that is no agent. Below ``import`` is where imported
statements came from: the import, the file that it read, each record as it was."""

# PN_PREFIX and PN_LOCAL of Turtle 1.1 §6.5, without escapes and percent encoding: names that need those stay long.
_START = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u2070-\u218f\u3040-\ud7ff"
_CHARS = _START + r"_0-9\u00b7\-"
PREFIX = re.compile(rf"[{_START}](?:[{_CHARS}.]*[{_CHARS}])?")
LOCAL = re.compile(rf"[{_START}_0-9:](?:[{_CHARS}:.]*[{_CHARS}:])?")


def instance_prefixes(base: str) -> dict[str, str]:
    """Return the prefixes that a knowledge base has for its own instances: ``claim:`` is ``<base>claim/`` …."""
    return {stem: f"{base}{stem}/" for stem in INSTANCE_STEMS}


_KEPT = 100_000  # IRIs whose names are remembered


class Shortener:
    """Writes IRIs short by a set of prefixes, always with the longest namespace that fits."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._by_namespace = {namespace: prefix for prefix, namespace in sorted(prefixes.items(), reverse=True)}
        self._lengths = sorted({len(namespace) for namespace in self._by_namespace}, reverse=True)
        self._known: dict[str, str | None] = {}

    def name(self, iri: str) -> str | None:
        """Return ``iri`` as a prefixed name that is valid in Turtle and SPARQL, or None where it has none."""
        if iri not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[iri] = self._shorten(iri)
        return self._known[iri]

    def _shorten(self, iri: str) -> str | None:
        for length in self._lengths:
            prefix = self._by_namespace.get(iri[:length])
            if prefix is not None and (length == len(iri) or LOCAL.fullmatch(iri, length)):
                return f"{prefix}:{iri[length:]}"
        return None


# N-Triples 1.1 §4: UCHAR and ECHAR.
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CHARACTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def unescape(text: str) -> str:
    """Return the characters of an IRI or a string that is escaped as N-Triples escapes it."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    code = match.group(1) or match.group(2)
    return chr(int(code, 16)) if code else _CHARACTERS.get(match.group(3), match.group(3))


def expand(name: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI that ``name`` stands for: ``claim:x``, ``<https://…>`` or ``https://…``.

    Raises:
        UsageError: if ``name`` is neither an absolute IRI nor a prefixed name with a known prefix.
    """
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    prefix, colon, local = name.partition(":")
    if colon and prefix in prefixes and not local.startswith("//"):
        return prefixes[prefix] + local
    if colon and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+", name) and _is_scheme(prefix):
        return name
    known = ", ".join(f"{prefix}:" for prefix in sorted(prefixes))
    raise UsageError(f"'{name}' is neither an IRI nor a name with a known prefix", hint=f"known prefixes: {known}")


def _is_scheme(prefix: str) -> bool:
    return prefix.lower() in {"http", "https", "urn", "tag", "did", "ark", "doi", "file", "mailto"}
