"""Commands on the house's own paper: letterheads, logos, specimens, and whose signatures are kept."""
