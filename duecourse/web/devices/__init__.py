"""The browser that somebody signs in with: its cookie, what it is called in words, and who sits at it asked again."""
