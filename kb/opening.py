"""Opens the store of a knowledge base, embedded or on a server: the one place that knows where it is."""

from __future__ import annotations

from .addresses import Addresses
from .building import BuildReport, build, open_store
from .entailing_remotely import count_in
from .errors import KbError, StoreError
from .loading import BuiltFile
from .manifest import read_manifest
from .namespaces import COMPUTED, RECORD
from .progress import Progress, silent
from .project import KnowledgeBase
from .record import RUNNING, read_record
from .stores import Store
from .stores.remote import RemoteStore
from .uploading import upload

UNIONS = (
    "",  # RDF4J, GraphDB, Virtuoso, Blazegraph, Neptune, QLever: the default graph is the union of all
    "union-default-graph=true",  # Oxigraph
    "default-graph-uri=urn:x-arq:UnionGraph",  # Jena Fuseki
    "default-graph-uri=tag:stardog:api:context:all",  # Stardog
)
"""How servers are asked to let a query see all graphs: what is added to the address."""


def bring_up_to_date(
    kb: KnowledgeBase, *, fresh: bool = False, patience: float = 0.0, progress: Progress[str] = silent
) -> BuildReport:
    """Build what has changed in the files into the store, wherever it is; see ``building.build``.

    Raises:
        FileError: if a file cannot be read or the store cannot be written.
        StoreError: if a server cannot be reached or refuses, or another build is running.
    """
    if kb.settings.store is None:
        return build(kb, fresh=fresh, patience=patience, progress=progress)
    return upload(kb, kb.settings.store, fresh=fresh, progress=progress)


def open_for_reading(kb: KnowledgeBase) -> Store:
    """Open the store as it is; queries of it see all graphs.

    Raises:
        StoreError: if nothing has been built, the embedded store is damaged, or the server cannot be asked.
    """
    return open_store(kb) if kb.settings.store is None else open_remote(kb, kb.settings.store)


def open_remote(kb: KnowledgeBase, addresses: Addresses) -> RemoteStore:
    """Open the store on the server, in the way in which its queries see all graphs.

    Raises:
        StoreError: if nothing has been built into it, or no way is known.
    """
    store = RemoteStore(addresses.query)
    if not _says(store, kb, f"GRAPH <{RECORD}> {{ <{kb.settings.base}> ?about ?text }}"):
        raise StoreError(f"{kb.settings.name} has not been built into {store.name}", hint="run 'kb build'")
    for union in UNIONS:
        store.union = union
        if _sees_all(store, kb):
            return store
    raise StoreError(
        f"queries of {store.name} do not see its named graphs",
        hint="make its default graph the union of all, by its settings or by a parameter in the address of 'query'",
    )


def _sees_all(store: RemoteStore, kb: KnowledgeBase) -> bool:
    try:
        return _says(store, kb, f"<{kb.settings.base}> ?about ?text")
    except KbError:
        if not store.union:
            raise
        return False  # this server does not know this way


def files_in(store: Store, kb: KnowledgeBase) -> dict[str, BuiltFile]:
    """Return the files that the store of a knowledge base holds, by relative path."""
    if kb.settings.store is not None:
        return read_record(store, kb).built
    manifest = read_manifest(kb)
    return manifest.files if manifest is not None else {}


def triples_in(store: Store, kb: KnowledgeBase) -> int | None:
    """Return how many triples a server holds of a knowledge base, one of two files twice; None of an embedded store.

    Its own count may be another one: some servers keep triples of their own beside them.
    """
    if kb.settings.store is None:
        return None
    return sum(file.triples for file in files_in(store, kb).values()) + sum(
        count_in(store, graph) for graph in COMPUTED
    )


def is_being_built(store: Store, kb: KnowledgeBase) -> bool:
    """Tell whether a build into a server is under way, or was interrupted."""
    return _says(store, kb, f"GRAPH <{RECORD}> {{ <{kb.settings.base}> <{RUNNING}> ?build }}")


def _says(store: Store, kb: KnowledgeBase, pattern: str) -> bool:
    return store.query(f"ASK {{ {pattern} }}", {}).boolean()
