"""The hierarchy of a store as it is looked up: the DAG of units, their records, their names."""
