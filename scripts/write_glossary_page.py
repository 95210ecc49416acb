"""Write the page of the site that says what words mean, from the words of the glossary that a reader meets."""

from __future__ import annotations

import html
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "docs" / "glossary.md"
PAGE = ROOT / "duecourse" / "web" / "templates" / "help" / "glossary.html"
WORDS = (
    "Acting",
    "Address",
    "Affected person",
    "Alert",
    "Anonymous",
    "By hand",
    "Case",
    "CEOP",
    "Clause",
    "Clock",
    "Code",
    "Consent",
    "Cover",
    "Danger",
    "Deadline",
    "Declined",
    "Designated officer, LADO",
    "Dispatch",
    "DPO",
    "DSL",
    "Duty",
    "Evidence",
    "Hold",
    "Host",
    "ICO",
    "ISP",
    "Law",
    "Letter",
    "Outsider",
    "Post",
    "Reference",
    "Register",
    "Removal",
    "Role",
    "Safeguarding",
    "School day",
    "Second person",
    "Senior manager",
    "Subject",
    "Support",
    "Target",
    "Trust",
    "Witness",
)
"""What somebody meets who reads cases; the words of those who write procedures stand in the glossary alone."""
SHORT = ("Clause", "Evidence", "Post")
"""Words of which the first sentence alone is for such readers."""
_ENTRY = re.compile(r"^\*\*(.+?)\*\* – (.+?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
HEAD = """{% extends "layout.html" %}
{% block title %}What the words mean{% endblock %}
{% block help %}everything{% endblock %}
{# Written by scripts/write_glossary_page.py from docs/glossary.md. #}
{% block main %}
<h1 class="govuk-heading-xl">What the words mean</h1>
<p class="govuk-body"><a class="govuk-link" href="/help">All of the help</a></p>
<dl class="dc-glossary">
"""
FOOT = """</dl>
{% if own %}
<h2 class="govuk-heading-l" id="roles">The roles in your policy</h2>
<p class="govuk-body">So “{{ own.policy }}” calls those who deal with a case, and these posts hold each role.</p>
<dl class="dc-glossary">
{% for role in own.roles %}
<dt>{{ role.title }}</dt>
<dd>Held by: {{ role.held_by|join(", ") }}.
{% if role.then %} Where there is nobody: {{ role.then|join(", ") }}.{% endif %}</dd>
{% endfor %}
</dl>
{% endif %}
{% endblock %}
"""


def written() -> str:
    """Give the page as it has to stand."""
    known = dict(_ENTRY.findall(SOURCE.read_text(encoding="utf-8")))
    return HEAD + "".join(_entry(word, known[word]) for word in WORDS) + FOOT


def _entry(word: str, text: str) -> str:
    whole = " ".join(text.split())
    said = html.escape(whole.partition(". ")[0].rstrip(".") + "." if word in SHORT else whole, quote=False)
    said = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", said)
    said = re.sub(r"\*(.+?)\*", r"<em>\1</em>", said)
    said = re.sub(r"`(.+?)`", r"\1", said)
    anchor = re.sub("[^a-z]+", "-", word.casefold())
    return f'<dt id="{anchor}">{html.escape(word)}</dt>\n<dd>{said}</dd>\n'


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
