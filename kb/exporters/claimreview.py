"""Profile ``claimreview``: a ClaimReview of schema.org for each review, one a line, or one a file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import IO, Any

from kb.publishing.claim_review import document

from .profiles import Content

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 120  # characters of a file's name


def write(content: Content, output: IO[bytes]) -> None:
    """Write one JSON-LD document a line (NDJSON)."""
    for review in content.reviews():
        output.write(encode(document(review, content.license, content.kb.settings.name)) + b"\n")


def write_folder(content: Content, folder: Path) -> None:
    """Write one JSON-LD document a file, named by the last part of the review's IRI."""
    taken: set[str] = set()
    for review in content.reviews():
        stem = name = _UNSAFE.sub("-", review.iri.rstrip("/#").rpartition("/")[2]).strip(".-")[:_LONGEST] or "review"
        while name.lower() in taken:
            name = f"{stem}-{len(taken)}"
        taken.add(name.lower())
        made = document(review, content.license, content.kb.settings.name)
        (folder / f"{name}.jsonld").write_bytes(encode(made, indent=2) + b"\n")


def encode(value: Any, indent: int | None = None) -> bytes:
    """Return a value as JSON in UTF-8; a lone surrogate, which UTF-8 cannot hold, is written as an escape."""
    return json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "backslashreplace")
