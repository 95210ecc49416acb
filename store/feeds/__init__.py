"""Calendars of deadlines that a calendar program fetches by a secret address, one for each person."""
