"""Which IRI an address of this server stands for, and at which address an IRI of the knowledge base is shown.

``/claim/x`` stands for ``<base>claim/x``, on whatever host this server is reached. Where the base IRI has a path
(``https://desk.example/kb/``), the whole server is below that path as well: ``/kb/claim/x`` stands for the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from flask import request
from werkzeug.urls import uri_to_iri

from kb.formats import iri_fault

from .addresses import origin
from .state import endpoint

# What may stand in a path as it is (RFC 3986 §3.3); "%" stands there already where an IRI has one.
_PLAIN = "/:@!$&'()*+,;=~-._%"

SUFFIXES = {
    "html": "page",
    "ttl": "turtle",
    "jsonld": "jsonld",
    "json": "json",
    "nt": "ntriples",
    "rdf": "rdfxml",
    "csv": "csv",
}
"""What an address may end in, after a dot, and the format that it asks for so."""


@dataclass(frozen=True)
class Located:
    """An IRI that an address may stand for, and the format that its suffix asks for, if it is taken for one."""

    iri: str
    format: str | None = None


def located(base: str, path: str) -> list[Located]:
    """Return what a path, as it was sent but for the first slash, may stand for, the likeliest first.

    An IRI may have been written in several ways to be sent (RFC 3987 §3.1), and may end like a suffix itself.
    """
    found: dict[str, Located] = {}
    for format in (None, *_format_of(path)):
        stem = path if format is None else path.rpartition(".")[0]
        for iri in _spellings(base, stem):
            found.setdefault(iri, Located(iri, format))
    return list(found.values())


def _format_of(path: str) -> Iterator[str]:
    stem, dot, suffix = path.rpartition(".")
    if dot and suffix in SUFFIXES and not stem.endswith("/"):
        yield SUFFIXES[suffix]


def _spellings(base: str, path: str) -> Iterable[str]:
    texts = (path, uri_to_iri(path), unquote(path, errors="replace"))
    return (base + text for text in dict.fromkeys(texts) if text and iri_fault(base + text) is None)


def path_as_sent() -> str:
    """Return the path of this request without the first slash, percent-encoded as it was sent."""
    sent = str(request.environ.get("REQUEST_URI") or request.environ.get("RAW_URI") or "").partition("?")[0]
    if not sent.startswith("/"):
        sent = request.script_root + quote(request.path, safe=_PLAIN)
    sent = quote(sent, safe=_PLAIN)
    return sent.removeprefix(quote(request.script_root, safe=_PLAIN)).removeprefix("/")


def href(iri: str) -> str:
    """Return the address at which this server shows an IRI: one of the knowledge base's is shown here."""
    base = endpoint().kb.settings.base
    if not iri.startswith(base) or iri == base:
        return iri
    return f"{request.script_root}/{in_path(iri.removeprefix(base))}"


def in_path(text: str) -> str:
    """Return the rest of an IRI, behind its base, as a path has it."""
    return quote(text, safe=_PLAIN)


def document(iri: str, suffix: str = "") -> str:
    """Return the absolute address at which this server shows an IRI, in the format of a suffix if there is one."""
    return f"{origin()}{href(iri)}{f'.{suffix}' if suffix else ''}"


def base_path(base: str) -> str:
    """Return the path of a base IRI without the last slash: empty where it is the top of its host."""
    parts = urlsplit(base)
    return quote(parts.path.rstrip("/"), safe=_PLAIN) if parts.netloc else ""


Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def below(path: str, application: Application) -> Application:
    """Return an application that answers the same below a path as well (PEP 3333, SCRIPT_NAME)."""
    if not path:
        return application
    plain = unquote(path).encode().decode("latin-1")

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        info = environ["PATH_INFO"]
        if not environ.get("SCRIPT_NAME") and (info == plain or info.startswith(f"{plain}/")):
            environ["SCRIPT_NAME"], environ["PATH_INFO"] = plain, info.removeprefix(plain) or "/"
        return application(environ, start_response)

    return answer
