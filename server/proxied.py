"""Believes what a trusted proxy says of a request: who asks, by which scheme, for which host, and below which path.

``X-Forwarded-For`` and ``-Proto`` are uvicorn's; ``-Host`` and ``-Prefix`` are read here, of several values the last,
which is that of the nearest proxy. What makes no sense is as if it were not there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from .addresses import is_host
from .express import Receive, Scope, Send
from .front import PREFIX, Front

_PATH = re.compile(r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@-]+)+")
_LONGEST = 200


class Proxied:
    """An ASGI application around the front, for requests from proxies at some addresses and from all others."""

    def __init__(self, front: Front, proxies: Sequence[str]) -> None:
        self._next = ProxyHeadersMiddleware(cast(Any, front), list(proxies))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3.0)."""
        if scope["type"] == "http" and (scope.get("client") or ("",))[0] in self._next.trusted_hosts:
            host, prefix = (_last(scope["headers"], name) for name in (b"x-forwarded-host", b"x-forwarded-prefix"))
            if is_host(host):
                others = [(name, value) for name, value in scope["headers"] if name != b"host"]
                scope["headers"] = [(b"host", host.encode("latin-1")), *others]
            path = prefix.rstrip("/")
            if _PATH.fullmatch(path) and len(path) <= _LONGEST and not {".", ".."} & set(path.split("/")):
                scope[PREFIX] = path
        await self._next(cast(Any, scope), cast(Any, receive), cast(Any, send))


def _last(headers: Sequence[tuple[bytes, bytes]], name: bytes) -> str:
    values = [value.decode("latin-1") for key, value in headers if key == name]
    return values[-1].rpartition(",")[2].strip() if values else ""
