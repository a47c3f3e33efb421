"""Writes the parts of the documentation that are made from other files: ``python -m tests.generated``."""

from __future__ import annotations

import re
from pathlib import Path

import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from kb.columns.loading import DataFile
from kb.columns.loading import load as read
from kb.namespaces import FC, STANDARD, VERDICT, Shortener
from kb.origins.analysis import answers
from kb.origins.chains import Chains
from kb.origins.figures import figure, svg
from kb.origins.network import Network
from kb.origins.sentence import sentence
from kb.project import load
from kb.questions import questions
from kb.validation.describe import markdown
from kb.validation.rules import rules

ROOT = Path(__file__).parent.parent
_ALIGNMENTS = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.exactMatch, OWL.inverseOf)
_MATCHES = (SKOS.closeMatch, SKOS.broadMatch)
_KINDS = ((OWL.Class, "class"), (OWL.ObjectProperty, "property"), (OWL.DatatypeProperty, "property"))

SHAPES = """\
# Shapes

One file per concept, the same stems as in `ontology/`. One rule = one named shape = one sentence: `sh:message` says
what is wrong, `sh:description` why it matters, `skos:example` how it is done right; without `sh:severity` it is a
violation. The name names the fault. A new rule is a shape here and a fixture, `tests/shapes/<rule>.ttl`, that breaks
that rule and no other: no Python, no list. The shapes need no ontology and no inference; any SHACL validator with
SPARQL constraints and SPARQL targets can use them. Those in `origin.ttl` speak of what a build counts, which
`kb validate` counts for itself and `kb export --entailed` writes for others.

The tables below are made by `python -m tests.generated`; `kb rule` shows the same on a terminal.

"""

ONTOLOGY = """\
# Ontology

One module per concept in the namespace `fc:` = `https://w3id.org/factcheck-kb/ns#`; every other term is borrowed from
schema.org, PROV-O, Web Annotation and SKOS. `core.ttl` holds what belongs to no single concept. `entailments/` are the
SPARQL queries whose results a build adds; `questions/` are the competency questions, each with its answer over the
example knowledge base.

The tables below are made by `python -m tests.generated`.

"""

VERDICTS = """\
# Verdict maps

What publishers' own labels mean in our verdicts and flags: one SKOS scheme per publisher, `<host>.ttl`, which serves its
subdomains, too. `kb import` and `kb verdicts` look labels up here, after the maps in the folder `verdicts/` of the
knowledge base. Labels are compared without regard to case, white space and Unicode compatibility forms; what is not
here is reported, never guessed. [`docs/verdicts.md`](../../docs/verdicts.md) says how the maps are made and how to add one.

`=`, `skos:closeMatch`: the label can stand for the verdict. `<`, `skos:broadMatch`: the label says more than the verdict, or is
read as it for the reason given. `skos:exactMatch` is not used: it is transitive, and would make the labels of all
publishers the same. A label without a verdict says nothing on the truth of a claim.

The tables below are made by `python -m tests.generated`.
"""


def shapes_readme() -> str:
    """Return the text of ``shapes/README.md``."""
    return SHAPES + markdown(rules(), explain=False)


def ontology_readme() -> str:
    """Return the text of ``ontology/README.md``."""
    parts = [ONTOLOGY + "## Questions\n\n| name | question |\n|---|---|"]
    parts[0] += "".join(f"\n| `{question.slug}` | {question.title} |" for question in questions().values())
    parts += [_module(path) for path in sorted((ROOT / "ontology").glob("*.ttl"))]
    return "\n\n".join(parts) + "\n"


