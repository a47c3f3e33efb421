"""Writes that come over the network: SPARQL Update, and whole graphs.

A write goes through these modules in order. ``splitting`` cuts an update into operations, ``operations`` and
``templates`` read them, ``evaluating`` works out which triples each takes away from which graph and adds to it
(``changes``). ``patching`` brings that into the text of the Turtle files (``statements``, ``layout``), ``checking``
validates what comes of it, ``journal`` makes it durable. ``applying`` puts them together, and ``process`` runs it all
where it can be stopped.

Nothing here runs an update on the store: the store is asked, the files are changed, and then it is built from them.
"""
