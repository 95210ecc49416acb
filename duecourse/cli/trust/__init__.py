"""Commands that set up and keep a trust: schools, people, posts, helplines, settings, accounts."""
