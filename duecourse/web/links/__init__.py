"""People whom a private link brought."""
