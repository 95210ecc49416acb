"""One script per row of the performance table; each prints its ratio, both sides measured in one run."""
