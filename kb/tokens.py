"""Tokens that let others read or write over the network: kept as digests, told once, compared in constant time.

They lie in ``.kb-private/tokens.json``, beside what is built: deleting ``.kb`` revokes nothing.
"""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from .errors import ConfigurationError, FileError, UnknownNameError, UsageError
from .private import FOLDER, private_folder, write_durably
from .project import KnowledgeBase

READ, WRITE = "read", "write"
SCOPES = (READ, WRITE)
_FILE = "tokens.json"
_LONGEST = 100
_START = "kbt_"  # so that scanners for leaked secrets can know them


@dataclass(frozen=True)
class Token:
    """A token by its name, which its writes are signed with; ``created`` is a date. Who may write may read, too."""

    name: str
    scope: str
    created: str
    digest: str

    def allows(self, scope: str) -> bool:
        """Tell whether the token is good for reading, or for writing."""
        return self.scope in (scope, WRITE)


def read_tokens(kb: KnowledgeBase) -> list[Token]:
    """Return all tokens, in the order in which they were made.

    Raises:
        FileError: if they cannot be read.
        ConfigurationError: if the file is damaged.
    """
    path = kb.folder / FOLDER / _FILE
    try:
        return [Token(**entry) for entry in json.loads(path.read_bytes())]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FileError.from_os("read", error) from None
    except (ValueError, TypeError):
        raise ConfigurationError(f"{path} is damaged", hint="delete it, then add the tokens again") from None


def add_token(kb: KnowledgeBase, name: str, scope: str) -> str:
    """Make a token and return it; nothing can tell it again.

    Raises:
        UsageError: if the name is taken, or is none, or there is no such scope.
        FileError: if it cannot be written.
    """
    if scope not in SCOPES:
        raise UsageError(f"there is no scope '{scope}'", hint=f"there are: {', '.join(SCOPES)}")
    if not name.strip() or not name.isprintable() or len(name) > _LONGEST:
        raise UsageError(f"a name of a token has 1 to {_LONGEST} characters that can be printed")
    text = _START + secrets.token_urlsafe(32)
    with _changing(kb):
        tokens = read_tokens(kb)
        if any(token.name == name for token in tokens):
            raise UsageError(f"there is a token '{name}' already", hint=f"kb token revoke '{name}'")
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        _write(kb, [*tokens, Token(name, scope, today, _digest(text))])
    return text


def revoke_token(kb: KnowledgeBase, name: str) -> None:
    """Make a token good for nothing, from the next request on.

    Raises:
        UnknownNameError: if there is none of that name.
        FileError: if that cannot be written.
    """
    with _changing(kb):
        tokens = read_tokens(kb)
        left = [token for token in tokens if token.name != name]
        if len(left) == len(tokens):
            raise UnknownNameError("token", name, [token.name for token in tokens])
        _write(kb, left)


def find_token(kb: KnowledgeBase, text: str) -> Token | None:
    """Return the token that a text is, or None; how long that takes tells nothing about any of them.

    Raises:
        KbError: if the tokens cannot be read.
    """
    digest, found = _digest(text), None
    for token in read_tokens(kb):
        if hmac.compare_digest(token.digest, digest):
            found = token
    return found


def _digest(text: str) -> str:
    """Return the digest of a token: it is random and long, so no salt and no slow function is needed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _write(kb: KnowledgeBase, tokens: list[Token]) -> None:
    data = json.dumps([asdict(token) for token in tokens], indent=1, ensure_ascii=False) + "\n"
    try:
        write_durably(_path(kb), data.encode())
    except OSError as error:
        raise FileError.from_os("write", error) from None


def _path(kb: KnowledgeBase) -> Path:
    return private_folder(kb) / _FILE


@contextlib.contextmanager
def _changing(kb: KnowledgeBase) -> Iterator[None]:
    """Hold the only right to change the tokens."""
    try:
        with (private_folder(kb) / "tokens.lock").open("w", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise FileError.from_os("write", error) from None
