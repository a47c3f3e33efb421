"""Maps of publishers' own labels to our verdicts: what a label means is looked up per publisher, and never guessed.

A map is a SKOS scheme in a file of its own, ``ontology/verdicts/<host>.ttl``, or ``verdicts/<name>.ttl`` in the folder
of a knowledge base, whose maps come before ours::

    maps = verdict_maps(kb)
    found = maps.find("www.politifact.com").find("Half True", "en")    # each None where nothing is known
    found.verdict, found.flags                                         # IRIs; the verdict is None for some labels
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path

from .errors import ConfigurationError
from .formats import LITERAL, NAMED_NODE, Term, parse, read_file
from .namespaces import FC, SKOS, VERDICT
from .project import KnowledgeBase
from .resources import verdict_files

FOLDER = "verdicts"
"""The folder of a knowledge base that its own maps lie in."""

_LABELS = tuple(f"{SKOS}{name}" for name in ("prefLabel", "altLabel", "hiddenLabel", "notation"))
_MATCHES = tuple(f"{SKOS}{name}" for name in ("exactMatch", "closeMatch", "broadMatch"))


@dataclass(frozen=True)
class Rating:
    """What one label of a publisher means: our verdict, None where it says nothing on the truth, and our flags."""

    iri: str
    verdict: str | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class VerdictMap:
    """The labels of one publisher: which languages each is used in ("" for none), and what it means there.

    ``separators`` divide a label from an explanation that the publisher writes behind it; ``fallback`` is asked for
    labels that this map does not have.
    """

    hosts: frozenset[str]
    labels: Mapping[str, Mapping[str, Rating]]
    separators: tuple[str, ...] = ()
    fallback: VerdictMap | None = None

    def find(self, label: str, language: str | None = None) -> Rating | None:
        """Return what a label means, or None where this publisher's map does not have it.

        Labels are equal if they differ by nothing but case, white space and Unicode compatibility (NFKC). With a
        language, a label that means two things means what it does in that language.
        """
        for text in self._readings(label):
            found = self._meaning(self.labels.get(text, {}), language)
            if found is not None:
                return found
        return self.fallback.find(label, language) if self.fallback is not None else None

    def _readings(self, label: str) -> Iterator[str]:
        yield normalised(label)
        for separator in self.separators:
            head, found, _ = label.partition(separator)
            if found:
                yield normalised(head)

    @staticmethod
    def _meaning(ratings: Mapping[str, Rating], language: str | None) -> Rating | None:
        wanted = (language or "").lower().split("-")[0]
        for tag, rating in ratings.items():
            if wanted and tag.split("-")[0] == wanted:
                return rating
        different = {(rating.verdict, rating.flags) for rating in ratings.values()}
        return next(iter(ratings.values())) if len(different) == 1 else None


@dataclass
class VerdictMaps:
    """All maps, by the hosts of their publishers."""

    by_host: dict[str, VerdictMap] = field(default_factory=dict)

    def find(self, host: str) -> VerdictMap | None:
        """Return the map of the publisher at ``host``, ``www.`` aside, else that of a domain above it, or None."""
        name = host.lower().rstrip(".").removeprefix("www.")
        while name:
            if name in self.by_host:
                return self.by_host[name]
            name = name.partition(".")[2]
        return None

    def add(self, found: VerdictMap) -> None:
        """Add a map; where there is one for a host already, it is asked for what the new one does not know."""
        for host in found.hosts:
            known = self.by_host.get(host)
            self.by_host[host] = VerdictMap(found.hosts, found.labels, found.separators, known) if known else found


def verdict_maps(kb: KnowledgeBase | None = None) -> VerdictMaps:
    """Return the maps that ship with the package and, before them, those of a knowledge base.

    Raises:
        ConfigurationError: if a map of the knowledge base contradicts itself, or leads to what is no verdict or flag.
        DataSyntaxError: if it does not parse.
        FileError: if it cannot be read.
    """
    maps = VerdictMaps()
    files: list[Traversable | Path] = [*verdict_files()]
    if kb is not None:
        files += sorted((kb.folder / FOLDER).glob("*.ttl"))
    for file in files:
        data = read_file(file) if isinstance(file, Path) else file.read_bytes()
        maps.add(read_map(data, str(file)))
    return maps


def read_map(data: bytes, name: str) -> VerdictMap:
    """Read one map, in Turtle; ``name`` words errors.

    Raises:
        ConfigurationError: if it contradicts itself, or leads to what is no verdict or flag of ours.
        DataSyntaxError: if it does not parse.
    """
    hosts: set[str] = set()
    separators: list[str] = []
    concepts: dict[str, dict[str, list[Term]]] = {}
    for quad in parse(data, base=None, path=name):
        if isinstance(quad.subject, NAMED_NODE):
            concepts.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    for found in concepts.values():
        hosts |= {_text(term).lower() for term in found.get(FC + "host", ())}
        separators += [_text(term) for term in found.get(FC + "separator", ())]
    if not hosts:
        raise ConfigurationError(f"{name}: no host is named", hint='say whose labels these are: fc:host "example.org"')
    return VerdictMap(frozenset(hosts), _labels(name, concepts), tuple(sorted(separators)))


def _labels(name: str, concepts: Mapping[str, Mapping[str, Sequence[Term]]]) -> dict[str, dict[str, Rating]]:
    labels: dict[str, dict[str, Rating]] = {}
    for iri, found in concepts.items():
        if SKOS + "inScheme" not in found:
            continue
        rating = _rating(name, iri, [term for match in _MATCHES for term in found.get(match, ())])
        for predicate in _LABELS:
            for term in found.get(predicate, ()):
                tag = (term.language or "").lower() if isinstance(term, LITERAL) else ""
                known = labels.setdefault(normalised(_text(term)), {}).setdefault(tag, rating)
                if known.iri != iri:
                    raise ConfigurationError(
                        f"{name}: the label '{_text(term)}' is that of both {known.iri} and {iri}",
                        hint="leave it with one of them: a label has one meaning",
                    )
    return labels


def _rating(name: str, iri: str, targets: Iterable[Term]) -> Rating:
    verdicts, flags = set(), set()
    for target in targets:
        value = target.value if isinstance(target, NAMED_NODE) else ""
        if value in VERDICTS:
            verdicts.add(value)
        elif value in FLAGS:
            flags.add(value)
        elif value.startswith((FC, VERDICT)) or not value:
            raise ConfigurationError(
                f"{name}: {iri} leads to {target}, which is no verdict and no flag",
                hint=f"verdicts: {', '.join(sorted(iri.removeprefix(VERDICT) for iri in VERDICTS))}",
            )
    if len(verdicts) > 1:
        raise ConfigurationError(f"{name}: {iri} leads to two verdicts", hint="a label has one meaning: choose one")
    return Rating(iri, next(iter(verdicts), None), tuple(sorted(flags)))


def _text(term: Term) -> str:
    return term.value if isinstance(term, LITERAL) else ""


_SPACE = re.compile(r"\s+")


def normalised(label: str) -> str:
    """Return a label without what makes no difference: case, white space, Unicode compatibility forms."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", label).casefold())).strip()


NAMES = (
    "supported",
    "mostly-supported",
    "mixed",
    "mostly-refuted",
    "refuted",
    "not-enough-evidence",
    "out-of-scope",
)
"""The names of our verdicts, from one end to the other, as ``ontology/verdict.ttl`` lists them."""

VERDICTS = frozenset(VERDICT + name for name in NAMES)
"""Their IRIs."""

FLAGS = frozenset(FC + name for name in ("misleading-framing", "out-of-context", "satire", "outdated"))
"""The flags, which say how a claim is used and are no verdicts."""
