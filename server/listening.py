"""The socket that the server listens on: made, or taken over from whoever started it (systemd's socket activation)."""

from __future__ import annotations

import os
import socket
import sys

from kb.errors import KbError

_FIRST = 3  # the descriptor of the first socket that is handed on: sd_listen_fds(3)
_BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address, or the one that was handed on to this process.

    Raises:
        KbError: if it cannot listen there.
    """
    handed_on = _handed_on()
    if handed_on is not None:
        return handed_on
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = min(found, key=lambda entry: entry[0] != socket.AF_INET)
        return socket.create_server(address, family=family, backlog=_BACKLOG)
    except (OSError, OverflowError, UnicodeError) as error:
        reason = str(getattr(error, "strerror", None) or error).partition(" (while")[0]
        raise KbError(
            f"cannot listen on {host}:{port}: {reason[:1].lower()}{reason[1:]}",
            hint="choose another port with --port, or an address of this machine with --host",
        ) from None


def url_of(listening: socket.socket, host: str) -> str:
    """Return the URL of what listens there; ``host`` is what it was asked to listen on."""
    port = listening.getsockname()[1]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def start_anew(listening: int) -> None:
    """Put a new run of this very command in the place of this process; connections wait in the socket meanwhile."""
    os.dup2(listening, _FIRST, inheritable=True)
    os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 (the very command that was started)


def _handed_on() -> socket.socket | None:
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS", "0") == "0":
        return None
    for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"):
        os.environ.pop(name, None)
    return socket.socket(fileno=_FIRST)
