"""Help in a reader's words: what each page is for, what words mean, and a first case to try on the demo."""
