"""What each letter has to say and must not, as lists; read by tests, never by the product."""
