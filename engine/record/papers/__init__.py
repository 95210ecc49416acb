"""What stands beside a letter in a case: an approval, what goes with it, what colleagues said of its draft."""
