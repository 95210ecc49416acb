"""Registers and questions about the policy: filed, looked up, and who has read what."""
