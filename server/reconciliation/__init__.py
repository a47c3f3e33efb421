"""The reconciliation service (Reconciliation Service API 0.2): spreadsheets matched with what is in the knowledge base.

``manifest`` says what the service can do, ``reading`` reads what it is asked, ``matching`` finds candidates,
``extending`` reads properties, of which ``properties`` is the table, and ``entities`` knows what things are called.
"""

from __future__ import annotations

from .routes import blueprint

__all__ = ["blueprint"]
