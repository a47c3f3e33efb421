"""What publishers' labels mean, by the maps that there are; and which language a publisher writes in."""

from __future__ import annotations

from functools import lru_cache

from kb.project import KnowledgeBase
from kb.verdicts import Rating, verdict_maps


class Labels:
    """The verdict maps, asked once for each label of a publisher."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._maps = verdict_maps(kb)
        self.find = lru_cache(maxsize=65_536)(self._find)
        self.language = lru_cache(maxsize=4096)(self._language)

    def _find(self, host: str, label: str, language: str) -> Rating | None:
        """Return what a label means at a publisher, or None where no map has it."""
        found = self._maps.find(host)
        return found.find(label, None if language == "und" else language) if found is not None else None

    def _language(self, host: str) -> str:
        """Return the language of a publisher all of whose labels are in one, or nothing."""
        found = self._maps.find(host)
        tags = {tag for meanings in found.labels.values() for tag in meanings if tag} if found is not None else set()
        return next(iter(tags)) if len(tags) == 1 else ""
