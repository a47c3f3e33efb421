"""``/openapi.json``: all services described for programs, as OpenAPI 3.1 has it.

Each module but ``words`` and ``document`` describes the paths of one service in its function ``paths``.
"""

from __future__ import annotations

from .document import blueprint

__all__ = ["blueprint"]
