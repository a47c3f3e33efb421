"""All triples as columns of integers, to be asked about whole sets of nodes at once.

``terms`` gives every RDF term a number; ``table`` keeps, for each predicate, its pairs of subject and object sorted
both ways; ``loading`` reads files into them on all processors; ``steps`` walks from sets of nodes along pairs.
"""
