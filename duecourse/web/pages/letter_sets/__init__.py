"""The pages of a letter to each of a list of people: its list, and how the letter of each stands."""
