"""Lists the matches of claims, and brings what people decide about them into their files, in place."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass

from kb.columns.loading import DataFile, load
from kb.columns.table import Columns
from kb.errors import DataSyntaxError, UnknownNameError, UsageError
from kb.formats import NAMED_NODE, read_file
from kb.namespaces import FC, RDF, SCHEMA
from kb.project import KnowledgeBase
from kb.writing.applying import recover, writing
from kb.writing.changes import GraphChange
from kb.writing.journal import Journal
from kb.writing.patching import patched
from kb.writing.templates import Triple

from .known import content

JUDGEMENTS = ("proposed", "confirmed", "rejected")
RELATIONS = ("same", "narrower", "broader", "contradicts", "unrelated")


@dataclass(frozen=True)
class Match:
    """A match: its IRI, both claims with their texts, how they relate, who judged that and how, how alike they are."""

    iri: str
    left: str
    left_text: str
    right: str
    right_text: str
    relation: str
    judgement: str
    judged_by: str
    score: str


def matches(kb: KnowledgeBase, judgement: str = "") -> list[Match]:
    """Return the matches, those with the highest score first; with ``judgement`` only those that have it.

    Raises:
        DataSyntaxError: if a file does not parse.
        FileError: if one cannot be read.
    """
    columns = _columns(kb)
    nodes = columns.pairs_of(RDF + "type").inverse.values(columns.terms.find(f"<{FC}Match>"))
    found = [_match(columns, columns.terms.text(node)) for node in nodes]
    chosen = [each for each in found if not judgement or each.judgement == judgement]
    return sorted(chosen, key=lambda each: (-_number(each.score), each.iri))


def decide(kb: KnowledgeBase, chosen: Sequence[str], judgement: str, by: str, relation: str = "") -> dict[str, str]:
    """Say of matches that they are confirmed or rejected; return the file that each stands in, by its IRI.

    ``by`` is the IRI of the agent who decides. What else the files hold stays as it is.

    Raises:
        UnknownNameError: if there is no such match or agent.
        KbError: if the files cannot be read, changed or written.
    """
    with writing(kb):
        recover(kb)
        columns = _columns(kb)
        if not columns.values_of(f"<{by}>", RDF + "type"):
            raise UnknownNameError("agent", by, (), hint="enter who decides as a schema:Person or schema:Organization")
        known = [each.iri for each in (_match(columns, columns.terms.text(node)) for node in _nodes(columns))]
        files: dict[str, str] = {}
        changes: dict[str, GraphChange] = {}
        for iri in dict.fromkeys(chosen):
            if iri not in known:
                raise UnknownNameError("match", iri, known, hint="'kb match list' shows them")
            file = files[iri] = _file(columns, f"<{iri}>")
            change = changes.setdefault(file, GraphChange(kb.graph_iri(file), file, existed=True, exists=True))
            _change(change, columns, iri, {"judgement": judgement, "relation": relation}, by)
        _write(kb, changes, judgement, by)
        return files


def _columns(kb: KnowledgeBase) -> Columns:
    wanted = ("left", "right", "relation", "judgement", "judgedBy", "score")
    only = dict.fromkeys([*(FC + name for name in wanted), SCHEMA + "text", RDF + "type"], "")
    files = [DataFile.of(path, kb.relative(path), kb.settings.base) for path in kb.files()]
    columns, faulty = load(files, only)
    if faulty:
        fault = faulty[0].faults[0]
        raise DataSyntaxError(faulty[0].name, fault.message, fault.place.line, fault.place.column)
    return columns


def _nodes(columns: Columns) -> list[int]:
    return columns.pairs_of(RDF + "type").inverse.values(columns.terms.find(f"<{FC}Match>"))


def _match(columns: Columns, node: str) -> Match:
    def value(of: str, predicate: str) -> str:
        return next(iter(columns.values_of(of, predicate)), "")

    left, right = value(node, FC + "left"), value(node, FC + "right")
    return Match(
        node[1:-1],
        left[1:-1],
        content(value(left, SCHEMA + "text")),
        right[1:-1],
        content(value(right, SCHEMA + "text")),
        value(node, FC + "relation")[1:-1].removeprefix(FC),
        value(node, FC + "judgement")[1:-1].removeprefix(FC) or "proposed",
        value(node, FC + "judgedBy")[1:-1],
        content(value(node, FC + "score")),
    )


def _number(score: str) -> float:
    try:
        return float(score)
    except ValueError:
        return 0.0


def _file(columns: Columns, node: str) -> str:
    """Return the file in which a node is said to be a match."""
    number, kind = columns.terms.find(f"<{RDF}type>"), columns.terms.find(f"<{FC}Match>")
    rows = columns.rows_about(columns.terms.find(node))
    return next(columns.files[file] for predicate, object, file in rows if (predicate, object) == (number, kind))


def _change(change: GraphChange, columns: Columns, iri: str, values: dict[str, str], by: str) -> None:
    wanted = {FC + name: FC + value for name, value in values.items() if value} | {FC + "judgedBy": by}
    for predicate, value in wanted.items():
        before = columns.values_of(f"<{iri}>", predicate)
        if before == [f"<{value}>"]:
            continue
        for old in before:
            if not old.startswith("<"):
                raise UsageError(f"{iri} has something of {predicate} that is no IRI", hint="mend it by hand")
            change.removed[_triple(iri, predicate, old[1:-1])] = None
        new = _triple(iri, predicate, value)
        change.added[new] = new


def _triple(subject: str, predicate: str, object: str) -> Triple:
    return Triple(NAMED_NODE(subject), NAMED_NODE(predicate), NAMED_NODE(object))


def _write(kb: KnowledgeBase, changes: dict[str, GraphChange], judgement: str, by: str) -> None:
    contents: dict[str, bytes] = {}
    for file, change in changes.items():
        if not change.is_empty:
            data = read_file(kb.folder / file)
            text = data.decode("utf-8-sig")
            mark = data[: len(data) - len(text.encode())]
            contents[file] = mark + patched(text, change, kb.settings.base, kb.prefixes).encode()
    if contents:
        time = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        counts = {file: {"added": len(each.added), "removed": len(each.removed)} for file, each in changes.items()}
        line = {"time": time, "author": by, "reason": f"kb match: {judgement}", "files": counts}
        journal = Journal(kb)
        journal.write(contents, json.dumps(line, ensure_ascii=False))
        journal.end()
