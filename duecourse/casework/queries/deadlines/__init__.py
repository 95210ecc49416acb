"""Everything that somebody has to meet, by day."""
