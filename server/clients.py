"""Shares the query processes between clients: how many queries of each run, and for how long they ran lately.

A client one of whose queries was slow within the last minute may not take the last processes: those are for the others.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque

from .errors import TooManyQueriesError
from .limits import Limits

_MINUTE = 60.0
_MOST_KNOWN = 10_000


class Clients:
    """What every client takes of the server; a client is known by its address."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._running: dict[str, int] = {}
        self._spent: OrderedDict[str, deque[tuple[float, float]]] = OrderedDict()
        self._slow: OrderedDict[str, float] = OrderedDict()
        """When each client last had a slow query."""

    def may_run(self, client: str) -> bool:
        """Tell whether a query of a client may start beside those that run."""
        if self._running.get(client, 0) >= self._limits.per_client:
            return False
        if not self.is_slow(client):
            return True
        of_slow = sum(running for each, running in self._running.items() if each in self._slow)
        return of_slow < self._limits.processes - self._limits.reserve

    def is_slow(self, client: str) -> bool:
        """Tell whether a client had a slow query within the last minute."""
        return client in self._slow and time.monotonic() - self._slow[client] <= _MINUTE

    def note_slow(self, client: str) -> None:
        """Note that a query is slow."""
        self._slow[client] = time.monotonic()
        self._slow.move_to_end(client)
        while len(self._slow) > _MOST_KNOWN:
            self._slow.popitem(last=False)

    def begin(self, client: str) -> None:
        """Note that a query has started."""
        self._running[client] = self._running.get(client, 0) + 1

    def end(self, client: str, seconds: float) -> None:
        """Note that a query has ended after so many seconds."""
        left = self._running.get(client, 0) - 1
        if left > 0:
            self._running[client] = left
        else:
            self._running.pop(client, None)
        if self._limits.client_seconds:
            self._spent.setdefault(client, deque()).append((time.monotonic(), seconds))
            self._spent.move_to_end(client)
            while len(self._spent) > _MOST_KNOWN:
                self._spent.popitem(last=False)

    def check(self, client: str) -> None:
        """Let a client ask that has not had its seconds of the last minute.

        Raises:
            TooManyQueriesError: if it has, with when to ask again.
        """
        spent = self._spent.get(client)
        if spent is None:
            return
        now = time.monotonic()
        while spent and spent[0][0] < now - _MINUTE:
            spent.popleft()
        if sum(seconds for _, seconds in spent) >= self._limits.client_seconds:
            error = TooManyQueriesError(
                f"your queries ran for {self._limits.client_seconds:g} s within a minute, the limit here",
                hint="ask again in a while, and for less",
            )
            error.retry_after = max(1, int(spent[0][0] + _MINUTE - now) + 1)
            raise error


def known_as(address: str) -> str:
    """Return what a client is known by: its address, of IPv6 the network, which a single user can have whole."""
    return ":".join(address.split(":")[:4]) + "::/64" if ":" in address else address
