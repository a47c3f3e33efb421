"""The plan of a validation: any SHACL shapes graph, compiled so that whole sets of nodes are judged at once.

``shapes`` says what a plan consists of; ``reading`` compiles a shapes graph into it; ``suspects`` runs it over columns
and returns, for each shape, the focus nodes that may break it. A plan errs towards too many suspects, never too few:
pySHACL then validates the suspects alone, and what it finds is what counts.
"""
