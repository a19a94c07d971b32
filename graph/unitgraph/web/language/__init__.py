"""The languages of the pages: which one a reader gets, and texts, numbers and dates in it."""
