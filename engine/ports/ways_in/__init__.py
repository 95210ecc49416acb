"""What a store must keep so that a way in cannot be used against its owner."""
