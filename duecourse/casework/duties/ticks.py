"""Ticking off what was done outside Duecourse: by those whose it is, with the day and a note."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from duecourse.casework.administration.permission import demand_active, note
from duecourse.casework.context.own_policy import own_policy
from duecourse.casework.context.services import Caller, Services, school_of, spend
from duecourse.casework.duties.by_hand import HandDuty, hand_duties, place_in, posts_doing
from engine.errors import BadAnswers, BadInput, NotFound, NotPermitted
from engine.identity import NO_SCHOOL, PostName
from engine.language.compiled import CompiledPolicy
from engine.ports.records import DoneByHand
from engine.questions.texts import check_text


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTick:
    """That something was done: the number of the policy, where (a school's key; "" for the trust), when, and a note.

    Without a day, it was today.
    """

    number: str
    school: str = ""
    done_on: date | None = None
    note: str


def tick_off(services: Services, caller: Caller, new: NewTick) -> HandDuty:
    """Note that something was done by hand, once; gives how it stands then.

    What is ticked off again replaces what was noted before, which stays in the record.

    Raises:
        NotFound: the policy asks for no such thing there. NotPermitted: it is somebody else's.
        BadAnswers: a day to come, or no note.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        spend(writing, caller, new.number, now)
        trust = writing.organisation()
        person = demand_active(writing, caller)
        policy, schools = own_policy(services.library, trust), writing.schools(trust.id)
        school = place_in(schools, school_of(writing, trust.id, new.school).id) if new.school else NO_SCHOOL
        held = {each.post for each in person.held(now) if place_in(schools, each.school) == school}
        _demand_theirs(policy, new.number, held)
        today = now.astimezone(ZoneInfo(trust.zone)).date()
        done = DoneByHand(
            id=services.ids.identifier(),
            organisation=trust.id,
            policy=policy.definition.policy,
            number=new.number,
            school=school,
            done_on=new.done_on or today,
            by=person.id,
            noted_at=now,
            note=_checked(new, today),
        )
        writing.tick_off(done)
        note(writing, services, caller, "done by hand", done.id)
    key = next((each.key for each in schools if each.id == school), "")
    return next(each for each in hand_duties(services, caller) if (each.number, each.school) == (new.number, key))


def _demand_theirs(policy: CompiledPolicy, number: str, held: Collection[PostName]) -> None:
    duty = policy.definition.by_hand.get(number)
    if duty is None or duty.arises is not None:
        raise NotFound(f"The policy has no number {number} that is done by hand. `duecourse by-hand list` lists them.")
    posts = posts_doing(policy, duty)
    if not any(post in held for post in posts):
        raise NotPermitted(f"This is ticked off there by those whose it is: {', '.join(posts) or 'nobody by a post'}.")


def _checked(new: NewTick, today: date) -> str:
    faults = dict[str, str]()
    if new.done_on is not None and new.done_on > today:
        faults["done_on"] = "This day is still to come. Tick it off once it is done."
    words = new.note.strip()
    try:
        check_text(words)
    except BadInput as wrong:
        faults["what_was_done"] = str(wrong)
    if not words:
        faults["what_was_done"] = "Say in a few words what was done, for the person who looks next."
    if faults:
        raise BadAnswers.of(faults)
    return words
