"""PDF, where the extra ``pdf`` is installed."""

from __future__ import annotations

import io

from .common import UnreadableError


def extract(data: bytes, media_type: str, url: str) -> str:
    """Return the text of all pages.

    Raises:
        UnreadableError: if the extra is not installed, or the file is damaged.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise UnreadableError("reading PDF needs the extra: pip install 'factcheck-kb[pdf]'") from None
    try:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    except (PyPdfError, ValueError, KeyError, OSError) as error:
        raise UnreadableError(f"the PDF is damaged ({error})") from None
