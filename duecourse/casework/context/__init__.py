"""What every use case needs: services, the transaction, and what somebody may know of a case."""
