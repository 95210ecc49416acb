"""The letter that a step would have drafted, read before the step is taken: so one press takes the step and seals it.

It is written by what writes every draft, from the case as it would be after the step, and kept nowhere. What is sealed
afterwards is the draft of the case itself, and only where it says, word for word and fact for fact, what was read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import cast

from duecourse.casework.commands import letters
from duecourse.casework.commands.letter_checks.approval_state import why_not_approved
from duecourse.casework.commands.letter_checks.letter_check import WITHOUT_TAGS, said_of
from duecourse.casework.commands.letter_checks.people_told import PersonTold, people_told
from duecourse.casework.commands.letter_drafts.asked_letter import Supposed
from duecourse.casework.commands.letter_reasons import content_of
from duecourse.casework.commands.letter_texts import letter_text, write_draft
from duecourse.casework.context.look.case_reader import CaseReader, looking
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadInput, Mistake, NotFound
from engine.identity import ActionName, CaseReference, InstanceId
from engine.people.visibility import works_on
from engine.ports.letters.letterheads import pictured
from engine.ports.store import Reading
from engine.record.values import Letter
from engine.steps.permissions import Request
from engine.steps.take import act
from engine.steps.transition import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenLetter:
    """A letter as it would be drafted. `content` stands for what it says; `problems` and `waits` keep it from being
    sealed at once; `to`, `signed`, `named`, `checked` and `to_answer` are what one looks at before a letter leaves."""

    number: int
    title: str
    text: str
    content: str
    problems: tuple[str, ...]
    waits: tuple[str, ...]
    to: tuple[str, ...]
    signed: tuple[str, ...]
    named: tuple[PersonTold, ...]
    checked: tuple[str, ...]
    to_answer: tuple[str, ...]

    @property
    def may_be_sealed(self) -> bool:
        """Say whether nothing keeps it from being sealed with the step."""
        return not (self.problems or self.waits)


def foreseen_letter(
    case: CaseReader,
    on: InstanceId,
    action: ActionName,
    facts: Mapping[str, str],
    happened_at: datetime | None = None,
) -> ForeseenLetter | None:
    """Write the one letter that a step would have drafted, for who would work on it.

    None where it drafts none or several, or cannot be taken.
    """
    whole = whole_of(case)
    at = happened_at or whole.now
    request = Request(on=on, action=action, by=whole.caller.actor, happened_at=at, facts=facts, via=whole.caller.via)
    try:
        step = act(whole.policy, whole.record, request, whole.world)
    except BadInput:
        return None
    letter = _only_new(whole, step) if isinstance(step, Step) else None
    return _written(whole, step, letter) if isinstance(step, Step) and letter else None


def _only_new(whole: WholeCase, step: Step) -> Letter | None:
    known = whole.record.letters
    new = [each for key, each in step.case.letters.items() if key not in known and each.status == "draft"]
    if len(new) != 1 or new[0].recipients:
        return None
    instance = step.case.tracks.get(new[0].on)
    works = instance is not None and works_on(whole.policy, step.case, instance, whole.person)
    return new[0] if works else None


def _written(whole: WholeCase, step: Step, letter: Letter) -> ForeseenLetter | None:
    services, viewer, supposed = whole.services, whole.caller.viewer, Supposed(whole.reading, step.entries)
    reading = cast(Reading, supposed)
    try:
        draft = write_draft(services, reading, viewer, step.case, letter)
    except NotFound:
        return None
    title, rules = services.kind_of(letter.template).title, services.letters.rules(letter.template)
    pictures = whole.reading.pictures(step.case.organisation, pictured(draft.blocks))
    text = services.letters.show(draft.blocks, "html", title, pictures, draft=True)
    waits = why_not_approved(services, reading, whole.policy, step.case, letter, draft)
    signed = (*said_of(draft.facts, "sender", ("name", "role", "place")), *filter(None, (draft.signed_because,)))
    return ForeseenLetter(
        number=letter.number,
        title=title,
        text=text,
        content=content_of(draft, letter),
        problems=draft.problems,
        waits=tuple(each.says for each in waits),
        to=tuple(said_of(draft.facts, "addressee", ("name", "role", "organisation", "address", "email"))),
        signed=signed,
        named=tuple(people_told(whole, letter, unescape(WITHOUT_TAGS.sub(" ", text)), draft.facts)),
        checked=tuple(dict.fromkeys(says for says, by_machine in rules if by_machine)),
        to_answer=tuple(dict.fromkeys(says for says, by_machine in rules if not by_machine)),
    )


def seal_as_foreseen(services: Services, caller: Caller, reference: CaseReference, number: int, content: str) -> bool:
    """Seal a letter that was read before its step was taken; gives whether it was.

    It stays a draft, to be read on its own page, where it says anything else by now or something stands in the way.
    """
    try:
        with looking(services, caller, reference, f"letter {number}", given=True) as case:
            read = letter_text(case, number, "html")
        if not content or read.content != content or read.problems:
            return False
        letters.issue(services, caller, reference, number)
    except Mistake:
        # the step is recorded by now: whatever keeps the letter from being sealed is said on its own page
        return False
    return True
