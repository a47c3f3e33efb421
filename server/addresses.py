"""The addresses of the endpoint's own resources, as its clients see them."""

from __future__ import annotations

import re
from typing import Any

from flask import request, url_for

# RFC 3986 §3.2.2 without percent encoding; names with "_" are no host names, but some networks have them.
_HOST = re.compile(r"(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def host() -> str | None:
    """Return the host, and the port unless it is the usual one, that the request is for; None if it names none."""
    found = request.headers.get("Host", "")
    if not is_host(found):
        return None
    return found.removesuffix(_DEFAULT_PORTS.get(request.scheme, ""))


def is_host(text: str) -> bool:
    """Tell whether a text is the name or address of a host, and a port if it has one."""
    return _HOST.fullmatch(text) is not None


def origin() -> str:
    """Return scheme and host that the request is for, or else the server's own name."""
    by_name = f"{request.environ['SERVER_NAME']}:{request.environ['SERVER_PORT']}"
    return f"{request.scheme}://{host() or by_name}"


def address(view: str, **values: Any) -> str:
    """Return the absolute URL of a view, by the host that the request is for, or else by the server's own name.

    ``values`` are the parameters of the view, and of the URL.
    """
    return f"{origin()}{url_for(view, **values)}"
