"""Commands on policies: check, list, coverage, adoption."""
