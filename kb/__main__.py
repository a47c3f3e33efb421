"""Makes ``python -m kb`` the same as ``kb``."""

from .cli import main

main()
