"""The way to a database: its dialects, one transaction, and fixed statements."""
