"""Random statements about a few reports, claims and agents: forks, circles, retractions, organisations."""

from __future__ import annotations

from hypothesis import strategies as st

from kb.formats import LITERAL, NAMED_NODE, Term
from kb.namespaces import FC, PROV, RDF, SCHEMA


def node(name: str) -> Term:
    return NAMED_NODE(f"https://x.example/{name}")


def some(kind: str, count: int) -> st.SearchStrategy[Term]:
    return st.integers(0, count - 1).map(lambda number: node(f"{kind}{number}"))


def statement(
    subject: st.SearchStrategy[Term], predicate: str, object: st.SearchStrategy[Term]
) -> st.SearchStrategy[tuple[Term, Term, Term]]:
    return st.tuples(subject, st.just(NAMED_NODE(predicate)), object)


def values(*names: str) -> st.SearchStrategy[Term]:
    return st.sampled_from([NAMED_NODE(FC + name) for name in names])


REPORT, CLAIM, AGENT = some("report", 9), some("claim", 3), some("agent", 5)
TEXT = st.just(LITERAL("a text where a node should stand"))
STATEMENT = st.one_of(
    statement(REPORT, FC + "per", TEXT),
    statement(REPORT, FC + "claim", TEXT),
    statement(REPORT, FC + "by", TEXT),
    statement(AGENT, SCHEMA + "worksFor", TEXT),
    statement(REPORT, FC + "per", REPORT),
    statement(REPORT, FC + "per", REPORT),
    statement(REPORT, FC + "claim", CLAIM),
    statement(REPORT, FC + "by", AGENT),
    statement(REPORT, FC + "access", values("witness", "document", "told")),
    statement(REPORT, FC + "polarity", values("affirms", "denies", "questions")),
    statement(REPORT, FC + "retractedOn", values("certain")),
    statement(REPORT, FC + "certainty", values("certain")),
    statement(AGENT, SCHEMA + "worksFor", AGENT),
    statement(AGENT, PROV + "actedOnBehalfOf", AGENT),
    statement(AGENT, RDF + "type", values("UnnamedSource", "Claim")),
)
