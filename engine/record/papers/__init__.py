"""What a letter of a case holds besides its own state."""
