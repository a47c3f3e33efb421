"""Tables that people keep: what a sheet looks like, how it is read, and how content is laid out in one.

A sheet is a CSV or TSV file, or one of the sheets of an XLSX or ODS file. ``reading`` turns any of them into rows of
text with their places; the other modules know what the columns mean. Nothing here knows how a record becomes triples.
"""
