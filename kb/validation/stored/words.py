"""Tests of single terms as SPARQL expressions that are true only of what passes pySHACL's own test.

An expression may be false, or have an error, for a term that passes. None stands for a test that has no expression.
"""

from __future__ import annotations

import re

from kb.columns.texts import datatype
from kb.namespaces import RDF, XSD
from kb.validation.plan.shapes import Datatype, LanguageIn, Length, Pattern, Range

_DAY = "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
_DATE = f"[1-9][0-9]{{3}}-{_DAY}"
_TIME = "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_WELL_FORMED = {
    XSD + "boolean": "true|false",
    XSD + "integer": "[+-]?[0-9]+",
    XSD + "decimal": r"[+-]?[0-9]+(\.[0-9]+)?",
    XSD + "date": _DATE,
    XSD + "dateTime": f"{_DATE}{_TIME}Z?",
}
"""Lexical forms that are right beyond doubt."""


def datatype_holds(constraint: Datatype, term: str) -> str | None:
    """See ``plan.values.datatype_test``."""
    wanted = constraint.iri
    if wanted == XSD + "string":
        return f"datatype({term}) = <{wanted}>"
    if wanted == RDF + "langString":
        return f'lang({term}) != ""'
    form = _WELL_FORMED.get(wanted)
    return f"(datatype({term}) = <{wanted}> && {_matches(term, form)})" if form is not None else None


def _matches(term: str, form: str) -> str:
    return f"REGEX(STR({term}), {quoted(f'^({form})$')})"


def quoted(text: str) -> str:
    """Write a text as a literal of SPARQL's (SPARQL 1.1 §19.8, STRING_LITERAL2)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _CONTROL.sub(lambda found: f"\\u{ord(found.group()):04X}", escaped) + '"'


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\xa0\u2028\u2029]")


def length_holds(constraint: Length, term: str) -> str | None:
    """See ``plan.values.length_test``."""
    parts = [f"STRLEN(STR({term})) >= {constraint.least}"] if constraint.least else []
    parts += [f"STRLEN(STR({term})) <= {constraint.most}"] if constraint.most is not None else []
    return f"({' && '.join(parts)})" if parts else "true"


_PORTABLE = re.compile(
    r"""(?: [^\\\[\](){}*+?|^$.&\n\r]          # a character that stands for itself
          | \\[.\-/*+?|()\[\]{}^$\\]           # an escaped one
          | \\[dS] | \. | \^ | \$ | \|
          | \((?!\?) | \)
          | [*+?](?![?+]) | \{\d+(?:,\d*)?\}(?![?+])
          | \[ \^? (?: [^\\\[\]^&\n\r-] - [^\\\[\]^&\n\r-] | [^\\\[\]^&\n\r-] | \\[.\-/*+?|()\[\]{}^$\\] )+ -? \]
        )*""",
    re.VERBOSE,
)
"""What all flavours of regular expressions read alike, or Python's, which counts, more widely (``$``)."""
_WHITE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_CLASSES = {r"\d": "[0-9]", r"\S": f"[^{_WHITE}]"}
"""Classes of characters that flavours read otherwise, in words of which all mean the same."""


def pattern_holds(constraint: Pattern, term: str) -> str | None:
    """See ``plan.values.pattern_test``: only for expressions that every engine reads as Python does."""
    if set(constraint.flags) - {"i"} or not _PORTABLE.fullmatch(constraint.regex):
        return None
    regex = re.sub(r"\\.", lambda found: _CLASSES.get(found.group(), found.group()), constraint.regex)
    flags = f", {quoted(constraint.flags)}" if constraint.flags else ""
    return f"REGEX(STR({term}), {quoted(regex)}{flags})"


def pattern_fails(constraint: Pattern, term: str) -> str | None:
    """Return the expression that is true only of what surely does not match, where all engines read it alike."""
    if constraint.flags or not _PORTABLE.fullmatch(constraint.regex) or re.search(r"\\[dS]", constraint.regex):
        return None
    one_line = f'!REGEX(STR({term}), "[\\\\r\\\\n]")'  # ``$`` and ``.`` differ in what they do at the end of a line
    return f"({one_line} && !REGEX(STR({term}), {quoted(constraint.regex)}))"


def language_holds(constraint: LanguageIn, term: str) -> str | None:
    """See ``plan.values.language_test``."""
    if "*" in constraint.languages:
        return f'lang({term}) != ""'
    tags = ", ".join(map(quoted, constraint.languages))
    tag = f"LCASE(LANG({term}))"
    return f'(LANG({term}) != "" && ({tag} IN ({tags}) || STRBEFORE({tag}, "-") IN ({tags})))'


def range_holds(constraint: Range, term: str) -> str | None:
    """See ``plan.values.range_test``."""
    if not datatype(constraint.bound):
        return None
    return less(term, constraint.operator, constraint.bound)


def less(one: str, operator: str, other: str) -> str:
    """Return the expression that two terms compare as ``operator`` says, and that all engines agree on it."""
    same = f"datatype({one}) = datatype({other})"
    sure = [f"isNumeric({one}) && isNumeric({other})", f"{same} && datatype({one}) = <{XSD}string>"]
    for kind, form in ((XSD + "date", _DATE), (XSD + "dateTime", f"{_DATE}{_TIME}Z")):
        sure.append(f"{same} && datatype({one}) = <{kind}> && {_matches(one, form)} && {_matches(other, form)}")
    return f"(({' || '.join(f'({each})' for each in sure)}) && {one} {operator} {other})"
