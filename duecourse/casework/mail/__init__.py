"""Mail: what is tried out, what waits, and what is decided about it."""
