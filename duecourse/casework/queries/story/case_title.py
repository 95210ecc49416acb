"""What a case is called before somebody: a title made of what they may know, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from duecourse.casework.context.agenda.title_parts import NO_TOPIC, heading_of, topic_of
from duecourse.casework.context.look.view import CaseView
from engine.identity import CASE, FactName, PersonId
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import FactKind
from engine.ports.agenda.headings import CaseHeading, HeadingForm
from engine.questions.answers import options_of

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")

NAMED = 2
"""So many people or procedures are named in a title; of more, that there are others."""
NOTHING_TOLD = "Case"
"""What a case is called of which nothing tells what it is about."""


def case_title(view: CaseView, reader: PersonId) -> str:
    """Say in a few words what a case is about, as far as `reader` sees it: by what was published about whom."""
    shell = view.case.tracks.get(CASE)
    heading = heading_of(
        view.case.tracks,
        view.case.people,
        topic_of(view.policy, shell.answers) if shell is not None else NO_TOPIC,
        mine=view.case.people.get(reader, ()),
        is_whole=view.whole,
    )
    return worded(view.policy, heading, view.name)


def worded(policy: CompiledPolicy, heading: CaseHeading, name: Callable[[PersonId], str]) -> str:
    """Word a title in the terms of the policy of its case; `name` gives what somebody is called."""
    about = _topic(policy, heading.fact, heading.value)
    match heading.form:
        case HeadingForm.WHOLE:
            return _titled(about, heading.pages, [name(person) for person in heading.affected])
        case HeadingForm.YOURS:
            return f"{_pages(heading.pages)} about you" if heading.pages else "What happened to you"
        case HeadingForm.REPORTED:
            is_request = heading.fact == policy.shell.fact(FactKind.PURPOSE) and heading.value
            return f"{'Your request' if is_request else 'What you reported'}: {_lower(about)}"
        case HeadingForm.PARTS:
            return _by_procedures(policy, heading, name) or about


def _topic(policy: CompiledPolicy, fact: FactName, value: str) -> str:
    known = policy.shell.facts.get(fact)
    return options_of(known, policy.definition).get(value, value) if known is not None else NOTHING_TOLD


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


def _by_procedures(policy: CompiledPolicy, heading: CaseHeading, name: Callable[[PersonId], str]) -> str:
    """Name a part of a case by its procedures, each with the person whom it is about."""
    known = (
        (policy.tracks[track].definition.title, person) for track, person in heading.parts if track in policy.tracks
    )
    return _joined(f"{title}: {name(person)}" if person else title for title, person in known)


def _joined(titles: Iterable[str]) -> str:
    named = list(dict.fromkeys(titles))
    return "; ".join([*named[:NAMED], *(["and more"] if len(named) > NAMED else [])])


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
