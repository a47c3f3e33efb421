"""Terms as N-Triples writes them, from their characters, and IRIs resolved against a base."""

from __future__ import annotations

import re

from kb.namespaces import XSD

_RARE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ufffe\uffff]")
_ESCAPES = {"\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def literal(value: str, language: str = "", datatype: str = "") -> str:
    """Write a literal as N-Triples does, from its characters, its language tag and the IRI of its datatype."""
    value = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")  # far quicker than one expression
    text = f'"{_RARE.sub(_escape, value)}"'
    if language:
        return f"{text}@{language.lower()}"
    return text if datatype in ("", XSD + "string") else f"{text}^^<{datatype}>"


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"


# RFC 3986, appendix B.
_ABSOLUTE = re.compile(r"[^:/?#]+:")
_PARTS = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)


def resolve(iri: str, base: str | None) -> str:
    """Resolve an IRI against a base (RFC 3986 §5.2).

    As the authority does, it leaves dot segments in what names its own scheme or authority.
    """
    if base is None or _ABSOLUTE.match(iri):
        return iri
    _, authority, path, query, fragment = _split(iri)
    base_scheme, base_authority, base_path, base_query, _ = _split(base)
    if authority is None:
        authority = base_authority
        if not path:
            path = base_path
            query = base_query if query is None else query
        elif path.startswith("/"):
            path = _walked("", path[1:], rooted=True)
        else:
            path = _walked(
                base_path[: max(base_path.rfind("/"), 0)], path, rooted=authority is not None or "/" in base_path
            )
    return _join(base_scheme, authority, path, query, fragment)


def _split(iri: str) -> tuple[str | None, str | None, str, str | None, str | None]:
    match = _PARTS.fullmatch(iri)
    if match is None:  # the expression matches every text
        return None, None, iri, None, None
    scheme, authority, path, query, fragment = match.groups()
    return scheme, authority, path, query, fragment


def _join(scheme: str | None, authority: str | None, path: str, query: str | None, fragment: str | None) -> str:
    found = f"{scheme}:" if scheme is not None else ""
    found += f"//{authority}" if authority is not None else ""
    found += path
    found += f"?{query}" if query is not None else ""
    return found + (f"#{fragment}" if fragment is not None else "")


def _walked(folder: str, path: str, *, rooted: bool) -> str:
    """Follow a relative path from a folder; dot segments of the folder itself stay (RFC 3986 §5.2.4)."""
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            folder = folder[: max(folder.rfind("/"), 0)]
        elif segment != ".":
            folder += f"/{segment}"
    found = folder + "/" if segments[-1] in (".", "..") else folder
    return found if rooted else found[1:]
