"""What a browser calls itself, in words by which its owner knows it again: “Firefox on Windows”."""

from __future__ import annotations

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""What stands in the header, and what people call it; the first that is there, for most of them name others too."""
SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "an Android device"),
    ("CrOS", "a Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)
UNKNOWN_BROWSER = "An unknown browser"


def words_of(agent: str) -> str:
    """Say which browser on what it is, of a closed list: nothing of the header itself is ever kept or shown."""
    browser = next((words for mark, words in BROWSERS if mark in agent), UNKNOWN_BROWSER)
    system = next((words for mark, words in SYSTEMS if mark in agent), "")
    return f"{browser} on {system}" if system else browser
