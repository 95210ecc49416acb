"""What every use case needs at hand: services, the transaction, and what somebody may know of a case."""
