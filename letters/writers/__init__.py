"""One writer per form of a letter; every writer takes the same blocks."""

DRAFT = "DRAFT: not issued"
"""What every form of a draft says first, to those who see it and to those who hear it."""
