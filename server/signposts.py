"""The links that a thing of the knowledge base comes with, for programs that look at no body (RFC 8288).

The relations are those of FAIR Signposting: ``cite-as`` (RFC 8574), ``describedby``, ``license``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from werkzeug.http import quote_header_value
from werkzeug.urls import iri_to_uri

from .addresses import address
from .locating import SUFFIXES, document
from .negotiation import INSTANCES
from .state import endpoint
from .wire import PAGE

_SUFFIX_OF = {format: suffix for suffix, format in SUFFIXES.items()}
_FACTS = ("turtle", "jsonld", "ntriples", "rdfxml")


@dataclass(frozen=True)
class Link:
    """A link to ``address``: how it is related, and as what media type it comes, if that is known."""

    relation: str
    address: str
    media_type: str = ""

    def header(self) -> str:
        """Return the link as the header Link has it (RFC 8288 §3)."""
        target = re.sub(r"[<>\s]", lambda found: f"%{ord(found[0]):02X}", iri_to_uri(self.address))
        kind = f"; type={quote_header_value(self.media_type, allow_token=False)}" if self.media_type else ""
        return f'<{target}>; rel="{self.relation}"{kind}'


def links(iri: str, format: str = PAGE, newer: Iterable[str] = ()) -> list[Link]:
    """Return the links of a thing that is shown in a format; ``newer`` are the IRIs of what takes its place."""
    found = [Link("cite-as", iri), Link("collection", address("void.void"))]
    for suffix, name in SUFFIXES.items():
        if name != format:
            relation = "alternate describedby" if format == PAGE and name in _FACTS else "alternate"
            found.append(Link(relation, document(iri, suffix), INSTANCES[name][0]))
    if format != PAGE:
        found.append(Link("describes", iri))
    terms = endpoint().kb.settings.license
    if re.match(r"https?://", terms):
        found.append(Link("license", terms))
    return found + [Link("successor-version", each) for each in newer]


def suffix_of(format: str) -> str:
    """Return the suffix of the address at which a thing comes in a format, or nothing where it has none."""
    return _SUFFIX_OF.get(format, "")
