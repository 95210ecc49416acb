"""The page of the notes on a case."""
