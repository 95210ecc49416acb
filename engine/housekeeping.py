"""What may be done to a case besides the steps of its tracks: people, roles, addresses, corrections, holds,
clocks, letters and evidence. Each is one event; each answers with a `Step` or a `Refusal`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engine.addresses import page_of, reported
from engine.answers import take_facts
from engine.bounds import Cause, Occasion
from engine.case import CASE, Actor, Case, Evidence, Letter, Part, Track
from engine.causes import outside, sealing
from engine.chain import Event
from engine.clockwork import Extension
from engine.compiled import CompiledPolicy
from engine.contradictions import refuse_contradictions
from engine.correcting import why_not_correct
from engine.deadlines import extended, may_change, paused, resumed
from engine.definition import Opening
from engine.definition import Track as Definition
from engine.duration import Duration
from engine.effects import Alerted, Clocked, EvidenceChanged, Held, LetterChanged, PersonAdded, RoleChanged
from engine.errors import BadInput, Reason
from engine.image_gate import flag, flag_all, image_gate, suspicion
from engine.opening import answered, attach, follow_openings
from engine.policy import conclude, instance, record_address
from engine.recording import Recording, Refusal, Step, World
from engine.seeing import works_on
from engine.settling import HELD
from engine.staffing import candidates, conflict, is_passed_on


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes what about a case, when it happened, and why; the reason is kept as words."""

    by: Actor
    happened_at: datetime
    reason: str = ""
    via: str = ""


def _begin(
    policy: CompiledPolicy,
    case: Case,
    kind: str,
    change: Change,
    world: World,
    on: str = "",
    action: str = "",
) -> Recording:
    event = Event(0, kind, world.at, change.happened_at, change.by.person, on, action)
    recording = Recording.begin(policy, world, case, event)
    recording.keep("via", change.via)
    recording.keep("reason", change.reason)
    return recording


def add_person(
    policy: CompiledPolicy, case: Case, person: str, part: Part, change: Change, world: World, category: str = ""
) -> Step | Refusal:
    """Make somebody part of a case; whoever becomes conflicted loses every role in it at once (ruling 22).

    Where a report turns out to be about somebody at the top, every role that passes on does so in this very event.
    `category` is one of `engine.case.CATEGORIES`, or "" where it is not said.
    """
    if part in case.people.get(person, ()) and category in ("", case.categories.get(person, "")):
        return Refusal((Reason(f"This person is already the {part} in this case."),))
    recording = _begin(policy, case, "person added", change, world)
    recording.do(PersonAdded(person, part, category))
    for role, holders in case.team.items():
        passed_on = is_passed_on(policy, recording.case, role, world.staffing)
        meant = candidates(policy, recording.case, role, world.staffing) if passed_on else holders
        for holder in holders:
            if holder not in meant or conflict(policy, recording.case, role, holder):
                recording.do(RoleChanged(role, holder, active=False))
    return conclude(recording, attach(recording, part, person))


def assign(policy: CompiledPolicy, case: Case, role: str, person: str, change: Change, world: World) -> Step | Refusal:
    """Give a role of a case to somebody, after the conflict check.

    Raises:
        BadInput: the policy has no such role, or nobody can be given it.
    """
    known = policy.definition.roles
    if role not in known:
        raise BadInput(f"There is no role '{role}'. The roles of this policy: {', '.join(known)}.")
    found = conflict(policy, case, role, person)
    if found is not None:
        return Refusal((found,))
    if person not in world.staffing.posts:
        return Refusal(
            (Reason("This person has no post at this school or in the trust.", unlocks="Add the post first."),)
        )
    if person in case.team.get(role, ()):
        return Refusal((Reason(f"This person already holds the role of {role} in this case."),))
    recording = _begin(policy, case, "assigned", change, world)
    recording.do(RoleChanged(role, person, active=True))
    return conclude(recording, [])


def add_address(
    policy: CompiledPolicy, case: Case, address: str, change: Change, world: World, *, as_given: bool = False
) -> Step | Refusal:
    """Add a web address to an open case, with a clock of its own from this report. Raises BadInput."""
    meant = reported(address, as_given=as_given)
    if case.tracks["case/1"].ended:
        return Refusal((Reason("The case is closed.", unlocks="Reopen it first, then add the address."),))
    told = Cause(case.reported_at, "when the case was reported")
    early = tuple(outside(change.happened_at, [told], world.at, world.calendar.zone))
    if early:
        return Refusal(early)
    there = world.pages.of(page_of(meant.url))
    if there:
        return Refusal((already_there(there[0]),))
    recording = _begin(policy, case, "address added", change, world)
    return conclude(recording, record_address(recording, meant, change.happened_at))


