"""Rules of entailment can be turned into updates that look only at what has changed."""

from __future__ import annotations

import pytest

from kb.entailing import Entailment, entailments
from kb.errors import KbError
from kb.resources import entailment_files


def test_every_rule_that_ships_speaks_of_one_subject_in_graphs() -> None:
    rules = entailments()
    assert len(rules) == len(entailment_files())
    assert all(rule.subject in rule.pattern and "GRAPH" in rule.pattern for rule in rules)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "CONSTRUCT { ?a a ?b } WHERE { GRAPH ?one { ?a ?p ?c } GRAPH ?other { ?c ?q ?b } }",
    ],
)
def test_any_other_rule_is_refused(text: str) -> None:
    with pytest.raises(KbError, match="about one subject"):
        Entailment.of(text)
