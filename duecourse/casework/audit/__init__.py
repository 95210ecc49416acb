"""Proof afterwards: the record verified, and taken away as a bundle."""
