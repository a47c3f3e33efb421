"""All triples as columns of integers, to be asked about whole sets of nodes at once.

``terms`` gives every RDF term a number; ``table`` keeps, for each predicate, its pairs of subject and object sorted
both ways; ``loading`` reads files into them on all processors; ``steps`` walks from sets of nodes along pairs.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy loads: it would start threads that nothing here uses