def already_there(number: str = "") -> Reason:
    """Say that an address is in the case already, by its number where that may be told."""
    says = f"This page is in the case already: it is address {number}." if number else "This page is in the case."
    return Reason(says, unlocks="It has its procedure and its clock; nothing has to be added.")


def flag_address(policy: CompiledPolicy, case: Case, number: int, change: Change, world: World) -> Step | Refusal:
    """Flag an address where no step of the policy does so: whoever sees it may, and nobody has to wait (ruling 9)."""
    if case.addresses[str(number)].flagged:
        return Refusal((Reason(f"Address {number} is flagged already."),))
    recording = _begin(policy, case, "address flagged", change, world)
    return conclude(recording, flag(recording, str(number)))


def correct(
    policy: CompiledPolicy, case: Case, on: str, facts: Mapping[str, str], change: Change, world: World
) -> Step | Refusal:
    """Correct recorded answers; guards see the new ones from now on, and what they open is opened.

    What a step that was taken, a consent or a second person rests on is not taken away (`engine.correcting`).

    Raises:
        BadInput: there is no such instance or question, or an answer cannot be taken.
    """
    track = instance(case, on)
    definition = policy.track(track.track).definition
    unknown = [name for name in facts if name not in definition.facts or definition.facts[name].set]
    if unknown:
        askable = ", ".join(name for name, fact in definition.facts.items() if not fact.set)
        raise BadInput(f"'{unknown[0]}' cannot be corrected. What can: {askable}.")
    reasons = tuple(_why_nothing_to_correct(track, facts, change))
    if reasons:
        return Refusal(reasons)
    occasion = Occasion(definition, case, track, world.at, world.at, world.calendar.zone)
    taken = take_facts(definition, tuple(facts), facts, policy.definition, occasion, clearing=True)
    refuse_contradictions(policy, case, track, taken, change.happened_at)
    reasons = why_not_correct(policy, case, track, taken.answers, change.by, change.happened_at)
    if reasons:
        return Refusal(reasons)
    recording = _begin(policy, case, "corrected", change, world, on)
    recording.do(*answered(on, taken.answers, recording.event.sequence))
    recording.keep_all(on, taken.words)
    happenings = follow_openings(recording, on, tuple(_reopened(definition, track, facts)))
    if on == CASE and suspicion(track.answers) != suspicion(recording.case.tracks[CASE].answers) == "yes":
        happenings += flag_all(recording)
    return conclude(recording, happenings)


def _reopened(definition: Definition, track: Track, facts: Mapping[str, str]) -> Iterator[Opening]:
    """List what the report, or a step that was taken, opens by answers that are now corrected."""
    if set(facts) & set(definition.report):
        yield from definition.opening
    for name in track.done:
        action = definition.actions.get(name)
        if action is not None and set(facts) & {action.choose, *action.asks}:
            yield from action.opens


def _why_nothing_to_correct(track: Track, facts: Mapping[str, str], change: Change) -> list[Reason]:
    missing = [name for name in facts if name not in track.answers]
    reasons = [Reason(f"“{name}” has not been answered yet, so there is nothing to correct.") for name in missing]
    if not change.reason.strip():
        reasons.append(Reason("A correction needs a reason.", unlocks="Say why the record was wrong."))
    return reasons


def hold(
    policy: CompiledPolicy, case: Case, on: str, name: str, active: bool, change: Change, world: World
) -> Step | Refusal:
    """Set or lift a hold by hand, with a reason."""
    track = instance(case, on)
    holds = policy.track(track.track).definition.holds
    if name not in holds:
        raise BadInput(f"{on} has no hold '{name}'. Its holds: {', '.join(holds) or 'none'}.")
    reasons = [] if change.reason.strip() else [Reason("A hold needs a reason.", unlocks="Say why.")]
    if active == (name in track.held_by_hand):
        says = "is already set" if active else "is not set by hand"
        pulled = " It stands because of the case itself and ends with its cause." if name in track.held else ""
        reasons.append(Reason(f"The hold '{name}' {says}.{pulled if not active else ''}"))
    if reasons:
        return Refusal(tuple(reasons))
    recording = _begin(policy, case, "hold set" if active else "hold lifted", change, world, on, name)
    recording.do(Held(on, name, active, by_hand=True))
    return conclude(recording, [])


