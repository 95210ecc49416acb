"""The use cases: one function each, one transaction each. Who may, and what follows, the engine decides."""
