"""What colleagues say of a draft, on its page."""
