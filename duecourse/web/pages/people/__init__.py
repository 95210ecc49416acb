"""Pages about people: who is part of a case, which roles they hold in it, and schools that share it."""
