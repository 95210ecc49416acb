"""What is written down so that somebody can watch over an installation."""
