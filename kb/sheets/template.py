"""The sheet that a desk fills in: a workbook with the columns of our own sheet, and what belongs into them."""

from __future__ import annotations

import io
import zipfile

from .fields import FIELDS, TEMPLATE, VERDICTS
from .writing import entry
from .xlsx import SheetWriter, parts, sheet_path

FILE = "fact-checks.xlsx"
"""What the sheet is called."""

GUIDE = ("column", "what belongs there", "example")
"""The header of the guide that comes with it, which is no sheet of fact-checks."""

_CHOICES = {"verdict": tuple(VERDICTS), "confidence": ("low", "moderate", "high")}


def template() -> bytes:
    """Return the workbook, the same bytes every time."""
    sheet, guide = io.BytesIO(), io.BytesIO()
    dates = {at for at, name in enumerate(TEMPLATE) if name.endswith((" date", " on"))}
    choices = {TEMPLATE.index(name): values for name, values in _CHOICES.items()}
    SheetWriter(sheet, "Fact-checks", TEMPLATE, dates=dates, choices=choices).close()
    explained = SheetWriter(guide, "Guide", GUIDE)
    for name in (*TEMPLATE, *(name for name in FIELDS if name not in TEMPLATE)):
        field = FIELDS[name]
        meaning = field.meaning if field.in_template else f"{field.meaning} (add the column if you need it)"
        explained.write((name, meaning, field.example))
    explained.close()
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path, text in parts(("Fact-checks", "Guide")).items():
            archive.writestr(entry(path), text)
        for number, file in enumerate((sheet, guide), 1):
            archive.writestr(entry(sheet_path(number)), file.getvalue())
    return output.getvalue()


def is_guide(header: list[str]) -> bool:
    """Tell whether a header is that of the guide."""
    return tuple(cell.strip() for cell in header[: len(GUIDE)]) == GUIDE
