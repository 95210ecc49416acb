"""The way to a provider of OpenID Connect: its settings, and what is asked of it."""
