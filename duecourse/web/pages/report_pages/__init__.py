"""Beside the questions of a report: its draft as it is kept, files that come with it, and what is told after it."""
