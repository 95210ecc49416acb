"""Evidence looked at on pages: its preview, its words, and what came with an e-mail."""
