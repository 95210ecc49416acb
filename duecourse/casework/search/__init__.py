"""Words looked for in everything that somebody may read."""
