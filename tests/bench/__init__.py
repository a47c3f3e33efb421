"""Benchmarks: made-up knowledge bases of any size, and what the commands take on them."""
