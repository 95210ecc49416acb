"""Forms: fields, dates, what was typed, and the questions of a report."""
