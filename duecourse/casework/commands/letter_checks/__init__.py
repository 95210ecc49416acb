"""What is asked of a letter before it leaves: a second person who approves it."""
