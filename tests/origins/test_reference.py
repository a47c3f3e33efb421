"""The origins of random graphs, against what the definition says, taken word by word and one claim at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.formats import Term
from kb.namespaces import FC, PROV, RDF, SCHEMA
from kb.origins.analysis import origins
from tests.origins.inventing import STATEMENT
from tests.origins.test_analysis import columns_of

KNOWING = {f"<{FC}{name}>" for name in ("witness", "participant", "document", "analysis")}
LINKS = (SCHEMA + "worksFor", PROV + "actedOnBehalfOf")
WITHDRAWN = "withdrawn"


class Reference:
    """Statements by predicate, and the definitions of docs/origins.md over them."""

    def __init__(self, triples: Iterable[tuple[str, str, str]]) -> None:
        self._values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for subject, predicate, object in triples:
            self._values[predicate][subject].add(object)

    def of(self, node: str, name: str) -> set[str]:
        return self._values[f"<{name if ':' in name else FC + name}>"][node]

    def claims(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for report, claims in self._values[f"<{FC}claim>"].items():
            for claim in claims:
                found[claim].add(report)
        return found

    def roots(self, report: str, path: frozenset[str] = frozenset()) -> set[str]:
        if self.of(report, "retractedOn"):
            return {WITHDRAWN}
        steps = self.of(report, "per")
        if not steps:
            return {report}
        further = path | {report}
        return {root for step in steps - further for root in self.roots(step, further)}

    def origin(self, root: str) -> frozenset[str]:
        """Return all who are one organisation with the agent of a root; one without an agent is nobody but itself."""
        if not self.of(root, "by"):
            return frozenset({f"the report {root}"})
        found = {min(self.of(root, "by"))}
        links = [(left, right) for link in LINKS for left, ends in self._values[f"<{link}>"].items() for right in ends]
        while more := {end for pair in links if found & set(pair) for end in pair} - found:
            found |= more
        return frozenset(found)

    def firm(self, root: str) -> bool:
        named = not any(f"<{FC}UnnamedSource>" in self.of(agent, RDF + "type") for agent in self.of(root, "by"))
        return bool(self.of(root, "by")) and named and bool(self.of(root, "access") & KNOWING)

    def interval(self, reports: Iterable[str]) -> tuple[int, int, bool]:
        """Return the fewest and the most origins, and whether the reports reach nothing at all."""
        reached = {root for report in reports for root in self.roots(report)}
        standing = reached - {WITHDRAWN}
        most = {self.origin(root) for root in standing}
        firm = {self.origin(root) for root in standing if self.firm(root)}
        return max(len(firm), min(len(most), 1)), len(most), not reached


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(STATEMENT, max_size=45))
def test_the_counts_are_those_of_the_definition(statements: set[tuple[Term, Term, Term]]) -> None:
    triples = [(str(subject), str(predicate), str(object)) for subject, predicate, object in statements]
    reference = Reference(triples)
    found = origins(columns_of("".join(f"{' '.join(triple)} .\n" for triple in sorted(triples))))
    assert set(found) == set(reference.claims())
    for claim, reports in reference.claims().items():
        standing = {report for report in reports if not reference.of(report, "retractedOn")}
        sides = {report: reference.of(report, "polarity") or {f"<{FC}affirms>"} for report in standing}
        affirming = {report for report, side in sides.items() if f"<{FC}affirms>" in side}
        denying = {report for report, side in sides.items() if f"<{FC}denies>" in side}
        least, most, nothing = reference.interval(affirming)
        assert (found[claim].affirmed.least, found[claim].affirmed.most) == (least, most)
        assert (found[claim].denied.least, found[claim].denied.most) == reference.interval(denying)[:2]
        assert found[claim].circular == (bool(affirming) and nothing)
