"""The names of kinds."""
