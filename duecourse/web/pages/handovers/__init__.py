"""Pages on which cases are handed over."""
