"""Makes a write a commit of git, where kb.toml asks for that."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection

from kb.project import KnowledgeBase

from .log import NAME
from .requests import Write

_PATIENCE = 30.0  # seconds
_UNFIT = re.compile(r"[<>\x00-\x1f]")


def commit(kb: KnowledgeBase, asked: Write, files: Collection[str]) -> str:
    """Commit the files of a write and the log of changes, and nothing else; return the commit, empty if there is none.

    A write counts whether or not git takes it: what a commit lacks, ``git status`` shows.
    """
    if not kb.settings.writing.commit:
        return ""
    paths = [path for path in [*files, NAME] if (kb.folder / path).exists() or _git(kb, "ls-files", "--", path)]
    author = _UNFIT.sub(" ", asked.author).strip() or "unknown"
    message = asked.reason.strip() or f"Write to {', '.join(sorted(files))}"
    identity = ("-c", "user.name=kb", "-c", "user.email=kb@localhost", "-c", "commit.gpgsign=false")
    arguments = ("commit", "--quiet", "--no-verify", f"--author={author} <>", "--message", message, "--only", "--")
    if _git(kb, "add", "--all", "--", *paths) is None or _git(kb, *identity, *arguments, *paths) is None:
        return ""
    return _git(kb, "rev-parse", "HEAD") or ""


def _git(kb: KnowledgeBase, *arguments: str) -> str | None:
    """Return what git says, None if it fails."""
    try:
        done = subprocess.run(
            ["git", "-C", str(kb.folder), "--literal-pathspecs", *arguments],
            capture_output=True,
            check=True,
            timeout=_PATIENCE,
            text=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
