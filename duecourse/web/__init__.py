"""The browser's way in: server-rendered pages that work without JavaScript. No rule is decided here."""
