"""One letter to each of a list of people: the list, their letters, how each stands, and how they leave."""
