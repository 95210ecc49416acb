"""Which kind of data about people each column of the store holds."""
