"""Names the files of a static site: one for each address, whose name says what it is and that any disk can hold."""

from __future__ import annotations

import hashlib
import posixpath
import re
from urllib.parse import quote, unquote

_SIZE = re.compile(r"&?page_size=[0-9]+")  # is the same of all pages of one thing
_LONGEST = 180  # bytes of a name, which gets a suffix
# What Windows or a shell takes for something else, and "%", so that no two names become one.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*%\ud800-\udfff]|[. ]$|^\.')


class Places:
    """The files of a site, by the addresses that they stand for: the same addresses give the same files."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}
        self._taken: dict[str, str] = {}

    def add(self, address: str, suffix: str = "") -> str:
        """Return the file of an address, given as path and query below the top, percent-encoded; it may be new."""
        if address not in self._places:
            path, _, query = address.partition("?")
            query = _SIZE.sub("", query)
            parts = [_name(unquote(part, errors="surrogateescape")) for part in path.split("/")] if path else ["index"]
            if suffix:
                parts[-1] = parts[-1].removesuffix(suffix) or parts[-1]
            place = "/".join([*parts[:-1], parts[-1] + (f"~{_name(query.replace('=', '-'))}" if query else "")])
            if (place + suffix).casefold() in self._taken:
                place += f"~{_digest(address)}"
            self._places[address] = place + suffix
            self._taken[(place + suffix).casefold()] = address
        return self._places[address]

    def get(self, address: str) -> str | None:
        """Return the file of an address, None if it has none."""
        return self._places.get(address)

    def drop(self, address: str) -> None:
        """Forget an address at which nothing was found."""
        self._places.pop(address, None)

    def link(self, source: str, target: str) -> str:
        """Return the relative link from one file to another."""
        found = posixpath.relpath(target, posixpath.dirname(source) or ".")
        text = quote(found, safe="/~!$&'()*+,;=@", errors="surrogateescape")
        return f"./{text}" if ":" in text.partition("/")[0] else text


def _name(text: str) -> str:
    """Return a text as the name of a file or folder."""
    found = _UNSAFE.sub(lambda char: "".join(f"%{byte:02X}" for byte in char[0].encode("utf-8", "surrogatepass")), text)
    if len(found.encode("utf-8")) > _LONGEST:
        found = f"{found.encode('utf-8')[:_LONGEST].decode('utf-8', 'ignore')}~{_digest(text)}"
    return found or "index"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
