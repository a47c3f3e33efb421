"""What was built into a server, by the record that it keeps in a graph of its own, so that several machines share it.

Of each file it says ``<digest> <number of triples>`` (``-`` if it did not parse), or that its graph is being written.
A build writes its name in first; if that is still there, the build was interrupted or is under way. What is unclear
counts as being written, so the next build does it again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from .errors import StoreError
from .formats import LITERAL, NAMED_NODE
from .loading import BuiltFile
from .namespaces import BUILD, RECORD
from .project import KnowledgeBase
from .stores import Store
from .stores.writable import WritableStore

HOLDS, RULES, ENTAILED_COUNT, RUNNING = (BUILD + name for name in ("holds", "rules", "entailed", "running"))
PENDING = "pending"
BROKEN = "-"
_TOGETHER = 1_000  # triples of one update: more in one go than some servers take


@dataclass
class Record:
    """``files`` holds what is said of each file, by relative path; ``running`` names builds that have not ended.

    ``rules`` tells by which entailments ``entailed`` triples were entailed; empty if they are not up to date.
    """

    kb: KnowledgeBase
    files: dict[str, str] = field(default_factory=dict)
    rules: str = ""
    entailed: int = 0
    running: tuple[str, ...] = ()

    @property
    def built(self) -> dict[str, BuiltFile]:
        """The files whose graphs are there, as they were when they were loaded."""
        split = {name: text.partition(" ") for name, text in self.files.items() if text != PENDING}
        return {name: BuiltFile(sha, int(size)) for name, (sha, _, size) in split.items() if size != BROKEN}

    @property
    def digests(self) -> dict[str, str]:
        """The digest of every file that was read, whether it parsed or not."""
        return {name: text.partition(" ")[0] for name, text in self.files.items() if text != PENDING}

    @property
    def broken(self) -> list[str]:
        """The files that did not parse."""
        return sorted(name for name, text in self.files.items() if text.endswith(f" {BROKEN}"))

    def lines(self) -> set[str]:
        """Return the triples of the record."""
        base = self.kb.settings.base
        found = {_line(self.kb.graph_iri(name), HOLDS, text) for name, text in self.files.items()}
        found |= {_line(base, RUNNING, token) for token in self.running}
        if self.rules:
            found |= {_line(base, RULES, self.rules), _line(base, ENTAILED_COUNT, str(self.entailed))}
        return found


def read_record(store: Store, kb: KnowledgeBase) -> Record:
    """Return what a store says of itself; an empty record if nothing was ever built into it.

    Raises:
        StoreError: if another knowledge base was built into it, or it cannot be asked.
    """
    base = kb.settings.base
    values: dict[tuple[str, str], list[str]] = defaultdict(list)
    for found in store.graph(RECORD):
        if isinstance(found.subject, NAMED_NODE) and isinstance(found.object, LITERAL):
            values[found.subject.value, found.predicate.value].append(found.object.value)
    for subject, predicate in values:
        if predicate in (RULES, RUNNING) and subject != base:
            raise StoreError(
                f"the store holds another knowledge base, {subject}",
                hint="each needs a store of its own: a dataset, a repository, or whatever the server calls it",
            )
    record = Record(kb, running=tuple(sorted(values.get((base, RUNNING), ()))))
    for (subject, predicate), texts in values.items():
        if predicate == HOLDS:
            record.files[kb.path_of_graph(subject)] = texts[0] if len(texts) == 1 else PENDING
    rules, entailed = values.get((base, RULES), []), values.get((base, ENTAILED_COUNT), [])
    if len(rules) == len(entailed) == 1:
        record.rules, record.entailed = rules[0], int(entailed[0])
    return record


def running(store: Store, kb: KnowledgeBase) -> tuple[str, ...]:
    """Return the names of the builds that have not ended."""
    text = f"SELECT ?build WHERE {{ GRAPH <{RECORD}> {{ <{kb.settings.base}> <{RUNNING}> ?build }} }}"
    return tuple(sorted(build.value for (build,) in store.query(text, {}).rows() if isinstance(build, LITERAL)))


def write_record(store: WritableStore, before: set[str], after: set[str]) -> None:
    """Make the record say ``after`` where it said ``before`` (the lines of both).

    What is new is written first: of a file that both are said of, nothing counts as known.
    """
    for verb, lines in (("INSERT", after - before), ("DELETE", before - after)):
        ordered = sorted(lines)
        for start in range(0, len(ordered), _TOGETHER):
            some = "".join(ordered[start : start + _TOGETHER])
            store.update(f"{verb} DATA {{ GRAPH <{RECORD}> {{\n{some}}} }}")


def _line(subject: str, predicate: str, text: str) -> str:
    return f"<{subject}> <{predicate}> {LITERAL(text)} .\n"
