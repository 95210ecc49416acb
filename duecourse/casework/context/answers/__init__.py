"""Answers held against what is known of the person who gives them."""
