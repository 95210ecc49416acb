"""The house's own paper: letterheads of schools and the trust, and signatures that their owners give."""
