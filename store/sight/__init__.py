"""How a case stands before everybody: rows that steps write and lists read."""
