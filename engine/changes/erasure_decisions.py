"""What is taken out of a case: asked for by one person, done by another, and never what others' safety hangs on.

An erasure empties places; that it happened, on what ground and by whom stays in the chain for ever. A case that is kept
on after its time is not disposed of before that day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from engine.changes.change import Change, begin, unexplained
from engine.errors import BadInput
from engine.identity import CASE, WordsKey
from engine.language.compiled import CompiledPolicy
from engine.reasons import INPUT, Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.effects import ErasureChanged, EvidenceChanged
from engine.record.erasures import ErasedPlace, Erasure, Ground
from engine.record.kinds import EventKind
from engine.record.replacement import replace
from engine.steps.image_gate import is_shut_away
from engine.steps.take import conclude
from engine.steps.transition import Refusal, Step, World

RECORD = ReasonSource(SourceKind.RECORD)
KEPT_UNTIL = "kept_until"
"""Under which the event keeps the day."""


def ask_erasure(
    policy: CompiledPolicy, case: Case, places: Sequence[ErasedPlace], ground: Ground, change: Change, world: World
) -> Step | Refusal:
    """Record that something is to be erased, which somebody else has to do.

    Files that the police or a court want destroyed are shut away from this moment on: nobody opens them again.
    """
    reasons = (
        *unexplained(change, "An erasure needs a reason.", "Say who asked for it, and where that is written down."),
        *_why_not(policy, case, places, ground, world),
    )
    if reasons:
        return Refusal(reasons)
    number = len(case.erasures) + 1
    erasure = Erasure(number=number, ground=ground, places=tuple(places), status="asked", asked_by=change.by.person)
    recording = begin(policy, case, EventKind.ERASURE_ASKED, change, world)
    recording.do(ErasureChanged(erasure))
    for place in places:
        evidence = case.evidence[str(place.number)] if place.what == "file" else None
        if evidence is not None and ground.is_order and not evidence.quarantined:
            recording.do(EvidenceChanged(replace(evidence, quarantined=True)))
    return conclude(recording, [])


def do_erasure(policy: CompiledPolicy, case: Case, number: int, change: Change, world: World) -> Step | Refusal:
    """Record that what somebody else asked for is erased; who writes it empties the places in the same transaction."""
    erasure = case.erasures.get(str(number))
    reasons = (*_why_not_now(erasure), *_second_person(erasure, change))
    if erasure is None or reasons:
        return Refusal(reasons)
    hindered = tuple(_why_not(policy, case, erasure.places, erasure.ground, world))
    if hindered:
        return Refusal(hindered)
    recording = begin(policy, case, EventKind.ERASED, change, world)
    recording.do(ErasureChanged(replace(erasure, status="done")))
    return conclude(recording, [])


def drop_erasure(policy: CompiledPolicy, case: Case, number: int, change: Change, world: World) -> Step | Refusal:
    """Record that something is not to be erased after all; what was shut away for it stays so."""
    erasure = case.erasures.get(str(number))
    reasons = (*_why_not_now(erasure), *unexplained(change, "Giving up an erasure needs a reason."))
    if erasure is None or reasons:
        return Refusal(reasons)
    recording = begin(policy, case, EventKind.ERASURE_DROPPED, change, world)
    recording.do(ErasureChanged(replace(erasure, status="dropped")))
    return conclude(recording, [])


def keep_on(policy: CompiledPolicy, case: Case, until: date, change: Change, world: World) -> Step | Refusal:
    """Keep a case on until the end of a day; the day said last counts, so that one of today ends it.

    Raises BadInput for a day that is over.
    """
    if until < world.at.astimezone(world.calendar.zone).date():
        raise BadInput("That day is over. Write the last day on which the case has to be kept.")
    reasons = unexplained(
        change, "A case is kept on for a reason.", "Say who needs it: the police, a court, an inquiry."
    )
    if reasons:
        return Refusal(tuple(reasons))
    recording = begin(policy, case, EventKind.KEPT_ON, change, world, on=CASE)
    recording.keep(KEPT_UNTIL, until.isoformat())
    return conclude(recording, [])


def _why_not_now(erasure: Erasure | None) -> Iterator[Reason]:
    if erasure is None:
        says = "This case has no such erasure."
        yield Reason(
            code=ReasonCode.NOT_DONE,
            source=INPUT,
            says=says,
            unlocks="Look at the list of what was erased, or is to be.",
        )
    elif erasure.status != "asked":
        says = "This was erased already." if erasure.status == "done" else "This erasure was given up."
        yield Reason(code=ReasonCode.DONE_ALREADY, source=RECORD, says=says, unlocks="Ask for another one.")


def _second_person(erasure: Erasure | None, change: Change) -> Iterator[Reason]:
    if erasure is not None and erasure.asked_by == change.by.person:
        yield Reason(
            code=ReasonCode.SECOND_PERSON,
            source=ReasonSource(SourceKind.SECOND_PERSON),
            says="You asked for this erasure yourself, and nothing is erased by one person alone.",
            unlocks="Ask a colleague who sees the whole of the case to do it.",
        )


def _why_not(
    policy: CompiledPolicy, case: Case, places: Sequence[ErasedPlace], ground: Ground, world: World
) -> Iterator[Reason]:
    if not places:
        says = "Nothing was named that is to be erased."
        yield Reason(
            code=ReasonCode.NOT_DONE,
            source=INPUT,
            says=says,
            unlocks="Name at least one of the things that the case holds.",
        )
    if case.erased & set(places):
        says = "Some of this is erased already."
        yield Reason(code=ReasonCode.DONE_ALREADY, source=RECORD, says=says, unlocks="Name only what is still there.")
    holds = sorted({name for track in case.tracks.values() for name in (*track.held, *track.held_by_hand)})
    if holds and not ground.is_order:
        yield Reason(
            code=ReasonCode.HELD,
            source=ReasonSource(SourceKind.HOLD, tuple(holds)),
            says="Something in this case is on hold, and nothing is erased meanwhile.",
            unlocks="Wait until the hold ends. What a court or the police order is not stopped by it.",
        )
    if any(_is_flagged(case, place) for place in places):
        yield Reason(
            code=ReasonCode.WARNING_STANDS,
            source=ReasonSource(SourceKind.IMAGE),
            says="The address of a possible indecent image of a child is kept: by it we keep the image out.",
            unlocks="The safeguarding lead records that it is no such image; then the address can be erased.",
        )
    if ground != Ground.POLICE and any(_is_shut(policy, case, place, ground, world) for place in places):
        yield Reason(
            code=ReasonCode.SHUT_AWAY,
            source=ReasonSource(SourceKind.IMAGE),
            says="What is shut away is destroyed on the word of the police, and on no other ground.",
            unlocks="Ask the police. With their word, give that as the ground, and their reference as the reason.",
        )


def _is_flagged(case: Case, place: ErasedPlace) -> bool:
    address = case.addresses.get(WordsKey(place.key).address_number)
    return address is not None and address.flagged


def _is_shut(policy: CompiledPolicy, case: Case, place: ErasedPlace, ground: Ground, world: World) -> bool:
    evidence = case.evidence.get(str(place.number)) if place.what == "file" else None
    if evidence is None:
        return False
    # what a court wants destroyed was shut away when it was asked for, and is no image for that
    return is_shut_away(policy, case, replace(evidence, quarantined=False), world.pages) or (
        evidence.quarantined and not (ground == Ground.COURT and _is_wanted(case, place))
    )


def _is_wanted(case: Case, place: ErasedPlace) -> bool:
    asked = (each for each in case.erasures.values() if each.status == "asked" and each.ground == Ground.COURT)
    return any(place in each.places for each in asked)
