"""Commands by which cases are found."""
