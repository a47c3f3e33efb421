"""The parameters of a saved question, by BASIL's names of variables, or declared; values become terms, never text.

``?_name`` is a text, ``?__name`` one that may be left out; a suffix gives another type: ``?_name_iri``, a language
(``?_name_en``), or a datatype (``?_name_date``, ``?_name_xsd_date``). A variable with any name is a parameter that may
be left out where the decorator ``parameters`` names it, with its type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .decorators import Decorators, decorators
from .errors import UsageError, nearest
from .formats import Term, term
from .namespaces import STANDARD, XSD, expand
from .stores.wording import mask

_VARIABLE = re.compile(r"[?$](\w+)")
_NAMED = re.compile(r"(__?)([^\W_]\w*)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_BROAD_LANGUAGE = re.compile(r"[a-z]{2}")
_LONGEST = 10_000  # characters of a value
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")

_INTEGER, _DATE = r"[+-]?[0-9]+", r"-?[0-9]{4,}-[01][0-9]-[0-3][0-9]"
_ZONE, _TIME = r"(?:Z|[+-][0-9]{2}:[0-9]{2})?", r"[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
_DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_LEXICAL: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("integer", "int", "long", "short", "byte"), (_INTEGER, "a whole number")),
    **dict.fromkeys(("nonNegativeInteger", "positiveInteger"), (r"\+?[0-9]+", "a whole number from 0")),
    "decimal": (_DECIMAL, "a number"),
    **dict.fromkeys(("double", "float"), (rf"{_DECIMAL}(?:[eE]{_INTEGER})?|[+-]?INF|NaN", "a number")),
    "boolean": ("true|false|1|0", "true or false"),
    "date": (_DATE + _ZONE, "a date, YYYY-MM-DD"),
    "dateTime": (f"{_DATE}T{_TIME}{_ZONE}", "a date and time, YYYY-MM-DDThh:mm:ss"),
    "time": (_TIME + _ZONE, "a time, hh:mm:ss"),
    "gYear": (rf"-?[0-9]{{4,}}{_ZONE}", "a year"),
    "gYearMonth": (rf"-?[0-9]{{4,}}-[01][0-9]{_ZONE}", "a month, YYYY-MM"),
    "anyURI": (r"\S+", "a URI"),
    "string": (r"(?s:.*)", "a text"),
}
"""The datatypes that are known by their local names, what their values look like (XML Schema 2 §3), and are called."""


@dataclass(frozen=True)
class Parameter:
    """A parameter: its name in requests, the variable that it fixes, and the type of its values.

    ``type`` is ``iri``, ``literal``, ``@`` and a language, or the IRI of a datatype; ``choices`` are all values that
    it takes, any if empty.
    """

    name: str
    variable: str
    type: str = "literal"
    is_required: bool = False
    default: str = ""
    description: str = ""
    choices: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What its values are, in words."""
        if self.type == "iri":
            return "an IRI, or a name such as claim:x"
        if self.type.startswith("@"):
            return f"a text in the language '{self.type[1:]}'"
        return self._lexical()[1]

    def term(self, value: str, prefixes: Mapping[str, str]) -> Term:
        """Return the term that a value stands for.

        Raises:
            UsageError: if it is not of the parameter's type.
        """
        if len(value) > _LONGEST or _FORBIDDEN.search(value):
            raise self._fault("too long, or has characters that no text may have")
        if self.choices and value not in self.choices:
            raise self._fault(f"'{value[:80]}', and not one of its choices", f"it takes: {', '.join(self.choices)}")
        if self.type == "iri":
            return self._iri(value, prefixes)
        if not re.fullmatch(self._lexical()[0], value):
            raise self._fault(f"'{value[:80]}', but takes {self._lexical()[1]}")
        suffix = self.type if self.type.startswith("@") else ""
        suffix = suffix or ("" if self.type == "literal" else f"^^<{self.type}>")
        return term(_quoted(value) + suffix, {})

    def _iri(self, value: str, prefixes: Mapping[str, str]) -> Term:
        try:
            iri = expand(value.strip(), prefixes)
            if re.search(r"[\s<>\"{}|\\^`]", iri):
                raise UsageError("no IRI has such characters")
            return term(f"<{iri}>", {})
        except UsageError as error:
            raise self._fault(f"'{value[:80]}', which is no IRI", error.hint) from None

    def _lexical(self) -> tuple[str, str]:
        return _LEXICAL.get(self.type.removeprefix(XSD), _LEXICAL["string"])

    def _fault(self, what: str, hint: str | None = None) -> UsageError:
        return UsageError(f"the parameter '{self.name}' is {what}", hint=hint or f"'{self.name}' takes {self.kind}")


