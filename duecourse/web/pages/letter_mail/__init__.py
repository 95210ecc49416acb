"""How a letter leaves by e-mail: to whom, what is sent, and what became of it."""
