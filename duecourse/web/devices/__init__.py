"""The browser that somebody signs in with: its cookie, and what it is called in words."""
