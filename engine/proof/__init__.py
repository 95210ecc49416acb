"""Proof by exploration: what a policy allows is walked through before anybody relies on it."""
