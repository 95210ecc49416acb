"""What a clause says as letters print it: the policy's own, without how we read it and without what we never do."""

from __future__ import annotations

import re

import pytest

from duecourse.correspondence.dossier import as_said, merged
from tests.services import library
from tests.unit.letters.facts import shipped

OURS = re.compile(r"\b(?:ours|our|we)\b|names nobody|its own table", re.IGNORECASE)
PASSWORDS = re.compile(r"\bmay mean\b.*(?:password|log-in)")


@pytest.mark.parametrize("policy", library().policies)
def test_no_clause_of_a_policy_is_printed_with_a_reading_or_a_limit_of_ours(policy: str) -> None:
    definition = library().policies[policy].definition
    written = {number: each.says for number, each in definition.clauses.items()}
    written |= {number: each.says for number, each in definition.conduct.items()}
    printed = {number: as_said(says) for number, says in written.items()}

    assert {number: says for number, says in printed.items() if OURS.search(says)} == {}
    assert {number: says for number, says in printed.items() if PASSWORDS.search(says)} == {}
    assert [number for number, says in printed.items() if not says.strip()] == []


@pytest.mark.parametrize("policy", library().policies)
def test_no_clause_of_a_policy_holds_words_that_no_letter_may_say(policy: str) -> None:
    clauses = library().policies[policy].definition.clauses
    rules = frozenset.intersection(*(frozenset(letter.never) for letter in shipped().templates.values()))
    words = [word for rule in rules if not rule.facts for word in rule.words]

    assert len(words) > 20
    assert [(number, word) for number, each in clauses.items() for word in words if word in each.says.lower()] == []


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("It is reported; that others are asked as well is a limit of ours", "It is reported"),
        ("Up to dismissal; that this means with notice is our reading, as it says nothing else", "Up to dismissal"),
        ("Only with permission (it names nobody; that it is the head is ours)", "Only with permission"),
        ("They co-operate, which may mean passwords, logins and copies; it is prompt", "They co-operate; it is prompt"),
        ("Staff tell the head; with 3.1 we read: or the lead", "Staff tell the head"),
        ("Nothing to leave out", "Nothing to leave out"),
    ],
)
def test_a_clause_is_said_in_its_own_words(clause: str, said: str) -> None:
    assert as_said(clause) == said


def test_parts_of_a_clause_stand_as_a_sentence_each() -> None:
    assert merged(["It may be required.", "Not doing so may lead to action"]) == (
        "It may be required. Not doing so may lead to action"
    )
