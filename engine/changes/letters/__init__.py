"""Changes of letters of a case: edited, enclosed with, approved, on their way, and what became of them."""
