"""Moments, lengths of time, calendars, and when a clock runs out, with its explanation."""
