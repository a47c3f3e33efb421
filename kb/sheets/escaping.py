"""Keeps spreadsheets from taking text for a formula, in a way that can be undone.

A cell that begins with ``=``, ``+``, ``-``, ``@``, their full-width forms or white space that hides them gets an
apostrophe in front, as OWASP advises against CSV injection. So does one that has such an apostrophe already: what is
undone is always what was done.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")  # noqa: RUF001 (full-width signs start formulas, too)
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")  # noqa: RUF001


def escape(text: str) -> str:
    """Return what to write into a cell for ``text``."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescape(cell: str) -> str:
    """Return the text that ``escape`` made a cell from."""
    return cell[1:] if _ESCAPED.match(cell) else cell
