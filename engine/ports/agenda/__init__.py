"""What a case is called before somebody, and whose turn it is: kept in codes, and worded where it is read."""
