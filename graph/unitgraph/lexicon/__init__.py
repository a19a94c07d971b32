"""Names and words: folded forms, spelling, word tables, places."""
