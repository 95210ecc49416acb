"""Pages by which a trust is set up: what is missing still, and its own lists."""