def change_clock(
    policy: CompiledPolicy,
    case: Case,
    on: str,
    name: str,
    what: str,
    more: Duration | None,
    change: Change,
    world: World,
) -> Step | Refusal:
    """Pause, resume or extend a clock by hand: `what` is `pause`, `resume` or `extend` (then by `more`)."""
    instance(case, on)
    deadline = case.deadlines.get(f"{on} {name}")
    found = may_change(policy, deadline, f"{on} {name}", what)
    reasons = [found] if found else []
    if not change.reason.strip():
        reasons.append(Reason("A change to a clock needs a reason.", unlocks="Say why."))
    if deadline is not None and not found:
        reasons += _why_not_clock(deadline.paused, deadline.paused and deadline.pauses[-1].reason, what)
    if reasons or deadline is None:
        return Refusal(tuple(reasons))
    recording = _begin(
        policy, case, f"clock {what}d" if what != "extend" else "clock extended", change, world, on, name
    )
    if what == "pause":
        changed = paused(policy, deadline, change.happened_at, "by hand", world.calendar)
    elif what == "resume":
        changed = resumed(policy, deadline, change.happened_at, world.calendar)
    elif more is None:
        raise BadInput("Say by how long the clock is extended, for example: 2 working days.")
    else:
        changed = extended(policy, deadline, Extension(more, "by hand"), world.calendar)
    recording.do(Clocked(changed))
    return conclude(recording, [])


def _why_not_clock(stands: bool, reason: object, what: str) -> list[Reason]:
    if what == "pause" and stands:
        return [Reason("The clock is paused already.")]
    if what == "resume" and not stands:
        return [Reason("The clock is not paused.")]
    if what == "resume" and str(reason).startswith(HELD):
        return [Reason("The clock stands still because of a hold.", unlocks="It runs again when the hold ends.")]
    return []


def acknowledge_alert(policy: CompiledPolicy, case: Case, number: int, change: Change, world: World) -> Step | Refusal:
    """Note that somebody has taken care of an alert."""
    alert = case.alerts.get(str(number))
    if alert is None:
        raise BadInput(f"Case {case.reference} has no alert {number}. It has {len(case.alerts)}.")
    if alert.status != "raised":
        return Refusal((Reason(f"Alert {number} is {alert.status} already."),))
    if not change.reason.strip():
        return Refusal((Reason("Say what is being done about it.", unlocks="Give a reason."),))
    recording = _begin(policy, case, "alert acknowledged", change, world, alert.on, alert.deadline)
    recording.do(Alerted(replace(alert, status="acknowledged")))
    return conclude(recording, [])


def change_letter(policy: CompiledPolicy, case: Case, letter: Letter, change: Change, world: World) -> Step | Refusal:
    """Record that a letter was issued, dispatched without being a step, or withdrawn."""
    sealed = sealing(letter) if letter.status == "dispatched" else ()
    early = tuple(outside(change.happened_at, sealed, world.at, world.calendar.zone))
    if early:
        return Refusal(early)
    recording = _begin(policy, case, f"letter {letter.status}", change, world, letter.on, letter.template)
    recording.do(LetterChanged(letter))
    return conclude(recording, [])


def add_evidence(
    policy: CompiledPolicy,
    case: Case,
    evidence: Evidence,
    words: Mapping[str, str],
    change: Change,
    world: World,
) -> Step | Refusal:
    """Record evidence; where an item may be an indecent image of a child nothing is taken (ruling 9).

    The words say under `url` where it was seen, if that is known.
    """
    instance(case, evidence.on)
    reasons = image_gate(case, evidence.on, words.get("url", ""), world.pages)
    if reasons:
        return Refusal(reasons)
    recording = _begin(policy, case, "evidence added", change, world, evidence.on)
    recording.do(EvidenceChanged(evidence))
    for key, text in words.items():
        recording.keep(f"evidence/{evidence.number}.{key}", text)
    return conclude(recording, [])


def may_manage(policy: CompiledPolicy, case: Case, person: str, on: str = CASE) -> bool:
    """Say whether somebody may keep house in an instance: they hold a role that works on it, and no conflict."""
    return on in case.tracks and works_on(policy, case, case.tracks[on], person)
