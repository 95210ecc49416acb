"""What is taken out of a case for good: what can be, asking and doing, and the list of what was."""
