"""The glossary: words of the field by hand, names of the code from the code, and nothing that neither uses."""

import re
from pathlib import Path

from scripts.write_names import FILE, page

ROOT = Path(__file__).parents[3]
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
TERMS = re.findall(r"^\*\*([^*]+)\*\*", GLOSSARY, re.MULTILINE)
PLACES = ("duecourse", "engine", "letters", "store", "workflows", "scripts")
KINDS = {".py", ".html", ".j2", ".yaml"}

NOUNS = {
    *("Act", "Action", "Actor", "Alert", "Answer", "Caller", "Case", "Cause", "Change", "Clause", "Clock", "Deadline"),
    *("Decision", "Effect", "Entry", "Event", "Fact", "Finding", "Guard", "Hold", "Instance", "Letter", "Occasion"),
    *("Option", "Outcome", "Policy", "Post", "Question", "Reason", "Recording", "Redaction", "Refusal", "Role"),
    *("Services", "State", "Step", "Sweep", "Track", "Transaction", "View", "World"),
}
"""The commonest nouns of the code, which a newcomer meets on the first day."""


def plain(text: str) -> str:
    """Words only, small and in one row: `recorded_by` and "Recorded by" read alike."""
    return re.sub(r"[\W_]+", " ", text).lower()


def used() -> str:
    """All that code, screens, letters and procedures say."""
    paths = (path for place in PLACES for path in (ROOT / place).rglob("*") if path.suffix in KINDS)
    return plain("\n".join(path.read_text(encoding="utf-8") for path in paths))


def test_the_commonest_nouns_are_explained() -> None:
    assert NOUNS - set(TERMS) == set()


def test_terms_stand_in_order_and_once() -> None:
    assert [plain(term) for term in TERMS] == sorted({plain(term) for term in TERMS})


def test_no_term_is_explained_that_nobody_uses() -> None:
    text = used()
    names = {term: [plain(name).strip() for name in term.split(",")] for term in TERMS}

    assert {term for term, known in names.items() if not any(f" {name}" in text for name in known)} == set()


def test_the_names_of_the_code_are_written_from_the_code() -> None:
    assert FILE.read_text(encoding="utf-8") == page(), "run `make names`"


def test_every_package_module_and_class_says_what_it_is() -> None:
    silent = [line for line in page().splitlines() if re.search(r"(–|:) *$", line)]

    assert silent == []
