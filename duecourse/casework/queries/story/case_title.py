"""What a case is called before somebody: a title made of what they may know, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from duecourse.casework.context.look.view import CaseView
from engine.identity import CASE, PersonId
from engine.language.vocabulary import FactKind
from engine.people.visibility import REPORTING
from engine.questions.answers import options_of
from engine.record.values import Part

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")

NAMED = 2
"""So many people or procedures are named in a title; of more, that there are others."""


def case_title(view: CaseView, reader: PersonId) -> str:
    """Say in a few words what a case is about, as far as `reader` sees it: by what was published about whom."""
    case = view.case
    if view.whole:
        affected = [view.name(person) for person in case.people if case.is_part(person, Part.AFFECTED)]
        return _titled(topic(view), len(case.addresses), affected)
    mine = case.people.get(reader, ())
    if Part.AFFECTED in mine:
        return f"{_pages(len(case.addresses))} about you" if case.addresses else "What happened to you"
    if CASE in case.tracks and any(part in REPORTING for part in mine):
        return f"What you reported: {_lower(topic(view))}"
    return _by_procedures(view) or topic(view)


def topic(view: CaseView) -> str:
    """Say what a case is mostly about, as it was reported; what a request is for; "Case" where nothing tells."""
    shell = view.case.tracks.get(CASE)
    track = view.policy.shell
    for kind in (FactKind.TOPIC, FactKind.PURPOSE):
        name = track.fact(kind)
        answer = shell.answers.get(name) if shell and name else None
        if answer is not None and isinstance(answer.value, str):
            return options_of(track.facts[name], view.policy.definition).get(answer.value, answer.value)
    return "Case"


def _titled(about: str, pages: int, affected: Sequence[str]) -> str:
    who = _several(affected)
    if pages:
        return f"{_pages(pages)} about {who}" if who else f"{_pages(pages)}: {_lower(about)}"
    return f"{about}: {who}" if who else about


def _pages(count: int) -> str:
    number = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return f"{number} web page" if count == 1 else f"{number} web pages"


def _several(names: Sequence[str]) -> str:
    """Name one or two people; of more, the first and how many others."""
    if len(names) <= NAMED:
        return " and ".join(names)
    return f"{names[0]} and {len(names) - 1} others"


def _by_procedures(view: CaseView) -> str:
    """Name a part of a case by its procedures, each with the person whom it is about."""
    definitions = ((view.policy.track(each.track).definition.title, each.person) for each in view.tracks)
    return _joined(f"{title}: {view.name(person)}" if person else title for title, person in definitions)


def _joined(titles: Iterable[str]) -> str:
    named = list(dict.fromkeys(titles))
    return "; ".join([*named[:NAMED], *(["and more"] if len(named) > NAMED else [])])


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
