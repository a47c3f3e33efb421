"""Who asks a server: nobody in particular, the bearer of a token, or a user by Basic or Digest authentication."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping

from kb.errors import ConfigurationError

_HASHES = {"": "md5", "MD5": "md5", "SHA-256": "sha256"}
_PARAMETER = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')


def authorisation(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the Authorization header that the environment asks for, or None.

    ``KB_STORE_TOKEN`` is a bearer token (RFC 6750 §2.1); ``KB_STORE_USER`` and ``KB_STORE_PASSWORD`` are a user's
    (RFC 7617).

    Raises:
        ConfigurationError: if a user has no password.
    """
    if token := environment.get("KB_STORE_TOKEN"):
        return f"Bearer {token}"
    user = environment.get("KB_STORE_USER")
    if not user:
        return None
    password = environment.get("KB_STORE_PASSWORD")
    if password is None:
        raise ConfigurationError("KB_STORE_USER is set, and KB_STORE_PASSWORD is not")
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


class Credentials:
    """Writes the header of each request; once a server has asked for Digest authentication, by that (RFC 7616)."""

    def __init__(self, authorization: str | None) -> None:
        """Take the header that is sent until a server asks for another."""
        self._authorization = authorization
        self._challenge: dict[str, str] = {}
        self._count = 0
        self._is_withheld = False

    def header(self, method: str, target: str) -> str | None:
        """Return the Authorization header of a request, or None."""
        if self._challenge:
            return self._digest(method, target)
        return None if self._is_withheld else self._authorization

    def withhold(self) -> bool:
        """Offer nothing until the server asks; tell whether that is new."""
        is_new = self._authorization is not None and not self._challenge and not self._is_withheld
        self._is_withheld = self._is_withheld or is_new
        return is_new

    def accept(self, challenges: Iterable[str]) -> bool:
        """Take what a server that refuses a request asks for; tell whether the request can be made again by that."""
        if self._authorization is None or not self._authorization.startswith("Basic "):
            return False
        for challenge in challenges:
            scheme, _, rest = challenge.strip().partition(" ")
            found = {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(rest)}
            if scheme.lower() == "digest" and "nonce" in found and found.get("algorithm", "").upper() in _HASHES:
                is_new: bool = found["nonce"] != self._challenge.get("nonce")
                self._challenge, self._count = found, 0
                return is_new
        return False

    def _digest(self, method: str, target: str) -> str:
        """Answer a challenge (RFC 7616 §3.4), and by RFC 2069 where the server knows no ``qop``."""
        asked = self._challenge
        user, _, password = b64decode((self._authorization or "").partition(" ")[2]).decode().partition(":")
        self._count += 1
        count, once = f"{self._count:08x}", secrets.token_hex(8)
        algorithm = asked.get("algorithm", "")

        def digest(*parts: str) -> str:
            return hashlib.new(_HASHES[algorithm.upper()], ":".join(parts).encode()).hexdigest()

        secret, request = digest(user, asked.get("realm", ""), password), digest(method, target)
        fields = {"username": user, "realm": asked.get("realm", ""), "nonce": asked["nonce"], "uri": target}
        bare = {"algorithm": algorithm} if algorithm else {}
        if "auth" in asked.get("qop", "").replace(" ", "").split(","):
            bare |= {"qop": "auth", "nc": count}
            fields["cnonce"] = once
            fields["response"] = digest(secret, asked["nonce"], count, once, "auth", request)
        else:
            fields["response"] = digest(secret, asked["nonce"], request)
        if "opaque" in asked:
            fields["opaque"] = asked["opaque"]
        quoted = [f'{name}="{_escaped(value)}"' for name, value in fields.items()]
        return "Digest " + ", ".join([*quoted, *(f"{name}={value}" for name, value in bare.items())])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
