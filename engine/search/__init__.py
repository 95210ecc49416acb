"""Words looked for: how they are spelled so that they are found, and which pieces of a case have some."""
