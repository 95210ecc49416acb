"""Policies: files read, checked and compiled; what was read before kept; proofs; and the library of all versions."""
