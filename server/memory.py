"""Whether a store fits into memory."""

from __future__ import annotations

from pathlib import Path

_PER_QUAD = 400  # bytes; measured: 340, with the terms
_SHARE = 0.5  # of what is free now
_MEMINFO = Path("/proc/meminfo")


def fits_in_memory(quads: int, free: int | None = None) -> bool:
    """Tell whether a store of so many quads takes no more than half of the memory that is free, in bytes."""
    free = free_memory() if free is None else free
    return quads * _PER_QUAD <= free * _SHARE


def free_memory() -> int:
    """Return how many bytes of memory programs could take now; 0 if that is not known."""
    try:
        lines = _MEMINFO.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), 0)
