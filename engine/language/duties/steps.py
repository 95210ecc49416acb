"""Duties that arise in a case, as steps of the track in which they arise: each is ticked off there by its deadline.

Such a step changes nothing of where a procedure stands. It records that something was done outside Duecourse, by whom,
on which day and in which words. Its place is the case, its history and the list of work; the proof need not walk it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from engine.identity import ActionName, FactName, TrackName
from engine.language.field_types import ByHand
from engine.language.guards import Both, Guard, Reference
from engine.language.policy_definition import PolicyDefinition
from engine.language.track_definition import ANY, STAY, Action, ClockRule, Fact, Requirement, TrackDefinition
from engine.language.vocabulary import Scope

BEFORE = "by_hand_"
"""How the names of such steps begin: no step of a track is called so."""


def step_of(number: str) -> ActionName:
    """Name the step by which a number is ticked off in a case."""
    return ActionName(BEFORE + re.sub(r"[^a-z0-9]+", "_", number.lower()).strip("_"))


def arising_in(policy: PolicyDefinition, track: TrackName) -> Iterator[tuple[str, ByHand]]:
    """List the numbers of a policy that are done by hand in a track."""
    return (
        (number, duty)
        for number, duty in policy.by_hand.items()
        if duty.arises is not None and duty.arises.track == track
    )


def with_duties(track: TrackDefinition, policy: PolicyDefinition) -> TrackDefinition:
    """Give a track with the steps by which its duties are ticked off, and with their deadlines."""
    duties = dict(arising_in(policy, track.track))
    if not duties:
        return track
    return track.model_copy(
        update={
            "facts": {**track.facts, **{_words(number): _fact(duty) for number, duty in duties.items()}},
            "actions": {**track.actions, **{step_of(number): _step(number, duty) for number, duty in duties.items()}},
            "deadlines": {**track.deadlines, **_clocks(duties)},
        }
    )


def calls_for(duty: ByHand) -> Guard:
    """Give the guard that holds where a duty has arisen."""
    arises = duty.arises
    if arises is None:
        raise ValueError("This duty arises in no case.")
    done = Reference(Scope.DONE.value, arises.after)
    return done if arises.given is None else Both((done, arises.given))


def _words(number: str) -> FactName:
    return FactName(f"{step_of(number)}_words")


def _fact(duty: ByHand) -> Fact:
    return Fact.model_validate({"type": "text", "ask": "What was done, in a few words?", "help": duty.says})


def _step(number: str, duty: ByHand) -> Action:
    need = {
        "that": calls_for(duty),
        "else": "Nothing in this procedure asks for it, or not yet.",
        "cites": (number,),
    }
    return Action.model_validate(
        {
            "title": duty.title,
            "says": duty.says,
            "from": (ANY,),
            "to": STAY,
            "by": duty.who,
            "asks": (_words(number),),
            "requires": (Requirement.model_validate(need),),
        }
    )


def _clocks(duties: Mapping[str, ByHand]) -> Mapping[str, ClockRule]:
    return {
        step_of(number): ClockRule.model_validate(
            {
                "while": (ANY,),
                "within": duty.within,
                "from": duty.arises.after,
                "met_by": (step_of(number),),
                "tell": duty.who,
                "title": duty.title,
            }
        )
        for number, duty in duties.items()
        if duty.arises is not None
    }
