"""The correspondence of a case put together as one file."""
