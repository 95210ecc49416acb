"""What is done about steps that were taken: taken back, put as they were, moved to another version."""
