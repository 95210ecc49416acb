"""Letters that leave by e-mail: to whom, as what, given to be sent, and what became of it."""
