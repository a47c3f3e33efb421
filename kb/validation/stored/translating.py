"""Translates a plan into queries that name the suspects of each shape; the counterpart of ``plan.suspects``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import TypeAlias

from kb.namespaces import RDF
from kb.validation.plan import shapes as plan

from .components import TRANSLATIONS
from .conditions import DOUBT, FALSE, NEVER, TRUE, Condition
from .queries import about_all, selected, split
from .values import Values

Classes: TypeAlias = Callable[[str], Sequence[str] | None]


class Translator:
    """Translates shapes. ``subclasses`` tells a class with all below it, as terms; None where they cannot be named."""

    def __init__(self, shapes: plan.Plan, subclasses: Classes) -> None:
        self._plan, self.subclasses = shapes, subclasses
        self._running: set[str] = set()
        self._fresh: Iterator[str] = (f"?kb{number}" for number in count(1))
        self._prefixes: dict[str, str] = {}
        self.reason = ""
        """Why the last shape's nodes are all suspects, where they are."""

    def suspects(self, shape: plan.Shape) -> list[str] | None:
        """Return the queries that together select all suspects as ``?this``; None if only pySHACL can tell.

        Of ``targets.nodes`` only the IRIs are asked for: blank nodes have no name that a store knows, and it may write
        a literal otherwise.
        """
        self.reason, self._prefixes = "", {}
        target = self._target(shape.targets)
        if target is None:
            return None
        asked = [each.query for each in shape.constraints if isinstance(each, plan.Sparql)]
        others = [each for each in shape.constraints if not isinstance(each, plan.Sparql)]
        found = self._asked(asked, target)
        condition = DOUBT if found is None else self._condition(shape, others, "?this")
        if found is None or condition.may == TRUE:
            self.reason = self.reason or "a constraint that has no translation"
            found = [f"SELECT DISTINCT ?this WHERE {{ {target} }}"]
        elif condition.may != FALSE:
            found.append(f"SELECT DISTINCT ?this WHERE {{ {target} FILTER({condition.may}) }}")
        declared = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in self._prefixes.items())
        return [declared + each for each in found]

    def _target(self, targets: plan.Targets) -> str | None:
        """Write the pattern that binds ``?this`` to each focus node; None if only pySHACL can tell."""
        if targets.opaque:
            self.reason = targets.opaque
            return None
        found: list[str] = []
        for query in targets.queries:
            body = self._body(query)
            pattern = selected(body) if body is not None else None
            if pattern is None:
                self.reason = "a target whose query has no translation"
                return None
            found.append(pattern)
        for text in targets.classes:
            classes = self.subclasses(text)
            if classes is None:
                self.reason = "a target whose classes have no names"
                return None
            kind = next(self._fresh) if len(classes) > 1 else classes[0]
            values = f"VALUES {kind} {{ {' '.join(classes)} }} " if len(classes) > 1 else ""
            found.append(f"{values}?this <{RDF}type> {kind} .")
        nodes = [text for text in targets.nodes if text.startswith("<")]
        found += [f"VALUES ?this {{ {' '.join(nodes)} }}"] if nodes else []
        found += [f"?this {text} {next(self._fresh)} ." for text in targets.subjects_of]
        found += [f"{next(self._fresh)} {text} ?this ." for text in targets.objects_of]
        return f"{{ {' } UNION { '.join(found)} }}" if found else "VALUES ?this { }"

    def _asked(self, queries: Sequence[plan.Query], target: str) -> list[str] | None:
        """Translate the queries of constraints; None if one cannot be."""
        found = []
        for query in queries:
            body = self._body(query)
            translated = about_all(body, target) if body is not None else None
            if translated is None:
                self.reason = "a query that has no translation for all nodes at once"
                return None
            found.append(translated)
        return found

    def _body(self, query: plan.Query) -> str | None:
        """Return a query without its prefixes, which are kept; None if they mean something else in another query."""
        prefixes, body = split(query.text)
        if any(self._prefixes.get(prefix, iri) != iri for prefix, iri in prefixes.items()):
            return None
        self._prefixes.update(prefixes)
        return body

    def by_node(self, node: str, variable: str) -> Condition:
        """Return when a node, given by its variable, breaks the shape with this node in the shapes graph."""
        shape = self._plan.shapes.get(node)
        if shape is None:
            return DOUBT
        return self._condition(shape, shape.constraints, variable)

    def _condition(self, shape: plan.Shape, constraints: Sequence[plan.Constraint], variable: str) -> Condition:
        if shape.deactivated:
            return NEVER
        if shape.node in self._running:
            self.reason = "a shape that refers to itself"
            return DOUBT
        self._running.add(shape.node)
        values, found = Values(variable, shape.path, self._fresh), NEVER
        for constraint in constraints:
            if isinstance(constraint, plan.Opaque):
                self.reason = constraint.reason
            found |= TRANSLATIONS[type(constraint)](self, constraint, values)
        self._running.discard(shape.node)
        return found
