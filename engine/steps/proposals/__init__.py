"""What a step proposes in a case, and answers held against it."""
