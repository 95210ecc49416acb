"""The durable store: the only place where SQL is written or run."""
