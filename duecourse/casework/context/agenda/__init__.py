"""Worked out with each step: what a case is called before each person, and which act of it is next."""
