"""Whom a letter to each of a list of people goes to: one of them, or, on the file copy, all of them."""

from __future__ import annotations

from collections.abc import Mapping

from duecourse.correspondence.dossier import Dossier
from engine.identity import FactName
from engine.people.names import titled_name
from engine.record.papers.listed_recipients import ListedRecipient, RecipientWords, recipient_words
from engine.record.values import Letter

EACH_BY_NAME = "(each of them, by name)"
"""Where the file copy would speak to somebody."""
EACH_ABOUT = "(whom the row of each names)"
"""Where the file copy would say whom it is about."""
EACH_KINDS = "(what the row of each names)"
"""Where the file copy would say which information about them it is."""


def listed(dossier: Dossier) -> Mapping[str, object]:
    """Give the addressee of a letter that has a list, or goes to one who is on it; nothing of any other letter."""
    letter = dossier.letter
    if letter.copy_of:
        first = dossier.case.letters[str(letter.copy_of)]
        found = next((each for each in first.recipients if each.number == letter.recipient), None)
        text = dossier.words.get((found.event, found.key)) if found else None
        return addressed(recipient_words(text)) if text else {"name": "Somebody whose name was erased"}
    if letter.recipients or dossier.kind.one_each:
        return _to_all(dossier, letter)
    return {}


def _to_all(dossier: Dossier, letter: Letter) -> Mapping[str, object]:
    what, _, fact = dossier.kind.to.partition(" ")
    group = (dossier.text(FactName(fact)) if what == "fact" else "") or "The people on its list"
    count = len(letter.recipients)
    told = f"one letter to each of {count} people" if count != 1 else "one letter, to the one person on its list"
    named: dict[str, object] = {"about": EACH_ABOUT, "kinds": [EACH_KINDS]}
    return {
        "name": f"{group.rstrip('.')}: {told if count else 'one letter to each'}",
        "salutation": EACH_BY_NAME,
    } | named


def addressed(row: RecipientWords) -> Mapping[str, object]:
    """Give one of the people as their letter has them."""
    known = {"address": row.address, "email": row.email, "salutation": row.salutation or titled_name(row.name)}
    known |= {"about": row.about}
    kinds = [each.strip() for each in row.kinds.split(",") if each.strip()]
    found: dict[str, object] = {"kinds": kinds} if kinds else {}
    return {"name": row.name, **found, **{part: text for part, text in known.items() if text}}


def row_of(words: Mapping[tuple[int, str], str | None], listed_: ListedRecipient) -> RecipientWords | None:
    """Give somebody on a list as they were entered; None where their words were erased."""
    text = words.get((listed_.event, listed_.key))
    return recipient_words(text) if text else None
