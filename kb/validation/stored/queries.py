"""Makes of a constraint's query one that finds the focus nodes which break it, all at once.

The query speaks of one focus node, ``$this``, which is bound before anything else (SHACL §5.3.1). For all at once the
pattern that selects the focus nodes is written at the beginning of each group that says something of ``$this``. Where
that would not mean the same, there is no such query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kb.stores.wording import mask

_PROLOGUE = re.compile(r"\s*(?:PREFIX\s+[\w.\-]*:\s+)*", re.IGNORECASE)  # masked, its IRIs are white space
_DECLARATION = re.compile(r"PREFIX\s+([\w.\-]*):\s*<([^>]*)>", re.IGNORECASE)
_UNSAFE = re.compile(
    r"(?<![\w:?$.\-])(?:MINUS|SERVICE|LIMIT|OFFSET|FROM|BASE|GRAPH)\b|(?-i:[?$](?:currentShape|shapesGraph|PATH)\b)",
    re.IGNORECASE,
)
"""What one query about all nodes would mean something else by, or where an answer about all differs."""
_FROM = re.compile(r"(?<![\w:?$.\-])FROM\b", re.IGNORECASE)
_AGGREGATE = re.compile(
    r"\b(?:COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT)\s*\(|\bGROUP\s+BY\b|\bHAVING\b", re.IGNORECASE
)
_GIVEN = re.compile(r"(?<![\w:?$.\-])VALUES\b[^{}]*[?$]this\b[^{}]*\{", re.IGNORECASE)
_BY_THIS = re.compile(r"\bGROUP\s+BY\b(?:(?!HAVING|ORDER)[^{}])*[?$]this\b", re.IGNORECASE)
_THIS = re.compile(r"[?$]this\b")
_SAYS = re.compile(r"(?<![\w:?$.\-])(?:FILTER|BIND)\b", re.IGNORECASE)
_SELECT = re.compile(r"\s*SELECT\b(?P<what>[^{]*)", re.IGNORECASE)
_BEFORE = re.compile(r"(?<![\w:?$.\-])(?:(EXISTS|OPTIONAL)\s*|(VALUES)\b[^{}]*)$", re.IGNORECASE)
_BIND = re.compile(r"(?<![\w:?$.\-])BIND\b", re.IGNORECASE)


@dataclass
class _Group:
    """What stands between two braces, with the groups in it; ``own`` is its text without theirs."""

    start: int
    kind: str
    own: str = ""
    parts: list[_Group] = field(default_factory=list)

    def mentions(self) -> bool:
        """Tell whether ``$this`` must be bound in it, for what it says itself, or for what sees its bindings."""
        inner = any(part.sees_outside() for part in self.parts)
        return bool(inner or (_SAYS.search(self.own) and _THIS.search(self.own)))

    def sees_outside(self) -> bool:
        """Tell whether it says something of a ``$this`` that is bound around it."""
        return (self.kind == "EXISTS" and self.mentions_anywhere()) or (self.kind == "OPTIONAL" and self.mentions())

    def mentions_anywhere(self) -> bool:
        """Tell whether ``$this`` occurs in it, however deep."""
        return bool(_THIS.search(self.own)) or any(part.mentions_anywhere() for part in self.parts)


def split(text: str) -> tuple[dict[str, str], str]:
    """Return the prefixes that a query declares, and the query without them."""
    prologue = _PROLOGUE.match(mask(text))
    end = prologue.end() if prologue is not None else 0
    return dict(_DECLARATION.findall(text[:end])), text[end:]


def about_all(body: str, target: str) -> str | None:
    """Return the query for the nodes that a pattern ``target`` selects as ``?this``; None if there is none.

    ``body`` declares no prefixes, and neither does what is returned.
    """
    masked = mask(body)
    head = _SELECT.match(masked)
    if head is None or _UNSAFE.search(masked) or not _selects_this(head.group("what")):
        return None
    outer = _groups(masked)
    if outer is None or len(outer.parts) != 1:
        return None
    if _AGGREGATE.search(masked):
        if _has_select(outer.parts[0]) or not _BY_THIS.search(outer.own):
            return None
        target = f"{{ SELECT DISTINCT ?this WHERE {{ {target} }} }}"  # each focus node counts once
    places: list[int] = []
    if not _place(outer.parts[0], places, outermost=True):
        return None
    for place in sorted(places, reverse=True):
        body = f"{body[:place]} {target} {body[place:]}"
    return f"SELECT DISTINCT ?this WHERE {{ {{ {body}\n}} }}"


def selected(body: str) -> str | None:
    """Return the pattern that binds ``?this`` to what a target's query selects; None if there is none."""
    masked = mask(body)
    head = _SELECT.match(masked)
    if head is None or _FROM.search(masked) or not _selects_this(head.group("what")):
        return None
    return f"SELECT ?this WHERE {{ {{ {body}\n}} }}"


def _selects_this(what: str) -> bool:
    return bool(_THIS.search(what)) or "*" in what


def _groups(masked: str) -> _Group | None:
    """Return the groups of a query, below one that stands for all of it; None if its braces do not match."""
    stack = [_Group(0, "QUERY")]
    last = 0
    for match in re.finditer(r"[{}]", masked):
        place = match.start()
        stack[-1].own += masked[last:place]
        last = place + 1
        if match.group() == "{":
            before = _BEFORE.search(stack[-1].own)
            kind = (before.group(1) or before.group(2)).upper() if before is not None else "GROUP"
            group = _Group(last, kind)
            stack[-1].parts.append(group)
            stack[-1].own += " {} "
            stack.append(group)
        else:
            stack.pop()
            if not stack:
                return None
    stack[-1].own += masked[last:]
    return stack[0] if len(stack) == 1 else None


def _place(group: _Group, places: list[int], *, outermost: bool = False) -> bool:
    """Collect where the target is to be written; False if it cannot be."""
    if group.kind == "VALUES":
        return True
    if _GIVEN.search(group.own):
        return False
    select = _SELECT.match(group.own)
    if select is not None:
        return _place_in_select(group, select.group("what"), places)
    if group.kind == "EXISTS":  # $this is put in before it is asked
        return not any(_has_select(part) for part in group.parts)
    # The FILTER of an OPTIONAL sees what is bound before it (SPARQL 1.1 §18.2.2.6), its BIND does not.
    if outermost or (group.mentions() and (group.kind != "OPTIONAL" or _BIND.search(group.own))):
        places.append(group.start)
    return all(_place(part, places) for part in group.parts)


def _place_in_select(group: _Group, what: str, places: list[int]) -> bool:
    if not group.mentions_anywhere():
        return True
    if not _selects_this(what) or len(group.parts) != 1:
        return False
    return _place(group.parts[0], places, outermost=True)


def _has_select(group: _Group) -> bool:
    return _SELECT.match(group.own) is not None or any(map(_has_select, group.parts))
