"""Descriptions of things and of the dataset as RDF."""
