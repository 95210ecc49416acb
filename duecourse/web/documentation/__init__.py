"""The pages of `docs/`, read and shown within the site."""
