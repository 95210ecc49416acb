"""Pages about the house's own paper: letterheads, and one's own signature."""
