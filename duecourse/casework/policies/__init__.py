"""Policies as people read and adopt them: coverage, grounds, proofs, and files that are still being written."""
