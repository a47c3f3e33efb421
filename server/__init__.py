"""The endpoint: a knowledge base over HTTP. Import ``kb.server.app`` or ``kb.server.run``."""
