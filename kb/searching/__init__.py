"""Has this been checked before? An index over claims and what hangs on them, and the search in it.

``refresh(kb)`` makes or updates the file ``index_path(kb)``, ``Index.open`` opens it, ``search``, ``facets`` and
``suggest`` ask it.
"""

from __future__ import annotations

from kb.differences import digest_of

from .filters import Filters
from .index import Found, Hit, Index
from .refreshing import index_path, indexed, is_stale, refresh
from .snippets import Snippet

__all__ = ["Filters", "Found", "Hit", "Index", "Snippet", "digest_of", "index_path", "indexed", "is_stale", "refresh"]
