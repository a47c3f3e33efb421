"""Profile ``void``: what there is, in numbers, and the dump that holds it (VoID; DCAT 3 §6.8; SPDX for its digest)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import IO
from urllib.parse import quote

from kb.columns.census import (
    distinct_objects,
    distinct_subjects,
    entities_by_class,
    first_claims,
    triples_by_property,
)
from kb.content import TYPE, Row, sort
from kb.describing import text_term
from kb.errors import FileError
from kb.formats import format_of_file
from kb.namespaces import XSD
from kb.void import VOID_PREFIXES, Addresses, Census, void_description

from .profiles import Content
from .turtle import write as write_turtle

_DCAT, _DCTERMS, _SPDX = "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/", "http://spdx.org/rdf/terms#"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_PREFIXES = {**VOID_PREFIXES, "dcat": _DCAT, "spdx": _SPDX}


@dataclass(frozen=True)
class Dump:
    """A file that was written: its name, its size in bytes, the SHA-256 of its bytes, its media type."""

    name: str
    size: int
    sha256: str
    media_type: str

    @classmethod
    def of(cls, path: Path, media_type: str) -> Dump:
        """Measure a file.

        Raises:
            FileError: if it cannot be read.
        """
        try:
            with path.open("rb") as file:
                return cls(path.name, path.stat().st_size, file_digest(file, "sha256").hexdigest(), media_type)
        except OSError as error:
            raise FileError.from_os("read", error) from None

    @property
    def link(self) -> str:
        """The file as a relative IRI, since the description lies beside it."""
        return f"<{quote(os.fsencode(self.name))}>"


def write(content: Content, output: IO[bytes], dump: Dump | None = None) -> None:
    """Write the description; its IRIs are relative, so that it is right wherever it is put, with its dump beside it."""
    kb, columns = content.kb, content.columns
    own, others = distinct_subjects(columns, kb.settings.base)
    census = Census(
        properties=triples_by_property(columns),
        classes=entities_by_class(columns),
        subjects={"true": own, "false": others},
        objects={"all": distinct_objects(columns)},
        examples=dict.fromkeys(first_claims(columns, 3), 1),
    )
    dumps = {}
    if dump is not None and (format := format_of_file(dump.name)) is not None:
        dumps[format.name] = dump.link[1:-1]
    rows = void_description(kb, census, Addresses(description="", home="", endpoint="", dumps=dumps))
    write_turtle(
        sort({*rows, *(Row("", *triple) for triple in _catalogued(content, dump))}), output, _prefixes(content)
    )


def _prefixes(content: Content) -> dict[str, str]:
    return {**content.kb.prefixes, **_PREFIXES}


def _catalogued(content: Content, dump: Dump | None) -> Iterator[tuple[str, str, str]]:
    dataset, distribution, digest = "<#dataset>", "<#dump>", "<#digest>"
    issued = f"{text_term(_now())}^^<{XSD}dateTime>"
    yield dataset, TYPE, f"<{_DCAT}Dataset>"
    yield dataset, f"<{_DCTERMS}issued>", issued
    yield dataset, f"<{_DCTERMS}publisher>", f"<{content.kb.settings.base}>"
    yield f"<{content.kb.settings.base}>", f"<{_DCTERMS}title>", text_term(content.kb.settings.name)
    if content.kb.settings.license and not content.license:
        yield dataset, f"<{_DCTERMS}rights>", text_term(content.kb.settings.license)
    if dump is None:
        return
    yield dataset, f"<{_DCAT}distribution>", distribution
    yield distribution, TYPE, f"<{_DCAT}Distribution>"
    yield distribution, f"<{_DCAT}downloadURL>", dump.link
    yield distribution, f"<{_DCAT}mediaType>", f"<{_MEDIA}{dump.media_type}>"
    if dump.name.endswith(".gz"):
        yield distribution, f"<{_DCAT}compressFormat>", f"<{_MEDIA}application/gzip>"
    yield distribution, f"<{_DCAT}byteSize>", f'"{dump.size}"^^<{XSD}nonNegativeInteger>'
    yield distribution, f"<{_DCTERMS}issued>", issued
    if content.license:
        yield distribution, f"<{_DCTERMS}license>", f"<{content.license}>"
    yield distribution, f"<{_SPDX}checksum>", digest
    yield digest, TYPE, f"<{_SPDX}Checksum>"
    yield digest, f"<{_SPDX}algorithm>", f"<{_SPDX}checksumAlgorithm_sha256>"
    yield digest, f"<{_SPDX}checksumValue>", f'"{dump.sha256}"^^<{XSD}hexBinary>'


def _now() -> str:
    """Return the time, or the one that SOURCE_DATE_EPOCH gives to who wants the same bytes again."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(given), UTC) if given.isdecimal() else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
