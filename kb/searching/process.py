"""What a process does that brings an index up to date beside a server: quietly, and with the processor's idle time."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from kb.errors import KbError
from kb.project import load

from .refreshing import refresh

_YIELDING = 10  # steps of niceness: queries come first


def main(folder: str) -> None:
    """Bring the index of the knowledge base in a folder up to date; what hinders is told on the standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this one
    os.nice(_YIELDING)
    try:
        refresh(load(Path(folder)))
    except KbError as error:
        sys.exit(error.message)
