"""The origins of every claim of a graph: its roots, its interval, whether it only goes round in a circle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kb.columns.table import Columns, Pairs
from kb.columns.terms import Ids, Mask, Terms

from .counting import Interval, intervals
from .network import Network


@dataclass(frozen=True)
class Origins:
    """On whose word a claim rests; nodes as N-Triples writes them, sorted.

    ``denied`` is the interval of those who deny it, ``retracted`` the reports that are left out; ``circular`` says that
    its reports only lead round, ``partly_circular`` that some do beside others that reach a root, ``unnamed`` that no
    root has a name.
    """

    roots: tuple[str, ...]
    affirmed: Interval
    denied: Interval
    circular: bool
    unnamed: bool
    retracted: tuple[str, ...]
    partly_circular: bool = False


@dataclass(frozen=True)
class Counted:
    """The origins of all claims: ``claims`` are the numbers of their terms, sorted; the rest has a row for each.

    ``roots`` and ``retracted`` are pairs of a row and the number of a report's term.
    """

    terms: Terms
    claims: Ids
    least: Ids
    most: Ids
    denied_least: Ids
    denied_most: Ids
    circular: Mask
    partly_circular: Mask
    unnamed: Mask
    roots: Pairs
    retracted: Pairs

    def at(self, row: int) -> Origins:
        """Return the origins of one claim."""
        return Origins(
            roots=self._texts(self.roots, row),
            affirmed=Interval(int(self.least[row]), int(self.most[row])),
            denied=Interval(int(self.denied_least[row]), int(self.denied_most[row])),
            circular=bool(self.circular[row]),
            unnamed=bool(self.unnamed[row]),
            retracted=self._texts(self.retracted, row),
            partly_circular=bool(self.partly_circular[row]),
        )

    def _texts(self, pairs: Pairs, row: int) -> tuple[str, ...]:
        return tuple(sorted(map(self.terms.text, pairs.values(row))))


def count(network: Network) -> Counted:
    """Count the origins of every claim that a report puts forward."""
    claims, inverse = np.unique(network.claims.right, return_inverse=True)
    reports = network.rows(network.claims.left)
    rows, size = inverse.astype(np.int32), len(claims)
    affirming, denying = network.affirming[reports], network.denying[reports]
    roots, circular = _reached(network, rows[affirming], reports[affirming], size)
    denied, _ = _reached(network, rows[denying], reports[denying], size)
    least, most = intervals(roots, network.organisation, network.firm, size)
    denied_least, denied_most = intervals(denied, network.organisation, network.firm, size)
    named = np.bincount(roots.left[~network.unnamed[roots.right]], minlength=size) > 0
    fallen = network.fallen[reports]
    round_again = np.bincount(rows[affirming & network.reached.in_circle[reports]], minlength=size)
    return Counted(
        terms=network.columns.terms,
        claims=claims,
        least=least,
        most=most,
        denied_least=denied_least,
        denied_most=denied_most,
        circular=circular,
        partly_circular=(most > 0) & (round_again > 0),
        unnamed=(most > 0) & ~named,
        roots=Pairs(roots.left, network.nodes[roots.right]),
        retracted=Pairs.of(rows[fallen], network.nodes[reports[fallen]]),
    )


def _reached(network: Network, rows: Ids, reports: Ids, size: int) -> tuple[Pairs, Mask]:
    """Return the roots that claims reach by some reports, and which have reports but reach nothing: circles."""
    sets = Pairs.of(rows, network.reached.which[reports])
    index, roots = network.reached.follow(sets.right)
    pairs = Pairs.of(sets.left[index], roots)
    circular = (np.bincount(rows, minlength=size) > 0) & (np.bincount(pairs.left, minlength=size) == 0)
    standing = pairs.right < len(network.nodes)  # the last row is what was withdrawn
    return Pairs(pairs.left[standing], pairs.right[standing]), circular


def origins(columns: Columns) -> Mapping[str, Origins]:
    """Return the origins of every claim that a report puts forward, by the claim as N-Triples writes it."""
    return answers(Network(columns))


def answers(network: Network) -> Mapping[str, Origins]:
    """Return the same from a network that is there already."""
    counted = count(network)
    return {network.columns.terms.text(claim): counted.at(row) for row, claim in enumerate(counted.claims.tolist())}
