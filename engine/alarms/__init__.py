"""A danger that nobody has opened goes on to others."""
