"""A case as its events have made it: frozen values, effects, the chain, and replay."""
