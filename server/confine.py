"""Takes from a query process what no query needs: sockets, and opening files.

The guard in ``kb.stores`` already refuses SERVICE. This holds even where the guard is deceived.
"""

from __future__ import annotations

import ctypes
import platform
import resource
import struct
import sys
from pathlib import Path

_FOLDER_OF_DESCRIPTORS = Path("/dev/fd")

# <linux/audit.h> and the number of socket(2), by machine.
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198), "riscv64": (0xC00000F3, 198)}

# <linux/bpf_common.h>, <linux/seccomp.h>, <linux/prctl.h>
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _FAIL_WITH_EACCES = 0x7FFF0000, 0x00050000 | 13
_SET_SECCOMP, _SECCOMP_MODE_FILTER, _SET_NO_NEW_PRIVILEGES = 22, 2, 38


def forbid_sockets() -> bool:
    """Make every later ``socket()`` of this thread, and of those that it starts, fail; tell whether that worked.

    It is a seccomp filter, so it needs Linux on a machine that is known here. Call it before other threads start.
    """
    known = _MACHINES.get(platform.machine())
    if not sys.platform.startswith("linux") or known is None:
        return False
    machine, socket_call = known
    instructions = (
        (_LOAD, 0, 0, 4),  # the machine of the call
        (_JUMP_IF_EQUAL, 0, 3, machine),
        (_LOAD, 0, 0, 0),  # the number of the call
        (_JUMP_IF_EQUAL, 0, 1, socket_call),
        (_RETURN, 0, 0, _FAIL_WITH_EACCES),
        (_RETURN, 0, 0, _ALLOW),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *entry) for entry in instructions))
    program = ctypes.create_string_buffer(struct.pack("HP", len(instructions), ctypes.addressof(code)))
    prctl = ctypes.CDLL(None).prctl
    prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    return bool(
        prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
        and prctl(_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program), 0, 0) == 0
    )


def count_descriptors() -> int:
    """Return the number of open file descriptors."""
    return sum(1 for _ in _FOLDER_OF_DESCRIPTORS.iterdir())


def forbid_files(store: Path, opened: int) -> bool:
    """Make every later ``open()`` and ``socket()`` of this process fail, if the store can live with that.

    It can if opening it opened all of its tables, which took ``opened`` descriptors. A store of very many tables
    opens some of them when a query first needs them, and would fail in the middle of that query.
    """
    tables = sum(1 for path in store.iterdir() if path.suffix == ".sst")
    if opened < tables:
        return False
    forbid_all_files()
    return True


def forbid_all_files() -> None:
    """Make every later ``open()`` and ``socket()`` of this process fail, whatever the store."""
    # One, not zero: poll() refuses more descriptors than the limit, and the watch on the server polls one.
    resource.setrlimit(resource.RLIMIT_NOFILE, (1, 1))
