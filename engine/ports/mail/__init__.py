"""What leaves as mail: the relay that takes it, and what a store knows of what waits."""
