"""A fact-check knowledge base in RDF: claims, reports, sources and reviews with provenance.

The package has three more parts, ``kb.server``, ``kb.ontology`` and ``kb.shapes``. Installed, they lie in this
folder; in a checkout they lie beside it, so that the checkout's root becomes part of the package's path.
"""

from pathlib import Path

__version__ = "0.1.0"

_here = Path(__file__).parent
if not (_here / "server").is_dir():
    __path__.append(str(_here.parent))
