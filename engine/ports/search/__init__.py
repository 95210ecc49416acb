"""What a store must keep so that words are found."""
