"""Signing in with an account of the trust, at a provider of OpenID Connect."""
