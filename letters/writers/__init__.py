"""One writer per form of a letter; every writer takes the same blocks."""
