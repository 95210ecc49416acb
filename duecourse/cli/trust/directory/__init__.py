"""Commands on the directory of platforms."""
