"""Ways in for those who are not signed in yet, beside a name and a password."""
