"""Commands by which those who keep people let them choose how they sign in."""
