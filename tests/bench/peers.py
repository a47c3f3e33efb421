"""What the libraries take without us, each to be run as a process of its own: ``python -m tests.bench.peers JOB …``.

Each job is as fast as the library's own documentation makes it, on the same files and with the same outcome.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kb.project import load


def bulk_load(folder: str, store: str) -> None:
    """Load each file into its graph with pyoxigraph's own bulk loader."""
    import pyoxigraph as ox

    kb, target = load(Path(folder)), ox.Store(store)
    for path in kb.files():
        graph = ox.NamedNode(kb.graph_iri(kb.relative(path)))
        target.bulk_load(path=path, format=ox.RdfFormat.TURTLE, base_iri=kb.settings.base, to_graph=graph)
    target.flush()


def bulk_load_and_optimize(folder: str, store: str) -> None:
    """Load each file and optimize the store, as a build does."""
    import pyoxigraph as ox

    bulk_load(folder, store)
    ox.Store(store).optimize()


def one_file(folder: str, output: str) -> None:
    """Put all files into one of N-Quads, for ``bulk_load_one_file``."""
    import pyoxigraph as ox

    kb = load(Path(folder))
    with Path(output).open("wb") as file:
        for path in kb.files():
            graph = ox.NamedNode(kb.graph_iri(kb.relative(path)))
            triples = ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=kb.settings.base)
            ox.serialize(
                (ox.Quad(each.subject, each.predicate, each.object, graph) for each in triples),
                file,
                ox.RdfFormat.N_QUADS,
            )


def bulk_load_one_file(folder: str, file: str, store: str) -> None:
    """Load the same from one file of N-Quads, and optimize: the most that the engine can do."""
    import pyoxigraph as ox

    target = ox.Store(store)
    target.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)
    target.optimize()
    target.flush()


def dump(store: str, output: str) -> None:
    """Write a store as N-Quads, in whatever order."""
    import pyoxigraph as ox

    ox.Store.read_only(store).dump(output, ox.RdfFormat.N_QUADS)


def engine_parse(folder: str) -> None:
    """Parse every file with pyoxigraph and keep nothing."""
    import pyoxigraph as ox

    for path in load(Path(folder)).files():
        for _ in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            pass


def rdflib_parse(folder: str) -> None:
    """Read every file into one rdflib graph."""
    import rdflib

    graph = rdflib.Graph()
    for path in load(Path(folder)).files():
        graph.parse(path, format="turtle")


def pyshacl_validate(folder: str) -> None:
    """Read every file into one rdflib graph and validate it with nothing but pySHACL."""
    import pyshacl
    import rdflib

    from kb.resources import shape_files

    data, shapes = rdflib.Graph(), rdflib.Graph()
    for path in load(Path(folder)).files():
        data.parse(path, format="turtle")
    for file in shape_files():
        shapes.parse(data=file.read_bytes(), format="turtle")
    pyshacl.validate(data, shacl_graph=shapes, advanced=True, inplace=True, inference="none")


def pyrudof_validate(folder: str, single: str) -> None:
    """Validate one file with all triples by our shapes in one file, with pyrudof's own engine."""
    from pyrudof import RDFFormat, Rudof, RudofConfig, ShaclFormat

    from kb.resources import shape_files

    shapes = Path(single).with_suffix(".shapes.ttl")
    shapes.write_bytes(b"\n".join(file.read_bytes() for file in shape_files()))
    rudof = Rudof(RudofConfig())
    rudof.read_data(single, RDFFormat.NTriples)
    rudof.read_shacl(str(shapes), ShaclFormat.Turtle)
    print(len(rudof.validate_shacl()))


def all_triples(folder: str, output: str) -> None:
    """Put all files into one of N-Triples, for a peer that reads one."""
    import pyoxigraph as ox

    kb = load(Path(folder))
    with Path(output).open("wb") as file:
        for path in kb.files():
            ox.serialize(
                ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=kb.settings.base), file, ox.RdfFormat.N_TRIPLES
            )


def read_rows(folder: str) -> None:
    """Read every file into sorted rows: not a peer, but the first half of our own export."""
    from kb.content import read_rows as read

    read(load(Path(folder)), graphs=True)


def networkx_roots(folder: str) -> None:
    """Find the roots of every claim with networkx: a condensation, and sets of roots from below."""
    import networkx as nx
    import pyoxigraph as ox

    from kb.namespaces import FC

    graph, claims = nx.DiGraph(), dict[Any, list[Any]]()
    per, claim = ox.NamedNode(FC + "per"), ox.NamedNode(FC + "claim")
    for path in load(Path(folder)).files():
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            if quad.predicate == per:
                graph.add_edge(quad.subject, quad.object)
            elif quad.predicate == claim:
                graph.add_node(quad.subject)
                claims.setdefault(quad.object, []).append(quad.subject)
    condensed = nx.condensation(graph)
    roots: dict[int, frozenset[Any]] = {}
    for node in reversed(list(nx.topological_sort(condensed))):
        members = condensed.nodes[node]["members"]
        is_root = len(members) == 1 and not graph.out_degree(next(iter(members)))
        below = [roots[step] for step in condensed.successors(node)]
        roots[node] = frozenset(members) if is_root else frozenset().union(*below)
    where = condensed.graph["mapping"]
    found = {claim: frozenset().union(*(roots[where[each]] for each in reports)) for claim, reports in claims.items()}
    print(len(found), sum(map(len, found.values())))


JOBS: dict[str, Callable[..., None]] = {
    job.__name__: job
    for job in (
        bulk_load,
        bulk_load_and_optimize,
        one_file,
        bulk_load_one_file,
        dump,
        engine_parse,
        rdflib_parse,
        pyshacl_validate,
        pyrudof_validate,
        all_triples,
        read_rows,
        networkx_roots,
    )
}

if __name__ == "__main__":
    JOBS[sys.argv[1]](*sys.argv[2:])
