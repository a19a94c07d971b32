"""Foundations: errors, whole-file writes, sorting on disk, memory, packaged resources, display."""
