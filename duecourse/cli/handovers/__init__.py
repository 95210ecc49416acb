"""Commands by which cases are handed over."""
