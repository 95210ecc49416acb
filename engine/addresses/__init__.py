"""Web addresses as people report them, what they lead to, and what is wrapped around them."""
