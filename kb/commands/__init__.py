"""The commands, one module each: read arguments, call one function, print, exit code.

A module here is imported by ``kb --help``: what takes long to import is imported by the function that uses it.
"""
