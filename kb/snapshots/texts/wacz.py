"""WACZ: a ZIP with WARC files in its folder ``archive``."""

from __future__ import annotations

import io
import zipfile

from .common import MOST_BYTES, UnreadableError
from .warc import Page, pages, text_of_page


def extract(data: bytes, media_type: str, url: str) -> str:
    """Return the text of the page that is meant.

    Raises:
        UnreadableError: if the file is damaged or has no page.
    """
    found: list[Page] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                if entry.filename.startswith("archive/") and entry.filename.endswith((".warc", ".warc.gz")):
                    if entry.file_size > MOST_BYTES:
                        raise UnreadableError("the archive is too large when it is unpacked")
                    found += pages(archive.read(entry))
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise UnreadableError(f"the archive is damaged ({error})") from None
    return text_of_page(found, url)
