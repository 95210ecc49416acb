"""What was found in a case, given out as far as its reader may read it."""
