"""Mentions of units become units, each with an IRI."""
