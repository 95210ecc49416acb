"""Evidence looked at: previews, the words of a file, and what came with an e-mail taken in custody by itself."""
