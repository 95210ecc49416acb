"""The page of a step: what stands on it, and steps whose answers follow by themselves."""
