"""Letters to each of a list of people, as steps see them: what makes a set, and how it is told."""
