"""What the service can do, and where (Reconciliation Service API 0.2 §3.1)."""

from __future__ import annotations

from typing import Any

import kb
from kb.namespaces import FC

from ..addresses import address
from ..state import endpoint
from .kinds import TYPES
from .reading import MOST_QUERIES

WIDTH, HEIGHT = 420, 180
"""The size of a preview in pixels."""


def manifest() -> dict[str, Any]:
    """Return the manifest, with the addresses at which this request found the service."""
    here = endpoint().kb
    at = address("reconciliation.service")
    told: dict[str, Any] = {
        "versions": ["0.1", "0.2"],
        "name": here.settings.name,
        "identifierSpace": here.settings.base,
        "schemaSpace": FC,
        "documentation": address("home.home"),
        "serviceVersion": kb.__version__,
        "defaultTypes": [kind.reference for kind in TYPES],
        "view": {"url": f"{at}/view?id={{{{id}}}}"},
        "preview": {"url": f"{at}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {name: {"service_url": at, "service_path": f"/suggest/{name}"} for name in _SUGGESTED},
        "extend": {
            "propose_properties": {"service_url": at, "service_path": "/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": "Values at most",
                    "type": "number",
                    "default": 0,
                    "help_text": "How many values of each thing are read; 0 is all",
                }
            ],
        },
        "batchSize": MOST_QUERIES,
    }
    return told


_SUGGESTED = ("entity", "type", "property")
