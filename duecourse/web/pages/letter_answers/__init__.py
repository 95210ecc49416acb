"""What becomes of a letter that has gone out: answers, what came back, another address, a time to wait."""
