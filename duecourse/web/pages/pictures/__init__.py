"""Pages that show a procedure of a case as a picture."""
