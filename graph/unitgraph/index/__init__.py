"""The index of a store: the DAG of units, their records and their names."""
