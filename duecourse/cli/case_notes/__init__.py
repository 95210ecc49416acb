"""Commands on the notes of a case."""
