"""Pages by which cases are found."""
