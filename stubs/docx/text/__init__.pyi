"""Paragraphs and runs."""
