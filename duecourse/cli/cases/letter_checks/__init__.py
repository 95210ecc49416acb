"""Commands on what is asked of a letter before it leaves."""
