"""Writes statements: the vocabulary, the triples of what was read, lines of N-Quads."""
