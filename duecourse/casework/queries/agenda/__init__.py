"""What somebody has to do: one line for each case, by the act that is next in it and by whose it is."""
