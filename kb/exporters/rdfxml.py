"""RDF/XML 1.1, graphs left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import IO

from kb.content import Row
from kb.errors import UsageError
from kb.formats import graph_format, parse, serialize
from kb.namespaces import PREFIX

# XML 1.0 §2.2: control characters that no XML document can hold, as N-Triples escapes them or leaves them.
_NOT_XML = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    r"|(?<!\\)(?:\\\\)*\\(?:b|f|u00(?:0[0-8BCEF]|1[0-9A-F])|uFFF[EF])"
)


def write(rows: list[Row], output: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write sorted rows with those of ``prefixes`` that XML can use.

    Raises:
        UsageError: if a text or a property cannot be written in XML.
    """
    lines = [f"{row.subject} {row.predicate} {row.object} .\n" for row in rows]
    for line in lines:
        if _NOT_XML.search(line):
            raise UsageError(
                f"RDF/XML cannot hold the control character in: {line[:100].strip()}",
                hint="export it as turtle, ntriples or jsonld",
            )
    quads = parse("".join(lines).encode(), base=None, format="ntriples", keep_blank_nodes=True)
    usable = {prefix: iri for prefix, iri in prefixes.items() if PREFIX.fullmatch(prefix)}
    try:
        output.write(serialize((quad.triple for quad in quads), graph_format("rdfxml"), usable))
    except (ValueError, OSError) as error:
        raise UsageError(f"RDF/XML cannot hold this: {error}", hint="export it as turtle or jsonld") from None
