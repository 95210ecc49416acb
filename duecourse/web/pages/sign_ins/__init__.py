"""How people sign in, for those who keep them."""
