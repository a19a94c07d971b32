"""The code words of edges that mean something to the program: answers need no more of how rows are read."""

AS_LISTED = "as-listed"
"""The relation of what a source does not say more of: it goes with any other."""
ACCEPTED, CONFLICT = "accepted", "conflict"
