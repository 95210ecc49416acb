"""Links by which people choose a password once: asked for, sent, printed, used, and what became of each."""
