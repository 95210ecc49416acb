"""Procedure knowledge is YAML: no code decides by the name of a shipped track, step, question, role or letter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pytest

from tests.names import EVERYDAY, ROOT, VOCABULARY, Hit, Search, parameters, shipped

PRODUCT = ("engine", "store", "letters", "duecourse")
APART = ("duecourse/demo/", "store/migrations/versions/", "engine/language/vocabulary.py")
"""What tells invented stories, what is a record of the past, and the words of the language themselves."""

OF_OUR_OWN: Mapping[tuple[str, str], str] = {
    ("engine/", "not_needed"): "how a clock stands in the record",
    ("engine/", "met"): "how a clock stands in the record",
    ("duecourse/casework/context/look/narrative.py", "met"): "how a clock stands in the record",
    (
        "duecourse/casework/context/look/entries.py",
        "not_yet",
    ): "how an entry stands on a day, in our own enumeration",
    (
        "duecourse/casework/context/look/entries.py",
        "in_force",
    ): "how an entry stands on a day, in our own enumeration",
    ("engine/changes/letters/approvals.py", "approved"): "how a draft stands with a second person",
    ("engine/ports/letters/waiting_letters.py", "approved"): "how a draft stands with a second person",
    (
        "duecourse/casework/commands/letter_checks/approval_state.py",
        "approved",
    ): "how a draft stands with a second person",
    ("duecourse/web/pages/", "category"): "a question of a small form of ours",
    ("duecourse/web/pages/", "reason"): "a question of a small form of ours",
    ("duecourse/web/pages/", "url"): "a question of a small form of ours",
    ("duecourse/web/templates/", "in_force"): "how an entry stands on a day, in our own enumeration",
    ("engine/identity.py", "case/1"): "the first instance of the track that the language reserves; a test keeps it so",
    ("engine/reasons.py", "not_yet"): "a reason of the engine, in its own enumeration",
    ("store/accounts.py", "seen_at"): "a column of the sessions",
}
"""Words that mean something else where they stand, each with what."""


@cache
def product() -> Mapping[str, str]:
    """Every module that decides something, by its path."""
    found: dict[str, str] = {}
    for package in PRODUCT:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(APART):
                found[name] = path.read_text(encoding="utf-8")
    return found


@cache
def known() -> Mapping[str, Mapping[int | str, str]]:
    return parameters(iter(product().values()))


@cache
def hits() -> tuple[tuple[str, Hit], ...]:
    """Every literal of the product that decides by a name, with its module."""
    return tuple((name, hit) for name, text in product().items() for hit in Search(text, shipped(), known()).hits())


def excuse(name: str, literal: str) -> tuple[str, str] | None:
    return next((each for each in OF_OUR_OWN if name.startswith(each[0]) and literal == each[1]), None)


def test_no_code_decides_by_a_name_of_the_shipped_procedures() -> None:
    found = {
        f"{name}:{hit.line}": f"{hit.literal!r}, {hit.why}" for name, hit in hits() if excuse(name, hit.literal) is None
    }

    assert found == {}, "what code must know is declared by kind: docs/reference/procedure-language.md"


def test_every_word_that_is_let_pass_is_still_there() -> None:
    used = {excuse(name, hit.literal) for name, hit in hits()}
    used |= {each for each in OF_OUR_OWN if "/templates/" in each[0]}

    assert set(OF_OUR_OWN) - used == set()


def test_no_page_decides_by_a_name_of_the_shipped_procedures() -> None:
    names = {name for name in shipped().kinds if not EVERYDAY.fullmatch(name)}
    templates = sorted((ROOT / "duecourse/web/templates").rglob("*.html"))
    quoted = re.compile(r"""(?:==|!=|\bin\b|\bget\(|\[)\s*["']([^"']+)["']|["']([^"']+)["']\s+in\b""")
    inside = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
    found = {
        (path.name, literal)
        for path in templates
        for expression in inside.findall(path.read_text(encoding="utf-8"))
        for literal in (first or last for first, last in quoted.findall(expression))
        if literal in names and literal not in VOCABULARY and excuse("duecourse/web/templates/", literal) is None
    }

    assert found == set()


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('if name == "host_name":\n    pass', ["host_name"]),
        ('IMAGE = "illegal_image"', ["illegal_image"]),
        ('LOOKS = ("look_after_a_week", "x")', ["look_after_a_week"]),
        ('def who(role: str = "senior manager"): ...', ["senior manager"]),
        ('INQUIRY = "investigation/1"', ["investigation/1"]),
        ('on = f"removal/{number}"', ["removal/"]),
        ('OWN = {"L02": request}', ["L02"]),
        ('letter.startswith("L02-takedown-request")', ["L02-takedown-request"]),
        ('told = definition.actions["send"]', ["send"]),
        ('state = track.done.get("triage")', ["triage"]),
        ('said = "finding" in instance.answers', ["finding"]),
        ('if event.action == "escalate":\n    pass', ["escalate"]),
        ('if step in ("escalate", "recheck"):\n    pass', ["escalate", "recheck"]),
        ('match track:\n    case "parent":\n        pass', ["parent"]),
        ('removals = case.of_track("removal")', ["removal"]),
        ('act(place, action="offer")', ["offer"]),
        ('def act(action: str = "refer"): ...', ["refer"]),
        ('WORDS = {"removal": 1}[track]', []),
        ('METHODS = {"send": "Request", "remind": "Reminder"}', ["remind", "send"]),
        ('SILENT = ("threatening", "both")', ["both", "threatening"]),
        ('chosen = policy.cites("police", "refer")', ["police"]),
        ('"""A docstring may tell of removal/2 and host_name."""', []),
        ('if answer.value == "yes":\n    pass', []),
        ('print("the step `send` of removal/2")', []),
        ('reason = form.get("reason")', []),
    ],
)
def test_a_name_is_found_in_whatever_way_code_decides_by_it(code: str, found: list[str]) -> None:
    assert sorted({hit.literal for hit in Search(code, shipped(), known()).hits()}) == sorted(found)
