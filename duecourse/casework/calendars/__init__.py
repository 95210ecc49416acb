"""The days of the schools, asked about without a case: dates worked out."""
