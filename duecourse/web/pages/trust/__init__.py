"""Pages about the trust itself: its days, and what its administrators keep."""
