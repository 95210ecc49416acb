"""Commands by which cases are linked."""
