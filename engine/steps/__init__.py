"""What may be done under a policy, and what follows: one act, its permissions and its consequences."""
