"""Cases handed over by those who manage them: what there is, to whom it can go, and doing it in one press."""
