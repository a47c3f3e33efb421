"""Made-up Turtle with all that its grammar allows, badly laid out."""

from __future__ import annotations

from hypothesis import strategies as st

SPACE = st.sampled_from(
    [" ", "  ", "\n", "\r\n", "\t", ' # a . ; comment "\n', "\n\n", " \r", " # {'''\n", "\n# <a> \\\r\n"]
)
NAMES = st.sampled_from(
    [
        *("ex:a", "ex:b-c", "ex:", ":d", "ex:e.f", "ex:%41", "ex:g\\-h", "ex:i\\~", "ex:ü", "ex:1:2", "ex:_x", "x.y:z"),
        *("cut:c", "cut:", "ex:f\\(g\\)", "ex:dir\\/", "dir:", "ex:x\\#", "ex:j\\'k", "ex:base", "ex:prefix"),
    ]
)
IRIS = st.sampled_from(
    [
        *("<http://e.org/a>", "<b>", "<#c>", "<../d>", "<>", "<http://e.org/\\u00e9>", "<urn:x:y>", "<?q=1>"),
        *(
            "<http://e.org/b-c>",
            "<http://e.org/f(g)>",
            "<http://e.org/dir/>",
            "<dir/>",
            "<./>",
            "<dir/.>",
            "<#>",
            "</>",
        ),
        *("<http://e.org/x#>", "<http://e.org/>", "<http://e.org/ü>", "<http://e.org/it's'''>"),
    ]
)
BLANKS = st.sampled_from(["_:a", "_:b1", "_:c.d", "[]", "[ ]"])
TEXTS = st.sampled_from(
    [
        *('"x"', "'y'", '""', "''", '"a \\" b"', "'c \\' d'", '"tab\\tnew\\n"', '"\\u00e9\\U0001F600"', '"ü 😀 漢"'),
        *("'a # b \\\\'", '"BASE <x> PREFIX a: ex:b ."', "'''ex:a \"\"\" .\n ex:b . '''", '"""\n\'\'\' # .\n"""'),
        *('"""long\n"quoted" text"""', "'''it's\r\nlong'''", '"""."""', '"<not> # an iri ."', '"""ends with \\""""'),
    ]
)
SUFFIXES = st.sampled_from(
    ["", "", "@en", "@en-GB", "^^ex:type", "^^<http://e.org/t>", "^^<http://www.w3.org/2001/XMLSchema#string>"]
)
LITERALS = st.one_of(
    st.tuples(TEXTS, SUFFIXES).map("".join),
    st.sampled_from(["1", "-2", "+03", "4.5", ".5", "1e3", "1.e-3", ".2E5", "true", "false"]),
)
subjects = st.one_of(NAMES, NAMES, IRIS, BLANKS)
verbs = st.one_of(NAMES, IRIS, st.just("a"))


def _joined(draw: st.DrawFn, items: list[str], separator: str) -> str:
    text = items[0]
    for item in items[1:]:
        text += draw(SPACE) + separator + draw(SPACE) + item
    return text


def objects(depth: int) -> st.SearchStrategy[str]:
    """Return objects, brackets and lists among them."""
    plain = st.one_of(NAMES, IRIS, BLANKS, LITERALS, LITERALS)
    if not depth:
        return plain
    inner = objects(depth - 1)
    return st.one_of(
        plain,
        plain,
        descriptions(depth - 1).map("[ {} ]".format),
        st.lists(inner, max_size=3).map(lambda items: f"( {' '.join(items)} )"),
    )


@st.composite
def descriptions(draw: st.DrawFn, depth: int) -> str:
    """Return predicates with their objects."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        found = draw(st.lists(objects(depth), min_size=1, max_size=3))
        parts.append(draw(verbs) + draw(SPACE) + _joined(draw, found, ","))
    return _joined(draw, parts, ";") + draw(st.sampled_from(["", " ;", " ; ;"]))


@st.composite
def statements(draw: st.DrawFn) -> str:
    """Return statements and directives."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        name = draw(st.sampled_from(["ex", "", "x.y", "cut"]))
        iri = draw(st.sampled_from(["http://e.org/", "http://other.org/ns#", "rel/", "http://e.org/b"]))
        return draw(
            st.sampled_from([f"@prefix {name}: <{iri}> .", f"PREFIX {name}: <{iri}>", f"prefix {name}:<{iri}>"])
        )
    if kind == 1:
        return draw(st.sampled_from(["@base <http://base.org/x/y> .", "BASE <http://base.org/>"]))
    if kind == 2:
        return f"[ {draw(descriptions(1))} ]{draw(SPACE)}."
    subject = draw(st.one_of(subjects, subjects, subjects, descriptions(1).map("[ {} ]".format), st.just("( 1 ex:a )")))
    return subject + draw(SPACE) + draw(descriptions(2)) + draw(SPACE) + "."


PROLOGUE = "@prefix ex: <http://e.org/> . @prefix : <http://e.org/ns#> .\n@prefix x.y: <http://xy.org/> .\n"
PROLOGUE += "@prefix cut: <http://e.org/b-> . @prefix dir: <http://e.org/dir/> .\n"


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Return whole documents."""
    parts = draw(st.lists(statements(), max_size=5))
    return PROLOGUE + "".join(part + draw(SPACE) for part in parts)


@st.composite
def datasets(draw: st.DrawFn) -> str:
    """Return whole documents of TriG."""
    text = PROLOGUE
    for _ in range(draw(st.integers(0, 4))):
        if draw(st.booleans()):
            text += draw(statements()) + draw(SPACE)
            continue
        name = draw(st.sampled_from(["", "ex:g", "GRAPH ex:g", "graph <g>", "_:g", "[]", "<http://e.org/a>"]))
        parts = [f"{draw(subjects)}{draw(SPACE)}{draw(descriptions(1))}" for _ in range(draw(st.integers(0, 3)))]
        last = draw(st.sampled_from(["", " ."])) if parts else ""
        inner = draw(SPACE) + f" .{draw(SPACE)}".join(parts) + last + draw(SPACE)
        text += f"{name}{draw(SPACE)}{{{inner}}}{draw(SPACE)}"
    return text


@st.composite
def lines(draw: st.DrawFn, format: str) -> str:
    """Return whole documents of N-Triples or N-Quads."""
    node = st.sampled_from(
        ["<http://e.org/a>", "<http://e.org/b-c>", "<http://e.org/dir/>", "<urn:x#y>", "_:a", "_:b.c"]
    )
    text = st.sampled_from(
        ['"x"', '"it\'s # <http://e.org/a> ."@en-GB', '"a\\"\\u00e9"^^<http://e.org/t#d>', '"""', "\"'''\""]
    )
    found = ""
    for _ in range(draw(st.integers(0, 6))):
        parts = [draw(node), draw(st.sampled_from(["<http://e.org/p>", "<urn:p#q>"])), draw(st.one_of(node, text))]
        parts += [draw(node)] if format == "nquads" and draw(st.booleans()) else []
        found += draw(st.sampled_from(["", " ", "\t"])).join([*parts, "."])
        found += draw(st.sampled_from(["\n", "\r\n", ' # <http://e.org/a> "\n', "\n\n#\n"]))
    return found


MADE_UP = {"turtle": documents(), "trig": datasets(), "ntriples": lines("ntriples"), "nquads": lines("nquads")}
