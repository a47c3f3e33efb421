"""What publishers' labels mean, by the maps that there are; and what these tell of languages."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from kb.project import KnowledgeBase
from kb.verdicts import Rating, normalised, verdict_maps

from .terms import UNDETERMINED

_SCRIPTS = {
    "CYRILLIC": "ru uk bg sr mk kk",
    "ARABIC": "ar fa ur ps",
    "DEVANAGARI": "hi mr ne",
    "CJK": "zh ja",
    "HANGUL": "ko",
    "GREEK": "el",
    "HEBREW": "he",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "THAI": "th",
    "BENGALI": "bn as",
    "TAMIL": "ta",
    "TELUGU": "te",
    "MALAYALAM": "ml",
    "KANNADA": "kn",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "SINHALA": "si",
    "MYANMAR": "my",
}
_LOOKED_AT = 60  # characters
_LANGUAGES = {language: script for script, languages in _SCRIPTS.items() for language in languages.split()}


class Labels:
    """The verdict maps, asked once for each label of a publisher."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._maps = verdict_maps(kb)
        self.find = lru_cache(maxsize=4096)(self._find)
        self.language = lru_cache(maxsize=4096)(self._language)
        self._usual = lru_cache(maxsize=4096)(self._usual_of)

    def _find(self, host: str, label: str, language: str) -> Rating | None:
        """Return what a label means at a publisher, or None where no map has it."""
        found = self._maps.find(host)
        return found.find(label, "" if language == UNDETERMINED else language) if found is not None else None

    def _language(self, host: str, label: str) -> str:
        """Return the language that a publisher uses a label in, where its map has it in just one."""
        found = self._maps.find(host)
        tags = set(found.labels.get(normalised(label), ())) if found is not None else set()
        return tags.pop() if len(tags) == 1 else ""

    def language_of_text(self, host: str, text: str) -> str:
        """Return the language of a publisher all of whose labels are in one that is written in the script of a text."""
        usual = self._usual(host)
        return usual if usual and _script(text) == _LANGUAGES.get(usual.partition("-")[0], "LATIN") else ""

    def _usual_of(self, host: str) -> str:
        found = self._maps.find(host)
        tags = {tag for meanings in found.labels.values() for tag in meanings if tag} if found is not None else set()
        return tags.pop() if len(tags) == 1 else ""


@lru_cache(maxsize=4096)
def _script_of(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0]


def _script(text: str) -> str:
    """Return the script of most letters of a text, by the names that Unicode gives them."""
    if text.isascii():
        return "LATIN"
    counts: dict[str, int] = {}
    for character in text[:_LOOKED_AT]:
        if character.isalpha():
            script = "LATIN" if character.isascii() else _script_of(character)
            counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda script: counts[script]) if counts else "LATIN"
