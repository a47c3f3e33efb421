"""Who may do what: bearer tokens (RFC 6750), and the errors of those who may not.

::

    KbError                           (kb.errors)
    └── AccessError                   HTTP 401   no token, or one that is not known
        └── ScopeError                HTTP 403   a token that is good for something else
"""

from __future__ import annotations

from kb.errors import KbError
from kb.project import KnowledgeBase
from kb.tokens import Token, find_token

_SCHEME = "bearer "


class AccessError(KbError):
    """A request without a token that is known; ``challenge`` is what the answer asks for (RFC 6750 §3)."""

    status = 401
    title = "Unauthorized"

    def __init__(self, message: str, challenge: str, *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.challenge = f'Bearer realm="factcheck-kb"{challenge}'


class ScopeError(AccessError):
    """A request with a token that is good for something else."""

    status = 403
    title = "Forbidden"


def permitted(kb: KnowledgeBase, authorization: str, scope: str) -> Token:
    """Return the token that the header ``Authorization`` has, if it is good for ``scope``.

    Raises:
        AccessError: if it has none that is known.
        ScopeError: if it has one that is good for something else.
    """
    if authorization[: len(_SCHEME)].lower() != _SCHEME:
        raise AccessError(
            "this needs a token", "", hint="send 'Authorization: Bearer TOKEN'; 'kb token add NAME' makes one"
        )
    token = find_token(kb, authorization[len(_SCHEME) :].strip())
    if token is None:
        raise AccessError("the token is not known here", ', error="invalid_token"', hint="it may have been revoked")
    if not token.allows(scope):
        challenge = f', error="insufficient_scope", scope="{scope}"'
        raise ScopeError(f"the token '{token.name}' is not good for this", challenge, hint=f"it takes scope {scope}")
    return token
