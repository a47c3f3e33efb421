"""Where a term can stand in a text, however it is spelt there: never too few places, and seldom many too many.

An IRI is written in full, relative to the base, or with a prefix that may end anywhere within it. But for the few
forms that are looked for apart, all of them end as the IRI does, from its last word on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import AnyStr

from kb.namespaces import RDF

_NIL = f"<{RDF}nil>"  # which is written "()"
_LAST_WORD = re.compile(r"([\w-]+)([^\w-]*)")
_WORD_CHARACTER = re.compile(r"[\w-]")
_DIRECTIVE = re.compile(r"(?:[Pp][Rr][Ee][Ff][Ii][Xx]|[Bb][Aa][Ss][Ee])(?=[\s<#])")
_WITHIN_WORD = re.compile(r"[\w:/-]")
_NO_WORD = re.compile(r"<[./?#]*>")
_DOTS = re.compile(r"[</]\.\.?[/>?#]")
_ESCAPED_WORD = re.compile(r"(?<!\\)(?:\\\\)*\\[-_]")
_ESCAPED_IRI = re.compile(r'<[^\s<>"{}|^`]*\\[uU]')
_PUNCTUATION = re.compile(r"\W")


def directives(text: str) -> list[int]:
    """Return where directives may stand, whatever their case."""
    data = text.encode("utf-8", "surrogatepass").lower()
    found, counted, at = [], 0, 0
    for byte in sorted([*_all(b"prefix", data), *_all(b"base", data)]):
        at += len(data[counted:byte].decode("utf-8", "surrogatepass"))
        counted = byte
        if _DIRECTIVE.match(text, at) and (not at or _WITHIN_WORD.match(text[at - 1]) is None):
            found.append(at)
    return found


def braces(text: str) -> list[int]:
    """Return where the graphs of TriG may open and close."""
    return sorted([*_all("{", text), *_all("}", text)])


def places(text: str, wanted: Iterable[str], prefixes: Iterable[tuple[str, str]]) -> set[int] | None:
    """Return where subjects and objects may stand that are terms as N-Triples writes them; None if anywhere.

    ``prefixes`` are all that the text declares, anywhere, with what they stand for.
    """
    found: set[int] = set()
    blank = False
    iris = []
    for term in wanted:
        if term.startswith("_"):
            blank = True
        elif term.startswith("<"):
            iris.append(term[1:-1])
            blank |= term == _NIL
        else:
            return None
    if blank:
        for opening in ("_:", "[", "("):
            found.update(_all(opening, text))
    if iris:
        if _has_escaped_names(text):
            return None
        declared = list(prefixes)
        for iri in iris:
            spellings = _places_of(iri, text, declared)
            if spellings is None:
                return None
            found.update(spellings)
    return found


def _has_escaped_names(text: str) -> bool:
    """Tell whether words may be spelt with escapes."""
    if "\\" not in text:
        return False
    if ("\\-" in text or "\\_" in text) and _ESCAPED_WORD.search(text):
        return True
    return ("\\u" in text or "\\U" in text) and _ESCAPED_IRI.search(text) is not None


def _places_of(iri: str, text: str, declared: list[tuple[str, str]]) -> list[int] | None:
    end = _last_word(iri)
    if end is None:
        return None
    word, rest = end
    found = list(_words(word, text))
    if not rest:
        found += _all("<>", text)
    elif _DOTS.search(text):
        return None
    else:
        found += [match.start() for match in _NO_WORD.finditer(text)]
    for prefix, namespace in declared:
        local = iri.removeprefix(namespace)
        if iri.startswith(namespace) and len(local) < len(word) + len(rest):
            escaped = _PUNCTUATION.sub(lambda match: rf"\\?{re.escape(match.group())}", local)
            spelling = re.compile(rf"{re.escape(prefix)}:{escaped}(?![\w%:\\-])")
            found += [match.start() for match in spelling.finditer(text)]
    return found


def _last_word(iri: str) -> tuple[str, str] | None:
    """Return the last word of an IRI, and what follows it."""
    matches = list(_LAST_WORD.finditer(iri))
    return (matches[-1].group(1), matches[-1].group(2)) if matches else None


def _words(word: str, text: str) -> Iterator[int]:
    for at in _all(word, text):
        after = at + len(word)
        if (not at or _WORD_CHARACTER.match(text[at - 1]) is None) and _WORD_CHARACTER.match(text, after) is None:
            yield at


def _all(part: AnyStr, text: AnyStr) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))
