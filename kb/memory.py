"""Holds a process to an amount of memory, beyond what it has already."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

_MEMORY = Path("/proc/self/statm")


def limit_memory(more: int, *, for_good: bool = True) -> None:
    """Let this process take ``more`` bytes beyond what it has; asking for more ends it, or fails. 0 is no limit.

    Where the system counts private memory apart (Linux), only that is limited; elsewhere the address space is. A limit
    that is not ``for_good`` can be lifted again.
    """
    if not more or sys.platform == "darwin":  # where no such limit is heeded
        return
    kind, taken = _kind(), 0
    if kind == resource.RLIMIT_DATA:
        taken = int(_MEMORY.read_text().split()[5]) * resource.getpagesize()
    _, hard = resource.getrlimit(kind)
    most = taken + more if hard == resource.RLIM_INFINITY else min(taken + more, hard)
    resource.setrlimit(kind, (most, most if for_good else hard))


def lift_memory_limit() -> None:
    """Let this process take as much memory as it could before ``limit_memory``, if that was not for good."""
    _, hard = resource.getrlimit(_kind())
    resource.setrlimit(_kind(), (hard, hard))


def _kind() -> int:
    return resource.RLIMIT_DATA if _MEMORY.exists() else resource.RLIMIT_AS
