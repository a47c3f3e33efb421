"""A baseline: the findings that a knowledge base has already, so that only new ones are shown.

The file is JSON with a finding a line, sorted, so that git shows what was mended. A finding is known again by its rule,
node, path and value, wherever its lines have moved to.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kb.errors import ConfigurationError, FileError
from kb.findings import Finding
from kb.fingerprinting import identity

_KEYS = ("rule", "node", "path", "value")


@dataclass(frozen=True)
class Baseline:
    """Known findings, by their identity, with how often each is known."""

    known: Counter[tuple[str, ...]]

    @classmethod
    def load(cls, path: Path) -> Baseline:
        """Read a baseline.

        Raises:
            FileError: if it cannot be read.
            ConfigurationError: if it is none.
        """
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
            entries = [tuple(str(entry[key]) for key in _KEYS) for entry in table["findings"]]
        except OSError as error:
            raise FileError.from_os("read", error) from None
        except (ValueError, KeyError, TypeError):
            hint = "write it anew with --write-baseline"
            raise ConfigurationError(f"{path} is no baseline of kb", hint=hint) from None
        return cls(Counter(entries))

    def split(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding], int]:
        """Return the findings that are new, those that are known, and how many known ones are gone."""
        left = Counter(self.known)
        new: list[Finding] = []
        known: list[Finding] = []
        for finding in findings:
            key = identity(finding)
            (known if left[key] > 0 else new).append(finding)
            left[key] -= 1
        return new, known, sum(count for count in left.values() if count > 0)


def baseline_text(findings: Iterable[Finding]) -> str:
    """Write a baseline of findings."""
    entries = sorted(identity(finding) for finding in findings)
    lines = [json.dumps(dict(zip(_KEYS, entry, strict=True)), ensure_ascii=False) for entry in entries]
    return '{"version": 1, "findings": [' + ",".join(f"\n{line}" for line in lines) + "\n]}\n"
