"""The nodes that tell where imported statements came from: the import, the file it read, and each record as it was."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import kb

from .agents import Node, Pairs
from .inputs import Inputs
from .naming import digest, slug
from .terms import TYPE, fc, iri, plain_literal, prov, schema

TOOL = "kb import"


@dataclass(frozen=True)
class Activity:
    """One import: its IRI, and its nodes."""

    iri: str
    nodes: list[Node]

    @classmethod
    def of(cls, inputs: Inputs, format: str, base: str, time: datetime.datetime) -> Activity:
        """Describe an import that began at ``time``."""
        moment = time.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        stamp = moment.replace("-", "").replace(":", "").lower()
        words = slug(inputs.name) or "input"
        activity = iri(f"{base}import/{words}-{stamp}")
        file = iri(f"{base}import/file-{inputs.sha256[:16]}")
        tool = iri(f"{base}agent/kb-import")
        about: Pairs = [
            (TYPE, prov("Activity")),
            (schema("name"), plain_literal(f"{TOOL} {format} {inputs.name}")),
            (prov("used"), file),
            (prov("startedAtTime"), plain_literal(moment, datatype="http://www.w3.org/2001/XMLSchema#dateTime")),
            (prov("wasAssociatedWith"), tool),
        ]
        used: Pairs = [
            (TYPE, prov("Entity")),
            (schema("name"), plain_literal(inputs.name)),
            (schema("sha256"), plain_literal(inputs.sha256)),
            (schema("contentSize"), plain_literal(f"{inputs.size} B")),
        ]
        program: Pairs = [
            (TYPE, prov("SoftwareAgent")),
            (schema("name"), plain_literal(TOOL)),
            (schema("softwareVersion"), plain_literal(kb.__version__)),
        ]
        return cls(activity, [(activity, about), (file, used), (tool, program)])


def original_of(base: str, format: str, original: str, part: str = "") -> str:
    """Return the IRI of a record as it was, or of the ``part`` of it that is meant."""
    return iri(f"{base}import/record-{digest(format, original, part)}")


def record_node(record: str, original: str, activity: str) -> Node:
    """Describe a record as it was, and the import that it came with."""
    pairs: Pairs = [(TYPE, prov("Entity")), (prov("wasGeneratedBy"), activity)]
    pairs.append((fc("original"), plain_literal(original)))
    return record, pairs
