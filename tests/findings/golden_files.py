"""The golden files: what each format makes of the sample. Run as a module, it writes them anew."""

from __future__ import annotations

from pathlib import Path

from kb.findings import formats, renderer

from .sample import report

FOLDER = Path(__file__).parent / "golden"


def golden(name: str) -> Path:
    return FOLDER / f"{name}.txt"


if __name__ == "__main__":
    for each in formats():
        golden(each).write_text(renderer(each)(report()), encoding="utf-8")
    (FOLDER / "full-colour.txt").write_text(renderer("full")(report(colour=True)), encoding="utf-8")
