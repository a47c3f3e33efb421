"""Invents small knowledge bases, and updates of them."""

from __future__ import annotations

from hypothesis import strategies as st

BASE = "https://kb.example/"
A, B, WRITTEN, NEW = (f"{BASE}file/{name}.ttl" for name in ("a", "b", "written", "new"))
FILES = {
    "a.ttl": """@prefix x: <http://x.example/> .
# What stands here stays.
x:a x:p x:b , "1" , 1 ; x:q x:c .   # and this
x:b x:p x:b , "x"@en ; x:q [ x:p x:a ; x:q x:b ] .
_:n x:p x:a ; x:r _:n , x:b .
""",
    "b.ttl": """@prefix x: <http://x.example/> .
x:a x:p x:b ; x:r ( x:a 1 ) .
x:c x:p x:a , x:c ; x:q 2.0 ; x:r [] .
""",
    "written.ttl": """@prefix x: <http://x.example/> .
x:a x:q x:a . x:c x:r x:b .
""",
}

_NODES = st.sampled_from(["x:a", "x:b", "x:c"])
_PREDICATES = st.sampled_from(["x:p", "x:q", "x:r"])
_LITERALS = st.sampled_from(["1", '"1"', "2.0", '"x"@en', '"""a "b\n"""', "true", "'é;{'"])
_VARIABLES = st.sampled_from(["?s", "?o", "$x"])
_GRAPHS = st.sampled_from([f"<{A}>", f"<{B}>", f"<{NEW}>"])


def _triple(draw: st.DrawFn, subjects: st.SearchStrategy[str], objects: st.SearchStrategy[str]) -> str:
    return f"{draw(subjects)} {draw(_PREDICATES)} {draw(objects)}"


@st.composite
def quads(draw: st.DrawFn, *, named: bool, kind: str) -> str:
    """Quads, all in named graphs or all in none: ``data``, a ``delete`` template or an ``insert`` template.

    No blank node stands in two graphs: files have their own, so whether they are still one afterwards is not compared.
    """
    subjects, objects = _NODES, _NODES | _LITERALS
    if kind != "data":
        subjects, objects = subjects | _VARIABLES, objects | _VARIABLES
    if kind != "delete":
        subjects, objects = subjects | st.just("_:n"), objects | st.sampled_from(["_:n", "[ x:p x:a ]", "( x:a )"])
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        triples = " . ".join(_triple(draw, subjects, objects) for _ in range(draw(st.integers(1, 2))))
        triples += draw(st.sampled_from([" .", "", " . # and\n"]))
        if named:
            graph = draw(_GRAPHS | st.just("?g") if kind != "data" else _GRAPHS)
            triples = triples.replace("_:n", f"_:n{len(parts)}")
            parts.append(f"GRAPH {graph} {{ {triples} }}" + draw(st.sampled_from(["", " ."])))
        else:
            parts.append(triples if triples.rstrip().endswith((".", "and")) else f"{triples} .")
    return " ".join(parts)


@st.composite
def _pattern(draw: st.DrawFn) -> str:
    triple = _triple(draw, _NODES | _VARIABLES, _NODES | _VARIABLES)
    graph = draw(st.sampled_from(["", "GRAPH ?g ", f"GRAPH <{A}> ", "OPTIONAL "]))
    extra = draw(st.sampled_from(["", "?s x:q ?o .", "GRAPH ?g { ?s ?p ?o }", "FILTER(!bound(?o) || ?o != 1)"]))
    return f"{graph}{{ {triple} }} {extra}"


@st.composite
def operations(draw: st.DrawFn) -> str:
    """One operation of an update; what it writes is either all in named graphs or all in the default graph."""
    named = draw(st.booleans())
    kind = draw(st.sampled_from(["insert data", "delete data", "modify", "modify", "where", "manage"]))
    if kind == "insert data":
        return f"INSERT DATA {{ {draw(quads(named=named, kind='data'))} }}"
    if kind == "delete data":
        return f"DELETE DATA {{ {draw(quads(named=named, kind='delete').filter(lambda text: '?' not in text and '$' not in text))} }}"
    if kind == "where":
        return f"DELETE WHERE {{ {draw(quads(named=named, kind='delete'))} }}"
    if kind == "manage":
        return draw(st.sampled_from(_MANAGING))
    start = draw(st.sampled_from(["", f"WITH <{A}> ", f"WITH <{NEW}> "])) if named else ""
    using = draw(st.sampled_from(["", "", f"USING <{B}> ", f"USING <{A}> USING NAMED <{B}> ", f"USING NAMED <{A}> "]))
    delete = f"DELETE {{ {draw(quads(named=named, kind='delete'))} }} " if draw(st.booleans()) else ""
    insert = f"INSERT {{ {draw(quads(named=named, kind='insert'))} }} " if draw(st.booleans()) or not delete else ""
    return f"{start}{delete}{insert}{using}WHERE {{ {draw(_pattern())} }}"


_MANAGING = (
    *(f"{verb} SILENT GRAPH <{graph}>" for verb in ("CLEAR", "DROP") for graph in (A, NEW)),
    *(f"{verb} SILENT <{A}> TO <{graph}>" for verb in ("COPY", "MOVE", "ADD") for graph in (A, B, NEW)),
    *(f"{verb} NAMED" for verb in ("CLEAR", "DROP")),
    f"CREATE SILENT GRAPH <{NEW}>",
)


def updates() -> st.SearchStrategy[list[str]]:
    """Lists of operations."""
    return st.lists(operations(), min_size=1, max_size=4)
