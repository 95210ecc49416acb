"""The package of a file of Word: its parts, and what leads from one to another."""
