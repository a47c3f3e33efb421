"""Builds a knowledge base into a server: changed files replace their graphs, one by one; then it entails.

Each graph is replaced in one step; the whole is not, so a reader may meet new files beside old ones while a build runs,
and the record says so. Several machines may build: the last one to begin wins, and one that it overtook says so, and
leaves what it touched to be done again.
"""

from __future__ import annotations

import secrets
import socket
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from .addresses import Addresses
from .building import BuildReport, digests_of, known_faults
from .deriving_remotely import derive_remotely
from .entailing_remotely import collect, count_in, entail_all, entail_candidates, rules_digest
from .errors import BuildRunningError, DataSyntaxError, StoreError
from .formats import parse, read_file, write_ntriples
from .loading import digest_of
from .manifest import Manifest
from .namespaces import ENTAILED
from .progress import Progress, silent
from .project import KnowledgeBase
from .record import BROKEN, PENDING, Record, read_record, running, write_record
from .stores.writable import WritableStore

_IN_MEMORY = 16 * 1024 * 1024  # bytes of a file's triples; more wait in a temporary file
_NOTED_EVERY = 5.0  # seconds: so much of the work is done again after an interruption
_FULL_SHARE = 0.2  # of the files: if more change, everything is entailed anew


def upload(
    kb: KnowledgeBase, addresses: Addresses, *, fresh: bool = False, progress: Progress[str] = silent
) -> BuildReport:
    """Bring the server's store up to date with the files; ``fresh`` loads all of them again. See ``building.build``.

    Raises:
        ConfigurationError: if an address is missing.
        StoreError: if the server cannot be reached or refuses, or if the files are gone and the store would be emptied.
        BuildRunningError: if another build overtook this one.
    """
    store = WritableStore(addresses)
    record, digests = read_record(store, kb), digests_of(kb)
    if record.files and not digests:
        raise StoreError(
            f"there is no Turtle file in {kb.folder}, and the store holds {len(record.files)}",
            hint="a build would empty it; where that is meant, drop its graphs by the server's own means",
        )
    report = _plan(record, digests, fresh)
    is_whole = not record.running and PENDING not in record.files.values() and record.rules == rules_digest()
    if not report.is_current or not is_whole:
        _Upload(kb, store, record, digests).run(report, is_whole=is_whole, progress=progress)
    untouched = [name for name in record.broken if name not in {*report.added, *report.changed}]
    report.faults += known_faults(kb, untouched)
    report.manifest = Manifest(base=kb.settings.base, entailed=record.entailed, files=record.built)
    return report


def _plan(record: Record, digests: dict[str, str], fresh: bool) -> BuildReport:
    known = record.digests
    return BuildReport(
        added=sorted(name for name in digests if name not in record.files),
        changed=sorted(
            name for name in digests if name in record.files and (fresh or known.get(name) != digests[name])
        ),
        removed=sorted(name for name in record.files if name not in digests),
    )


class _Upload:
    """One build into a server, which keeps the record true all the way."""

    def __init__(self, kb: KnowledgeBase, store: WritableStore, record: Record, digests: dict[str, str]) -> None:
        self._kb, self._store, self._record, self._digests = kb, store, record, digests
        self._written = record.lines()
        self._noted = time.monotonic()
        self._token = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {socket.gethostname()} {secrets.token_hex(8)}"

    def run(self, report: BuildReport, *, is_whole: bool, progress: Progress[str]) -> None:
        """Do what ``report`` plans; ``is_whole`` tells that what is entailed is up to date before."""
        names, record = [*report.added, *report.changed], self._record
        touched = [*names, *report.removed]
        step_by_step = is_whole and len(touched) <= _FULL_SHARE * len(self._digests)
        record.running, record.rules = (self._token,), ""
        record.files |= dict.fromkeys(touched, PENDING)
        self._note()
        try:
            self._replace(names, report, step_by_step, progress)
            self._store_entailments(names, step_by_step)
            derive_remotely(self._store)
            self._check()
        except BuildRunningError:
            self._leave(touched)
            raise
        record.running, record.rules, record.entailed = (), rules_digest(), count_in(self._store, ENTAILED)
        self._note()

    def _replace(self, names: list[str], report: BuildReport, step_by_step: bool, progress: Progress[str]) -> None:
        if step_by_step:
            collect(self._store, self._graphs([*report.changed, *report.removed]))
        for name in progress("uploading", names, len(names)):
            self._record.files[name] = self._put(name, report)
            if time.monotonic() - self._noted > _NOTED_EVERY:
                self._check()
                self._note()
        for name in report.removed:
            self._store.delete(self._kb.graph_iri(name))
            del self._record.files[name]

    def _store_entailments(self, names: list[str], step_by_step: bool) -> None:
        if step_by_step:
            collect(self._store, self._graphs(names))
            entail_candidates(self._store)
        else:
            entail_all(self._store)

    def _put(self, name: str, report: BuildReport) -> str:
        """Send a file; return what the record says of it."""
        data, graph = read_file(self._kb.folder / name), self._kb.graph_iri(name)
        try:
            triples = list(parse(data, base=self._kb.settings.base, path=name))
        except DataSyntaxError as fault:
            report.faults.append(fault)
            self._store.delete(graph)
            return f"{digest_of(data)} {BROKEN}"
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as body:
            write_ntriples(triples, body)
            self._store.put(graph, body)
        return f"{digest_of(data)} {len(triples)}"

    def _graphs(self, names: Iterable[str]) -> Iterator[str]:
        return (self._kb.graph_iri(name) for name in names)

    def _note(self) -> None:
        """Write the record as it is now."""
        lines = self._record.lines()
        write_record(self._store, self._written, lines)
        self._written, self._noted = lines, time.monotonic()

    def _check(self) -> None:
        """Make sure that no other build has begun."""
        if running(self._store, self._kb) != (self._token,):
            raise BuildRunningError(
                "another build of this store began meanwhile", hint="run 'kb build' when it has ended"
            )

    def _leave(self, touched: list[str]) -> None:
        """Let nothing that this build touched count as known: the other's may have been overwritten."""
        now = read_record(self._store, self._kb)
        before = now.lines()
        now.files |= dict.fromkeys(touched, PENDING)
        write_record(self._store, before, now.lines())
