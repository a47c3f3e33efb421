"""Brings records of other formats into a knowledge base as Turtle files.

A module of ``kb.importers`` reads one format and yields items (``records``): a ``FactCheck`` is a neutral record,
``Triples`` are ready-made, ``Rejected`` is what cannot be imported, with the reason. The rest is done here, the same
for all formats. ``inputs`` opens files, folders and standard input; ``naming`` gives stable IRIs; ``agents`` finds
agents by host and exact name; ``mapping`` turns a fact-check into nodes; ``known`` tells what the knowledge base has,
so that nothing is written twice and a corrected record becomes a revision (``revising``); ``files`` lays nodes out
in files by publisher and year; ``matching`` proposes which claims may be the same; ``checking`` validates what would
be written; ``running`` puts it together and makes it durable through ``kb.writing.journal``: all files, or none.
"""
