"""Keeps the index of the search up to date while the server takes writes, in a process of its own."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading

from kb.project import KnowledgeBase

_BOOT = (
    "import json, sys; paths, folder = json.loads(sys.argv[1]); sys.path[:] = paths; "
    "from kb.searching.process import main; main(folder)"
)
_LOG = logging.getLogger(__name__)


class Indexer:
    """Brings an index up to date after writes: one process at a time, which does the work of all that have waited."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._command = [sys.executable, "-c", _BOOT, json.dumps([sys.path, str(kb.folder)])]
        self._changing = threading.Lock()
        self._is_wanted = self._is_running = self._is_closed = False
        self._process: subprocess.Popen[str] | None = None
        self.started = 0
        """How many processes there have been."""

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left to do."""
        return not self._is_running

    def want(self) -> None:
        """See to it that the index gets to know of what has been written until now; return at once."""
        with self._changing:
            self._is_wanted = True
            if not self._is_running and not self._is_closed:
                self._is_running = True
                threading.Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        """End the process, if one is at work; the index stays as it was then."""
        with self._changing:
            self._is_closed = True
            if self._process is not None:
                self._process.terminate()

    def _run(self) -> None:
        while (process := self._next()) is not None:
            _, told = process.communicate()
            if process.returncode and not self._is_closed:
                _LOG.warning("the index of the search cannot be brought up to date: %s", told.strip() or "it crashed")

    def _next(self) -> subprocess.Popen[str] | None:
        """Start a process for all that is wanted by now, if anything is."""
        with self._changing:
            self._process = None
            self._is_running = self._is_wanted and not self._is_closed
            self._is_wanted = False
            if self._is_running:
                try:
                    self._process = subprocess.Popen(
                        self._command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
                    )
                    self.started += 1
                except OSError as error:
                    self._is_running = False
                    _LOG.warning("the index of the search cannot be brought up to date: %s", error)
            return self._process
