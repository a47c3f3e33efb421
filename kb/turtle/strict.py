"""Reads on over IRIs and languages that are not valid, and notes them: of these, the authority is asked."""

from __future__ import annotations

from kb.formats import LITERAL, iri_fault

from .parsing import FaultError, Parser
from .tokens import Token

STAND_IN = "urn:undeclared:"
"""How IRIs begin that stand for what could not be read."""


class StrictParser(Parser):
    """A parser that collects what is ``invalid`` and puts stand-ins there."""

    def __init__(self, text: str, format: str, base: str | None) -> None:
        super().__init__(text, format, base)
        self.invalid: list[FaultError] = []
        self._valid: set[str] = set()

    def _resolved(self, token: Token) -> str:
        return self._checked(super()._resolved(token), token)

    def _named(self, prefix: str, local: str, token: Token) -> str:
        return self._checked(super()._named(prefix, local, token), token)

    def _checked(self, iri: str, token: Token) -> str:
        if iri in self._valid or iri.startswith(STAND_IN):
            return iri
        reason = iri_fault(iri)
        if reason is None:
            self._valid.add(iri)
            return iri
        self.invalid.append(FaultError(token, f"the IRI is not valid: {_lowered(reason)}", statement=self.statement))
        return f"{STAND_IN}iri"

    def _language(self, token: Token) -> str:
        tag = super()._language(token)
        try:
            LITERAL("", language=tag.partition("--")[0])
        except ValueError as error:
            message = f"the language '{tag}' is not valid: {_lowered(str(error))}"
            self.invalid.append(FaultError(token, message, statement=self.statement))
        return tag


def _lowered(reason: str) -> str:
    return reason[:1].lower() + reason[1:]
