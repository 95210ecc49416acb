"""Commands on the days of schools: at what hour they end."""
