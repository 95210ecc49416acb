"""What somebody had read before they changed it."""
