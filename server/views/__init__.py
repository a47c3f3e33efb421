"""What is shown of things: plain dataclasses that pages, feeds and services share, read from the store by few queries.

``claims.summaries(ask, iris)`` gives the claims of a list with their reviews and origins, three queries for all of
them; ``claim.claim_in_full(ask, iri)`` one claim with its chain, evidence, quotes and sources; ``review``, ``source``,
``agent``, ``topic`` what their pages show. ``ask`` puts a CONSTRUCT to the store and returns N-Triples;
``store.ask`` is the one of the server. Nothing is built from what a user sends but IRIs, which are checked as terms.
"""
