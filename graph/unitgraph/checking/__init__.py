"""From a name to an answer, and from many names to a table."""
