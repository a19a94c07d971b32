"""Descriptions of resources and of the dataset as RDF."""
