"""What a browser is called in words."""

from __future__ import annotations

import pytest

from duecourse.web.devices.device_words import words_of

APPLE = "AppleWebKit/537.36"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {APPLE} Chrome/131.0 Safari/537.36 Edg/131.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {APPLE} Safari/604.1", "Safari on an iPhone"),
        (f"Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) {APPLE} CriOS/131.0 Safari/604.1", "Chrome on an iPad"),
        (f"Mozilla/5.0 (Linux; Android 14) {APPLE} Chrome/125.0 Safari/537.36", "Chrome on an Android device"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {APPLE} Chrome/131.0 Safari/537.36", "Chrome on a Chromebook"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Safari/605.1.15", "Safari on a Mac"),
        ("curl/8.5.0 <script>", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_called_what_its_owner_calls_it_and_nothing_of_the_header_is_kept(agent: str, words: str) -> None:
    assert words_of(agent) == words
