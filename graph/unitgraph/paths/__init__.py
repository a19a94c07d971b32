"""Reads unit paths: from a text to its kind, direction and segments, with the evidence."""
