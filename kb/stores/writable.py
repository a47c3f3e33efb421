"""A SPARQL 1.1 server that can be written: whole graphs are replaced and removed, and updates change them in place."""

from __future__ import annotations

import os
from typing import IO
from urllib.parse import urlencode

from kb.addresses import Addresses
from kb.errors import ConfigurationError

from .http import Request, Server, ServerRefusal
from .remote import RemoteStore


class WritableStore(RemoteStore):
    """A server's queries, updates and graphs; see ``RemoteStore``.

    All that is sent may be sent twice, when a connection breaks: replacing and removing do no more then, and neither
    must an update.
    """

    def __init__(self, addresses: Addresses, *, timeout: float = 3600.0) -> None:
        """Take the addresses; nothing is asked yet.

        Raises:
            ConfigurationError: if one is missing, or the authorisation is incomplete.
        """
        super().__init__(addresses.query, timeout=timeout)
        for key in ("update", "graphs"):
            if not getattr(addresses, key):
                raise ConfigurationError(
                    f"kb.toml: '{key}' is missing in [store]: the store can be asked, but not built",
                    hint=f'{key} = "https://…", the URL of the server\'s '
                    + ("updates" if key == "update" else "Graph Store Protocol"),
                )
        self._updates = Server(addresses.update, credentials=self.credentials, timeout=timeout)
        self._graphs = Server(addresses.graphs, credentials=self.credentials, timeout=timeout)

    def put(self, graph: str, triples: IO[bytes]) -> None:
        """Replace a graph by the triples in a file of N-Triples (Graph Store Protocol §5.3).

        Raises:
            StoreError: if the server cannot be reached, or refuses.
        """
        length = triples.seek(0, os.SEEK_END)
        # N-Triples are Turtle, and that is the one format which the protocol's servers all read.
        headers = {"Content-Type": "text/turtle; charset=utf-8", "Content-Length": str(length)}
        self._graphs.send(Request("PUT", headers, triples), query=urlencode({"graph": graph})).finish()

    def delete(self, graph: str) -> None:
        """Remove a graph, if it is there (Graph Store Protocol §5.4).

        Raises:
            StoreError: if the server cannot be reached, or refuses.
        """
        try:
            self._graphs.send(Request("DELETE", {}), query=urlencode({"graph": graph})).finish()
        except ServerRefusal as refusal:
            if refusal.answered != 404:
                raise

    def update(self, text: str) -> None:
        """Carry out an update (SPARQL 1.1 Protocol §2.2.2) that changes no more when it is carried out twice.

        Raises:
            StoreError: if the server cannot be reached, or refuses.
        """
        headers = {"Content-Type": "application/sparql-update; charset=utf-8"}
        self._updates.send(Request("POST", headers, text.encode())).finish()
