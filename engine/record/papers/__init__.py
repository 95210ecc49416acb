"""What belongs to a letter of a case beside its words: who approved it, what goes with it, what was said of it."""
