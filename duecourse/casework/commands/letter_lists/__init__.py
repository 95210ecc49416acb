"""Which letters go to each of a list of people, and what the sending of one has to do with the step of all."""
