"""How people sign in, and what a password must be."""
