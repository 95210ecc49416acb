"""What must be able to write letters: a protocol, and what it gives."""
