"""How good is the check? Breaks the shipped procedures one small piece at a time and counts what is found."""