def _module(path: Path) -> str:
    graph = rdflib.Graph().parse(path)
    shortener = Shortener(STANDARD)
    lines = [f"## {path.stem}", ""]
    terms = [
        (kind, node)
        for kind_node, kind in _KINDS
        for node in sorted(graph.subjects(RDF.type, kind_node))
        if _is_ours(node)
    ]
    if terms:
        lines += ["| term | kind | what it is | alignment |", "|---|---|---|---|"]
    for kind, node in terms:
        others = sorted({str(other) for relation in _ALIGNMENTS for other in graph.objects(node, relation)})
        aligned = ", ".join(f"`{name}`" for other in others if (name := shortener.name(other)))
        comment = graph.value(node, RDFS.comment)
        lines.append(f"| `{shortener.name(str(node))}` | {kind} | {comment} | {aligned} |")
    concepts = sorted({node for node in graph.subjects(RDF.type, SKOS.Concept) if _is_ours(node)})
    if concepts:
        lines += ["", "| value | of | what it means |", "|---|---|---|"]
    for node in concepts:
        schemes = ", ".join(sorted(_scheme(str(scheme)) for scheme in graph.objects(node, SKOS.inScheme)))
        lines.append(f"| `{shortener.name(str(node))}` | {schemes} | {graph.value(node, SKOS.definition)} |")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _is_ours(node: rdflib.term.Node) -> bool:
    return str(node).startswith((FC, VERDICT))


def _scheme(iri: str) -> str:
    return "verdict" if iri == VERDICT else iri.removeprefix(FC).removesuffix("-scheme")


def origins_figure() -> str:
    """Return the figure of ``docs/origins.md``: a real chain, of the example."""
    kb = load(ROOT / "kb" / "examples" / "kamikaze-drones")
    columns, _ = read([DataFile.of(path, kb.relative(path), kb.settings.base) for path in kb.files()])
    network = Network(columns)
    chains, claim = Chains(network), f"<{kb.settings.base}claim/maker-negotiates-with-russian-military>"
    found = answers(network)[claim]
    caption = sentence(found, chains.carrying(claim), [chains.agent(root) for root in found.roots])
    return svg.write([figure(claim, chains.texts(claim)[0], chains.of_claim(claim), caption)])


def verdicts_readme() -> str:
    """Return the text of ``ontology/verdicts/README.md``."""
    return VERDICTS + "".join(_ratings(path) for path in sorted((ROOT / "ontology" / "verdicts").glob("*.ttl")))


def _ratings(path: Path) -> str:
    graph, shortener = rdflib.Graph().parse(path), Shortener(STANDARD)
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    hosts = ", ".join(sorted(str(host) for host in graph.objects(scheme, rdflib.URIRef(FC + "host"))))
    source = graph.value(scheme, DCTERMS.source)
    lines = [f"\n## {str(graph.value(scheme, SKOS.prefLabel)).removeprefix('ratings of ')}", ""]
    lines += [f"{hosts}; after <{source}>", "", "| label | verdict | flags | why |", "|---|---|---|---|"]
    for concept in sorted(graph.subjects(RDF.type, SKOS.Concept)):
        labels = [label for kind in (SKOS.prefLabel, SKOS.altLabel) for label in graph.objects(concept, kind)]
        shown = [f"{label} ({label.language})" for label in labels if isinstance(label, rdflib.Literal)]
        shown += [f"`{code}`" for code in graph.objects(concept, SKOS.notation)]
        targets = {str(target): match for match in _MATCHES for target in graph.objects(concept, match)}
        verdict = [
            f"{_relation(match)} {iri.removeprefix(VERDICT)}" for iri, match in targets.items() if VERDICT in iri
        ]
        flags = sorted(f"`{shortener.name(iri)}`" for iri in targets if VERDICT not in iri)
        why = graph.value(concept, SKOS.note) or ""
        lines.append(f"| {'; '.join(sorted(shown))} | {''.join(verdict) or 'none'} | {', '.join(flags)} | {why} |")
    return "\n".join(lines) + "\n"


def _relation(match: rdflib.URIRef) -> str:
    return "=" if match == SKOS.closeMatch else "<"


FILES = {
    ROOT / "shapes" / "README.md": shapes_readme,
    ROOT / "ontology" / "README.md": ontology_readme,
    ROOT / "ontology" / "verdicts" / "README.md": verdicts_readme,
    ROOT / "docs" / "origins.svg": origins_figure,
}

if __name__ == "__main__":
    for path, make in FILES.items():
        path.write_text(make(), encoding="utf-8")
