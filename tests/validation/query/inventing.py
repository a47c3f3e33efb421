"""Made-up queries on made-up data, from all that constraints are written with."""

from __future__ import annotations

from hypothesis import strategies as st

VARIABLES = ["$this", "?a", "?b", "?c"]
PREDICATES = ["ex:p", "ex:q", "ex:r"]
CONSTANTS = [
    "ex:a",
    "ex:b",
    "1",
    "2",
    '"x"',
    '"y"@en',
    '"2020-01-01"^^xsd:date',
    '"2021-01-01T00:00:00Z"^^xsd:dateTime',
]
PREFIXES = "PREFIX ex: <http://example.org/>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"

variables = st.sampled_from(VARIABLES)
free = st.sampled_from(["?a", "?b", "?c"])
nodes = st.one_of(variables, variables, st.sampled_from(["ex:a", "ex:b"]))
objects = st.one_of(variables, variables, variables, st.sampled_from(CONSTANTS))

paths = st.one_of(
    st.sampled_from(PREDICATES),
    st.sampled_from(PREDICATES),
    st.sampled_from(["ex:p/ex:q", "^ex:p", "ex:p|ex:q", "ex:p+", "ex:q*", "ex:p?", "^ex:q/ex:p", "ex:p|(^ex:q/ex:r)"]),
)
triples = st.one_of(
    st.tuples(nodes, paths, objects).map(" ".join),
    st.tuples(nodes, paths, objects).map(" ".join),
    st.tuples(variables, st.just("?path"), free).map(" ".join),
)
blocks = st.lists(triples, min_size=1, max_size=3).map(" . ".join)

operands = st.one_of(variables, st.sampled_from(CONSTANTS))
values = st.one_of(
    operands,
    operands,
    variables.map("STR({})".format),
    variables.map("DATATYPE({})".format),
    variables.map("SUBSTR(STR({}), 1, 3)".format),
    variables.map("CONCAT(STR({}), 'z')".format),
    st.tuples(variables, operands).map(lambda pair: f"COALESCE({pair[0]}, {pair[1]})"),
    st.tuples(variables, operands, operands).map(lambda three: f"IF(BOUND({three[0]}), {three[1]}, {three[2]})"),
    variables.map("STRLEN(STR({}))".format),
)
comparisons = st.tuples(values, st.sampled_from(["=", "!=", "<", ">=", "<=", ">"]), values).map(" ".join)
atoms = st.one_of(
    comparisons,
    comparisons,
    variables.map("BOUND({})".format),
    variables.map("!BOUND({})".format),
    variables.map("ISIRI({})".format),
    variables.map("ISBLANK({})".format),
    variables.map("ISLITERAL({})".format),
    st.tuples(values, st.sampled_from(["IN", "NOT IN"])).map(lambda pair: f"{pair[0]} {pair[1]} (ex:a, ex:b, 1, 'x')"),
    variables.map("REGEX(STR({}), '[ax]')".format),
    variables.map("STRSTARTS(STR({}), 'http')".format),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["&&", "||"]), inner).map(lambda three: f"({' '.join(three)})"),
        inner.map("!({})".format),
    ),
    max_leaves=4,
)


def groups(depth: int = 2) -> st.SearchStrategy[str]:
    """Return what stands between braces."""
    if not depth:
        return blocks
    inner = groups(depth - 1)
    further = st.one_of(
        inner.map("OPTIONAL {{ {} }}".format),
        inner.map("OPTIONAL {{ {} }}".format),
        st.tuples(inner, conditions).map(lambda pair: f"OPTIONAL {{ {pair[0]} FILTER({pair[1]}) }}"),
        st.tuples(inner, inner).map(lambda pair: f"{{ {pair[0]} }} UNION {{ {pair[1]} }}"),
        inner.map("{{ {} }}".format),
        inner.map("FILTER NOT EXISTS {{ {} }}".format),
        inner.map("FILTER EXISTS {{ {} }}".format),
        inner.map("MINUS {{ {} }}".format),
        conditions.map("FILTER({})".format),
        conditions.map("FILTER({})".format),
    )
    return st.tuples(blocks, st.lists(further, max_size=3)).map(lambda pair: " ".join([pair[0], ".", *pair[1]]))


@st.composite
def queries(draw: st.DrawFn) -> str:
    """Return SELECT queries with ``$this``."""
    group = draw(groups())
    bound = draw(st.one_of(st.just(""), values.map(" BIND({} AS ?bound)".format)))
    condition = draw(st.sampled_from(["", "", " FILTER(BOUND(?bound))", " FILTER(?bound = ?a)"])) if bound else ""
    body = f"WHERE {{ {group}{bound}{condition} }}"
    counted = draw(
        st.sampled_from(
            [
                "",
                "",
                "",
                "GROUP BY $this",
                "GROUP BY $this HAVING (COUNT(?a) > 1)",
                "GROUP BY $this HAVING (SUM(IF(BOUND(?b), 0, 1)) = 0)",
                "GROUP BY $this ?b HAVING (MIN(STR(?a)) < 'http://example.org/b')",
            ]
        )
    )
    distinct = draw(st.sampled_from(["", "DISTINCT "]))
    selected = "$this" if counted else draw(st.sampled_from(["$this", "$this (?a AS ?value)", "$this ?path"]))
    return f"{PREFIXES}SELECT {distinct}{selected} {body} {counted}"
