"""Words what happens where the folder of temporary files has no place."""

from __future__ import annotations

import tempfile

from kb.errors import FileError


def cannot_keep(what: str, error: OSError) -> FileError:
    """Return the error that says that something could not be kept in a temporary file, and what to do."""
    return FileError(
        f"cannot keep {what} in {tempfile.gettempdir()}: {error.strerror or error}",
        hint="TMPDIR names another folder for temporary files",
    )
