"""Guesses what happened where a text does not parse, and says what to type. One function knows one mistake."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.errors import nearest

from . import tokens as kinds
from .document import Document
from .taking import Span
from .tokens import Token

_TERMS = (kinds.IRI, kinds.NAME, kinds.BLANK, kinds.STRING, kinds.NUMBER)
_DIRECTIVES = ("@prefix", "@base")
_SPARQL_DIRECTIVE = re.compile(r"\s*(?:prefix\s+\S*:|base)\s*<[^>]*>\s*$", re.IGNORECASE)
_REST_OF_WORD = re.compile(r"[^\s;,>\"]*")
CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_CURLED = tuple("\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019\u201a\u2039\u203a")
_ODD = tuple("/(&!$*+?@%'=~")


@dataclass(frozen=True)
class Situation:
    """A fault: its token and message, the tokens of its statement before that, and the two after."""

    document: Document
    token: Token
    message: str
    before: tuple[Token, ...]
    after: tuple[Token, ...]
    statement: int

    @property
    def last(self) -> Token:
        """The token before; one without characters if there is none."""
        return self.before[-1] if self.before else Token(kinds.END, "", self.statement, self.statement)

    @property
    def touches(self) -> bool:
        """Whether nothing stands between the token and the one before."""
        return bool(self.before) and self.last.end == self.token.start

    @property
    def could_end(self) -> bool:
        """Whether the statement could have ended before the token."""
        return "'.' to end" in self.message or "'.' after" in self.message

    def line(self, at: int) -> int:
        """Return the number of the line that a place is in."""
        return self.document.place(Span(at, at)).line

    def indent(self, token: Token) -> str | None:
        """Return what stands before a token in its line, if that is only space."""
        text = self.document.text
        start = max(text.rfind("\n", 0, token.start), text.rfind("\r", 0, token.start)) + 1
        before = text[start : token.start]
        return None if before.strip() else before


def advise(situation: Situation) -> str:
    """Return what to do, as the first function that knows says it; empty if none knows."""
    return next((advice for known in _KNOWN if (advice := known(situation))), "")


def _merge_conflict(situation: Situation) -> str:
    return "git left a merge conflict here: choose a side" if situation.token.text.startswith(CONFLICT) else ""


def _newer_rdf(situation: Situation) -> str:
    brace = situation.token.text == "{" and situation.after and situation.after[0].text.startswith("|")
    if situation.token.text.startswith(("<<", "~")) or brace:
        return "triples about triples (RDF 1.2) are not supported"
    return ""


def _graph_in_turtle(situation: Situation) -> str:
    named = situation.token.text.upper() == "GRAPH" or situation.token.text == "{"
    if named and situation.document.format == "turtle":
        return "named graphs need TriG: call the file .trig"
    return ""


def _missing_end(situation: Situation) -> str:
    token, last = situation.token, situation.last
    ended = token.kind == kinds.END
    indent = situation.indent(token)
    if not situation.could_end or not situation.before or not (ended or indent is not None):
        return ""
    if ended and situation.document.text[last.end : last.end + 1] == "#" and last.kind == kinds.NAME:
        return _hash_in_name(situation)
    directive = token.text in _DIRECTIVES or token.text.upper() in ("PREFIX", "BASE")
    mark = "." if ended or directive or indent == "" or "after the directive" in situation.message else ";"
    return f"is a '{mark}' missing at the end of line {situation.line(last.end)}?"


def _hash_in_name(situation: Situation) -> str:
    last = situation.last
    if last.kind == kinds.NAME and situation.document.text[last.end : last.end + 1] == "#":
        return "a '#' begins a comment: write '\\#' in a name, or the whole IRI in '<' and '>'"
    return ""


def _dot_for_semicolon(situation: Situation) -> str:
    first = situation.before[0] if situation.before else situation.token
    before = situation.document.text[: first.start].rstrip()
    if "expected a predicate" in situation.message and situation.indent(first) and before.endswith("."):
        return f"is ';' meant instead of '.' at the end of line {situation.line(len(before))}?"
    return ""


def _comma_for_semicolon(situation: Situation) -> str:
    before = situation.before
    if situation.could_end and len(before) > 1 and before[-2].text == "," and situation.token.kind in _TERMS:
        return f"is ';' meant instead of ',' before '{before[-1].text}'?"
    return ""


def _dot_after_sparql_directive(situation: Situation) -> str:
    text, at = situation.document.text, situation.token.start
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    if situation.token.text == "." and _SPARQL_DIRECTIVE.match(text[start:at]):
        return "leave out the '.', or write @prefix or @base"
    return ""


def _directive_misspelt(situation: Situation) -> str:
    if situation.token.kind == kinds.LANGUAGE and not situation.before:
        close = nearest(situation.token.text.lower(), _DIRECTIVES)
        return f"did you mean '{close}'?" if close else ""
    return ""


def _word_at(situation: Situation, start: int) -> str:
    """Return what stands from a place to the next space."""
    match = _REST_OF_WORD.match(situation.document.text, start)
    return match.group().rstrip(".") if match else ""


def _directive_incomplete(situation: Situation) -> str:
    word = _word_at(situation, situation.token.start)
    if "expected a prefix" in situation.message and situation.token.kind == kinds.WORD:
        return f"write '{word}:'"
    if "expected the IRI" in situation.message and situation.token.kind in (kinds.NAME, kinds.STRING):
        return f"write <{word or situation.token.text.strip(chr(34))}>"
    return ""


def _curled_quotes(situation: Situation) -> str:
    if situation.token.kind == kinds.BAD and situation.token.text.startswith(_CURLED):
        return "write straight quotes: \"…\" or '…'"
    return ""


def _after_text(situation: Situation) -> str:
    token, last = situation.token, situation.last
    if not situation.touches or last.kind not in (kinds.STRING, kinds.LANGUAGE):
        return ""
    if token.text.startswith("@"):
        return "after '@' comes a language, such as @en"
    if token.text.startswith("^"):
        return "a datatype comes after '^^'"
    if last.kind == kinds.LANGUAGE:
        return f"write {last.text}-{token.text[1:]}" if token.text.startswith("_") and token.text[1:].isalnum() else ""
    quote = last.text[0]
    return f"within a text in {quote}, write \\{quote}" if token.kind in (kinds.WORD, kinds.NAME, kinds.BAD) else ""


def _odd_name(situation: Situation) -> str:
    token, last = situation.token, situation.last
    if situation.touches and last.kind == kinds.NAME and token.text.startswith(_ODD):
        return f"write '\\{token.text[0]}' in a name, or the whole IRI in '<' and '>'"
    return ""


def _bare_number(situation: Situation) -> str:
    if (
        situation.touches
        and situation.last.kind == kinds.NUMBER
        and situation.token.text.startswith(("-", ":", "/", "+"))
    ):
        word = _word_at(situation, situation.last.start)
        return f'put it in quotes: "{word}"' + ("^^xsd:date" if re.fullmatch(r"\d{4}-\d\d-\d\d", word) else "")
    return ""


def _open_bracket(situation: Situation) -> str:
    if not any(each in situation.message for each in ("']' to close", "')' to close", "expected an object")):
        return ""
    stack: list[Token] = []
    for token in situation.before:
        if token.text in ("[", "("):
            stack.append(token)
        elif token.text in ("]", ")") and stack:
            stack.pop()
    if stack and (situation.token.text in (".", "}") or situation.token.kind == kinds.END):
        return f"the '{stack[-1].text}' in line {situation.line(stack[-1].start)} is still open"
    return ""


def _closed_too_often(situation: Situation) -> str:
    token = situation.token
    if token.text in ("]", ")") and situation.could_end:
        return f"no '{'[' if token.text == ']' else '('}' is open here"
    return ""


def _one_too_many(situation: Situation) -> str:
    mark = situation.last.text
    if mark == "," and "expected an object" in situation.message and situation.token.text in (".", ";", "]"):
        return "leave out the ',' before it"
    return ""


def _missing_separator(situation: Situation) -> str:
    token = situation.token
    if not situation.could_end or token.kind not in _TERMS:
        return ""
    ends = (
        token.kind not in (kinds.NAME, kinds.IRI)
        or not situation.after
        or situation.after[0].text in (".", ";", ",", "]")
    )
    return f"is '{',' if ends else ';'}' missing before '{token.text.splitlines()[0]}'?"


def _comment(situation: Situation) -> str:
    return "a comment begins with '#'" if situation.token.text.startswith(("//", "/*")) else ""


def _boolean(situation: Situation) -> str:
    word = situation.token.text.lower()
    if "expected an object" in situation.message and word in ("true", "false") and situation.token.kind == kinds.WORD:
        return f"write {word}"
    return ""


def _lines_have_no_names(situation: Situation) -> str:
    if situation.document.format in ("ntriples", "nquads") and situation.token.kind == kinds.NAME:
        return "there are no prefixes in this format: write the whole IRI in '<' and '>'"
    return ""


def _word(situation: Situation) -> str:
    if situation.token.kind == kinds.WORD and situation.token.text not in ("a", "true", "false"):
        return "a name needs a prefix and ':', a text needs quotes"
    return ""


def _invalid_iri(situation: Situation) -> str:
    if "no scheme found" in situation.message:
        return "write it in full, or declare @base"
    return "write %25 for '%'" if "percent encoding" in situation.message else ""


_KNOWN: tuple[Callable[[Situation], str], ...] = (
    *(_merge_conflict, _newer_rdf, _graph_in_turtle, _invalid_iri, _lines_have_no_names, _directive_misspelt),
    *(_directive_incomplete, _dot_after_sparql_directive, _curled_quotes, _after_text, _odd_name, _bare_number),
    *(_missing_end, _dot_for_semicolon, _comma_for_semicolon, _open_bracket, _closed_too_often, _one_too_many),
    *(_missing_separator, _comment, _boolean, _word),
)
