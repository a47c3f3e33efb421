"""Writes what a server's own bulk loader takes, for the first load of a large knowledge base.

The file holds the graph of every Turtle file, and the record of it. The record says that a build is under way: the next
``kb build`` has nothing to send, lets the server entail, and ends it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from .building import BuildReport
from .errors import DataSyntaxError
from .formats import Quad, parse, quad, read_file, write_nquads
from .loading import digest_of
from .manifest import Manifest
from .namespaces import RECORD
from .progress import Progress, silent
from .project import KnowledgeBase
from .record import BROKEN, Record


def write_bulk(kb: KnowledgeBase, output: IO[bytes], *, progress: Progress[str] = silent) -> BuildReport:
    """Write all files, and the record, as N-Quads; one file is in memory at a time.

    Raises:
        FileError: if a file cannot be read.
    """
    report, record = BuildReport(), Record(kb, running=("a load in bulk",))
    names = [kb.relative(path) for path in kb.files()]
    for name in progress("writing", names, len(names)):
        data = read_file(kb.folder / name)
        try:
            quads = list(_in_graph(kb, name, data))
        except DataSyntaxError as fault:
            report.faults.append(fault)
            record.files[name] = f"{digest_of(data)} {BROKEN}"
            continue
        write_nquads(quads, output)
        record.files[name] = f"{digest_of(data)} {len(quads)}"
        report.added.append(name)
    output.writelines(f"{line.removesuffix(' .')} <{RECORD}> .\n".encode() for line in map(str.rstrip, record.lines()))
    report.manifest = Manifest(base=kb.settings.base, files=record.built)
    return report


def _in_graph(kb: KnowledgeBase, name: str, data: bytes) -> Iterator[Quad]:
    graph = kb.graph_iri(name)
    for found in parse(data, base=kb.settings.base, path=name):
        yield quad(found.subject, found.predicate, found.object, graph)
