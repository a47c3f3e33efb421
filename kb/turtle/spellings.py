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
_WORD = re.compile(r"[\w-]+")
_WORD_CHARACTER = re.compile(r"[\w-]")
_DIRECTIVE = re.compile(r"(?:[Pp][Rr][Ee][Ff][Ii][Xx]|[Bb][Aa][Ss][Ee])(?=[\s<#])")
_WITHIN_WORD = re.compile(r"[\w:/-]")
_NO_WORD = re.compile(r"<[./?#]*>")
_DOTS = re.compile(r"[</]\.\.?[/>?#]")
_ESCAPE = re.compile(r"\\[-_uU]")
_ESCAPED_WORD = re.compile(r"(?<!\\)(?:\\\\)*\\[-_]")
_ESCAPED_IRI = re.compile(r'<[^\s<>"{}|^`]*\\[uU]')
_MANY = 30  # words: so many are looked for in one go
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
    wanted = set(wanted)
    iris = {term[1:-1] for term in wanted if term.startswith("<")}
    blank = any(term.startswith("_") for term in wanted)
    ends = {iri: _last_word(iri) for iri in iris}
    if any(term[0] not in "<_" for term in wanted) or "" in {word for word, _ in ends.values()}:
        return None
    odd = any(rest for _, rest in ends.values())
    if iris and (_has_escaped_names(text) or (odd and _DOTS.search(text))):
        return None
    found = set(_words({word for word, _ in ends.values()}, text))
    if iris:
        found.update(match.start() for match in _NO_WORD.finditer(text)) if odd else found.update(_all("<>", text))
    if blank or _NIL in wanted:
        for opening in ("_:", "[", "("):
            found.update(_all(opening, text))
    for prefix, namespace in prefixes:
        for iri, end in ends.items():
            if iri.startswith(namespace) and len(iri) - len(namespace) < len("".join(end)):
                found.update(_named(prefix, iri.removeprefix(namespace), text))
    return found


def _has_escaped_names(text: str) -> bool:
    """Tell whether words may be spelt with escapes."""
    if _ESCAPE.search(text) is None:
        return False
    return _ESCAPED_WORD.search(text) is not None or _ESCAPED_IRI.search(text) is not None


def _last_word(iri: str) -> tuple[str, str]:
    """Return the last word of an IRI, empty if it has none, and what follows it."""
    ends = [match.group(1, 2) for match in _LAST_WORD.finditer(iri)]
    return (str(ends[-1][0]), str(ends[-1][1])) if ends else ("", "")


def _named(prefix: str, local: str, text: str) -> Iterator[int]:
    """Yield where a name stands, whichever of its characters are escaped."""
    escaped = _PUNCTUATION.sub(lambda match: rf"\\?{re.escape(match.group())}", local)
    for match in re.finditer(rf"{re.escape(prefix)}:{escaped}(?![\w%:\\-])", text):
        yield match.start()


def _words(words: set[str], text: str) -> Iterator[int]:
    """Yield where one of some words stands, whole."""
    if len(words) > _MANY:
        yield from (match.start() for match in _WORD.finditer(text) if match.group() in words)
        return
    for word in words:
        for at in _all(word, text):
            before = at and _WORD_CHARACTER.match(text, at - 1)
            if not before and _WORD_CHARACTER.match(text, at + len(word)) is None:
                yield at


def _all(part: AnyStr, text: AnyStr) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))
