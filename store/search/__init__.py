"""Pieces of cases: written beside a step, and found by their words."""
