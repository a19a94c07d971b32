"""SPARQL over HTTP: the endpoint and the processes that run queries."""
