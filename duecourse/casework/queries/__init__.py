"""What is read of cases: each look passes the visibility filter, and nothing is written but that somebody looked."""
