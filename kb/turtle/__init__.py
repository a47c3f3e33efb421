"""Turtle, TriG, N-Triples and N-Quads with the place of every term, down to the character.

``tokens`` cuts a text into tokens; ``parsing`` reads them into triples with spans; ``document`` finds the triples about
some terms without reading all of a large file; ``faults`` says in words what is wrong with a file that does not parse.
The triples themselves, for everything but places, are read by the library that ``kb.formats`` wraps, which is faster
and the authority on what is valid.
"""
