"""Turtle, TriG, N-Triples and N-Quads with the place of every term, down to the character.

``tokens`` cuts a text into tokens; ``taking``, ``nodes`` and ``parsing`` read them into triples with spans.
``document`` finds the triples about some terms without reading all of a large file: ``spellings`` knows where a term
can stand, ``statements`` reads what is there. ``faults`` reads a file that does not parse from fault to fault:
``strict`` asks the authority about IRIs and languages, ``wording`` and ``advice`` put into words what is wrong and what
to type. The triples themselves, for everything but places, are read by the library that ``kb.formats`` wraps, which is
faster and the authority on what is valid.
"""