def parameters(text: str, prefixes: Mapping[str, str]) -> list[Parameter]:
    """Return the parameters of a query, in the order in which it first names them.

    Raises:
        ConfigurationError: if its decorators are faulty.
    """
    said = decorators(text)
    return list(_found(dict.fromkeys(_VARIABLE.findall(mask(text))), said, {**STANDARD, **prefixes}))


def bound(known: Iterable[Parameter], given: Iterable[tuple[str, str]], prefixes: Mapping[str, str]) -> dict[str, Term]:
    """Return what each variable is fixed to, by the values that were given, or else the defaults; empty is not given.

    Raises:
        UsageError: if a parameter is unknown, given twice, missing or not of its type; it names the parameter.
    """
    known = list(known)
    values: dict[str, str] = {}
    names = {parameter.name for parameter in known}
    for name, value in given:
        if name not in names:
            close = nearest(name, names)
            told = f"parameters: {', '.join(sorted(names))}" if names else "this question has none"
            raise UsageError(f"there is no parameter '{name[:80]}'", hint=f"did you mean '{close}'?" if close else told)
        if values.setdefault(name, value) != value:
            raise UsageError(f"the parameter '{name}' is given twice", hint="give it once")
    fixed = {}
    for parameter in known:
        value = values.get(parameter.name, "") or parameter.default
        if value:
            fixed[parameter.variable] = parameter.term(value, prefixes)
        elif parameter.is_required:
            raise UsageError(
                f"the parameter '{parameter.name}' is missing", hint=f"'{parameter.name}' takes {parameter.kind}"
            )
    return fixed


def _found(variables: Iterable[str], said: Decorators, prefixes: Mapping[str, str]) -> Iterator[Parameter]:
    for variable in variables:
        named = _NAMED.fullmatch(variable)
        if variable in said.parameters:
            name, its_type, is_required = variable, _declared(said.parameters[variable], prefixes), False
        elif named is not None:
            name, its_type = _split(named.group(2), prefixes)
            is_required = named.group(1) == "_"
        else:
            continue
        yield Parameter(
            name,
            variable,
            its_type,
            is_required,
            said.defaults.get(name, said.defaults.get(variable, "")),
            said.descriptions.get(name, ""),
            said.choices.get(name, said.choices.get(variable, ())),
        )


def _split(name: str, prefixes: Mapping[str, str]) -> tuple[str, str]:
    """Return the name and the type that a variable's name says."""
    bare, _, last = name.rpartition("_")
    if bare and last in ("iri", "literal"):
        return bare, last
    if bare and last == "number":
        return bare, XSD + "decimal"
    before, _, prefix = bare.rpartition("_")
    if before and prefix in prefixes:
        return before, prefixes[prefix] + last
    if bare and last in _LEXICAL:
        return bare, XSD + last
    if bare and _BROAD_LANGUAGE.fullmatch(last):
        return bare, f"@{last}"
    return name, "literal"


def _declared(name: str, prefixes: Mapping[str, str]) -> str:
    """Return the type that a decorator names: ``iri``, ``literal``, ``date``, ``xsd:date``, ``en`` …."""
    if name in ("iri", "literal"):
        return name
    if name in _LEXICAL:
        return XSD + name
    prefix, colon, local = name.partition(":")
    if colon and prefix in prefixes:
        return prefixes[prefix] + local
    return f"@{name}" if _LANGUAGE.fullmatch(name) else "literal"


def _quoted(text: str) -> str:
    """Return a text as a literal of Turtle."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
