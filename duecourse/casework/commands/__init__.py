"""What changes a case: one function each, one transaction each."""
