"""Checks of procedure files: every finding at once, each with its line and what would be allowed."""
