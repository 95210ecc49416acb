"""Words of people that a letter must bring out literally, each with the words that are expected to be read."""

import pytest

LONG_ADDRESS = "https://social.example/share?u=" + "a1-_%2F.b" * 67 + "endofit"
VERY_LONG_ADDRESS = "https://social.example/" + "0123456789" * 997 + "endofit"

LITERAL = {
    "a script": "<script>alert('x')</script>",
    "an image": '<img src="https://evil.example/x.png" onerror="alert(1)">',
    "a closing tag": "</p></main></body>",
    "an HTML comment": "<!-- hidden -->",
    "HTML entities": "&lt;b&gt; &amp; &#60; &copy; &nbsp;",
    "Jinja output": "{{ 7 * 7 }}",
    "Jinja statements": "{% include 'secret' %}{# gone #}",
    "an attempt at the sandbox": "{{ ''.__class__.__mro__ }}",
    "Markdown emphasis": "**bold** _slanted_ __under__ ~~struck~~",
    "a Markdown link": "[click](javascript:alert(1))",
    "a Markdown image": "![pixel](https://evil.example/p.gif)",
    "a Markdown heading": "# Not a heading",
    "a Markdown rule": "---",
    "a Markdown list": "- one",
    "a numbered list": "1. one",
    "a Markdown fence": "```signature",
    "a table row": "| a | b |",
    "a quotation": "> said he",
    "backslashes": "C:\\temp\\*\\_ \\u202e \\n",
    "Typst code": '#read("/etc/passwd") $x$ #eval("1")',
    "a formula": '=HYPERLINK("https://evil.example")',
    "quotation marks": "“you” 'and' \"them\" it’s",
    "SQL": "'; DROP TABLE letters; --",
    "Hebrew": "את לא רצויה כאן",
    "Arabic in a sentence": "he wrote اخرجي now",
    "emoji": "😡🤡 👩🏽‍🏫 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "accents that combine": "Zoe\u0308 and Zoë",
    "Chinese": "你好 老师",
    "an address of 640 characters": LONG_ADDRESS,
    "an address of 10,000 characters": VERY_LONG_ADDRESS,
    "a slot of our own, spelt out": "\\ue0000\\ue001",
    "the words of the marker": "[missing: nothing at all]",
    "a percent sign and braces": "100% %s {0} ${HOME} `ls`",
    "a mention": "@everyone #wickford",
}

SHOWN = {
    "a direction override": ("abc\u202egnp.exe", "abc[U+202E]gnp.exe"),
    "an isolate": ("a\u2066b\u2069c", "a[U+2066]b[U+2069]c"),
    "a mark of direction": ("a\u200fb\u061cc", "a[U+200F]b[U+061C]c"),
    "a null": ("a\x00b", "a[U+0000]b"),
    "a bell and an escape": ("a\x07\x1b[31mred", "a[U+0007][U+001B][31mred"),
    "a blank without width": ("pass\u200bword", "pass[U+200B]word"),
    "a soft hyphen": ("of\u00adfer", "of[U+00AD]fer"),
    "a byte-order mark": ("\ufeffhello", "[U+FEFF]hello"),
    "a slot of our own": ("\ue0000\ue001", "[U+E000]0[U+E001]"),
    "half a character": ("a\ud800b", "a[U+D800]b"),
    "no character": ("a\uffffb", "a[U+FFFF]b"),
    "invisible tags without a flag": ("a\U000e0041b", "a[U+E0041]b"),
    "a line separator": ("one\u2028two", "one\ntwo"),
    "line ends of Windows": ("one\r\ntwo\rthree", "one\ntwo\nthree"),
    "a tab": ("one\ttwo", "one two"),
    "paragraphs": ("first\n\nsecond", "first\n\nsecond"),
}

ALL = [
    *(pytest.param(words, words, id=name) for name, words in LITERAL.items()),
    *(pytest.param(given, shown, id=name) for name, (given, shown) in SHOWN.items()),
]
