"""The letters themselves, as Markdown with Jinja; no code."""
