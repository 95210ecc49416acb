"""The days of the schools: closed, opened again, loaded; and dates worked out without a case."""
