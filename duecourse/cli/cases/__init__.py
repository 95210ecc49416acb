"""Commands on cases: reports, steps, letters, times, registers, and their record."""
