"""What the store holds about people, as pages and papers about privacy say it."""
