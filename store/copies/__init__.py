"""Copies of a store: for a backup, put back from one, and moved to another database."""
