"""The way to the trust's own mail relay."""
