"""Writes profiles and the descriptions of dumps where a user wants them, whole or not at all."""

from __future__ import annotations

import csv
import io
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from .errors import FileError, UsageError
from .exporters import void
from .exporters.profiles import Content, folder_writer, profile_writer
from .formats import GRAPH_FORMATS, Format, format_of_file
from .namespaces import expand
from .output import open_output
from .publishing.reviews import LeftOut

DESCRIPTION = ".void.ttl"
"""What the name of a dump's description ends in, behind the name of the dump."""

_MEDIA_TYPES: Mapping[str, str] = {
    "claimreview": "application/x-ndjson",
    "datafeed": "application/ld+json",
    "fact-check-insights": "text/csv",
    "csv": "text/csv",
    "sheet": "text/csv",
    "claimskg": "text/turtle",
    "void": "text/turtle",
}
_MEDIA_TYPES_OF_SUFFIXES: Mapping[str, str] = {
    ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def media_type(profile: str | None, format: str, suffix: str) -> str:
    """Return the media type of a profile in a file whose name ends in ``suffix``, without one that of the format."""
    if profile in ("csv", "sheet") and suffix.lower() in _MEDIA_TYPES_OF_SUFFIXES:
        return _MEDIA_TYPES_OF_SUFFIXES[suffix.lower()]
    if profile == "claimskg" and (named := format_of_file(f"x{suffix}")) is not None:
        return named.media_type
    return format if profile is None else _MEDIA_TYPES.get(profile, "application/octet-stream")


def format_of_output(output: Path | None) -> Format:
    """Return the data format that the name of an output stands for, Turtle where it has no suffix.

    Raises:
        UsageError: if the suffix stands for none.
    """
    if output is None or not output.suffix:
        return GRAPH_FORMATS["turtle"]
    found = format_of_file(output.name)
    if found is None:
        suffixes = ", ".join(f"{format.suffix} ({format.name})" for format in GRAPH_FORMATS.values())
        raise UsageError(
            f"the suffix of {output.name} stands for no data format: choose one with --format",
            hint=f"suffixes that do: {suffixes}",
        )
    return found


def chosen_reviews(
    profile: str | None, what: str | None, prefixes: Mapping[str, str]
) -> Callable[[str, str], bool] | None:
    """Return what tells whether a review is wanted, by its IRI and its claim's: all, those of a claim, or one.

    Raises:
        UsageError: if ``what`` is neither an IRI nor a prefixed name.
    """
    if what is None or what == "review" or (what.isalpha() and profile == "csv"):
        return None
    if what.isalpha():
        raise UsageError(f"a profile is about reviews, and not about '{what}'", hint="name a claim or a review")
    iri = expand(what, prefixes)
    return lambda review, claim: iri in (review, claim)


def suffix_of(output: Path) -> str:
    """Return the suffix that says what a file is, whether it is compressed or not."""
    return Path(output.name.lower().removesuffix(".gz")).suffix


def write_profile(content: Content, profile: str, output: Path | None, *, split: bool = False) -> None:
    """Write a profile to a file or standard output; to a folder, a file each, if ``split`` or where there is one.

    Raises:
        UnknownNameError: if there is no such profile.
        UsageError: if it cannot be a folder of files, or the folder has something in it.
        FileError: if it cannot be written.
    """
    write = profile_writer(profile, suffix_of(output) if output is not None else "")
    if output is not None and (split or output.is_dir()):
        _write_folder(content, profile, output)
        return
    with open_output(output) as file:
        write(content, file)


def _write_folder(content: Content, profile: str, folder: Path) -> None:
    write = folder_writer(profile)
    if write is None:
        raise UsageError(f"the profile {profile} is one file, and {folder} is a folder", hint="name a file")
    try:
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty", hint="name a folder that is new or empty")
        made = folder.parent / f".{secrets.token_hex(8)}.new"
        made.mkdir()
        try:
            write(content, made)
            made.replace(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise FileError.from_os("write", error) from None


def describe_dump(content: Content, dump: Path, media: str) -> Path:
    """Write the description of a dump beside it, and return where.

    Raises:
        FileError: if the dump cannot be read, or the description cannot be written.
    """
    described = dump.with_name(dump.name + DESCRIPTION)
    with open_output(described) as file:
        void.write(content, file, void.Dump.of(dump, media))
    return described


def write_left_out(left_out: Iterable[LeftOut], output: Path) -> None:
    """Write the reviews that were left out as CSV: ``review``, ``cause``, ``why``.

    Raises:
        FileError: if it cannot be written.
    """
    with open_output(output) as file:
        text = io.TextIOWrapper(file, "utf-8", newline="")
        rows = csv.writer(text)
        rows.writerow(("review", "cause", "why"))
        rows.writerows((each.iri, each.cause, each.why) for each in left_out)
        text.flush()
        text.detach()


def sentence(left_out: Iterable[LeftOut]) -> str:
    """Return how many reviews were left out, and why: "3 reviews left out: 2 retracted, 1 revised"."""
    causes = Counter(each.cause for each in left_out)
    count = causes.total()
    parts = ", ".join(f"{number} {cause}" for cause, number in sorted(causes.items()))
    return f"{count} review{'s' if count != 1 else ''} left out: {parts}"
