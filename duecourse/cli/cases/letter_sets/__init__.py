"""Commands on a letter to each of a list of people: the list, and their letters."""
