"""What rules about letters find, for those who show it and those who keep it."""
