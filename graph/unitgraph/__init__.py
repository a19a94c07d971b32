"""unitgraph: hierarchies of security-force units that were denied assistance, as a graph with its evidence."""

__version__ = "0.1.0"
