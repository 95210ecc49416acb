"""How PostgreSQL looks for the words of a piece; SQLite has a table of its own beside the pieces."""

AS_WORDS = "array_to_tsvector(array_remove(string_to_array(words, ' '::text), ''::text))"
"""What the index of the pieces is built over, and what a search asks in the same words."""
