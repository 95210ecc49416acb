"""One letter for several procedures: its sending is the same step in each, and it goes out only where it fits all.

What can no longer take the step leaves the letter: a draft goes on without it, and one that is issued speaks of it, so
it is stopped, and the others have a draft again.
"""

from __future__ import annotations

from engine.identity import NO_ACTION, ActionName, InstanceId
from engine.language.machine import sources
from engine.record.case import Case
from engine.record.codes import CodeKind, Codes
from engine.record.effects import LetterChanged
from engine.record.replacement import replace
from engine.record.values import Letter
from engine.steps.transition import Recording, Refusal


def settle_joint(recording: Recording, sent: ActionName = NO_ACTION) -> None:
    """Let every letter that still waits speak of those procedures alone that can take its step.

    An issued letter whose step is `sent` by this very event is on its way for the others.
    """
    for letter in tuple(recording.case.letters.values()):
        if not letter.also or not letter.action or letter.status not in ("draft", "issued"):
            continue
        if letter.status == "issued" and letter.action == sent:
            continue
        left = tuple(on for on in letter.covers if _can_still(recording, on, letter.action))
        if left != letter.covers:
            _go_on(recording, letter, left)


def _can_still(recording: Recording, on: InstanceId, action: ActionName) -> bool:
    instance = recording.case.tracks.get(on)
    if instance is None:
        return False
    definition = recording.policy.track(instance.track).definition
    return action in definition.actions and instance.state in sources(definition, definition.actions[action])


def _go_on(recording: Recording, letter: Letter, left: tuple[InstanceId, ...]) -> None:
    if letter.status == "draft" and letter.on in left:
        draw_again(recording, replace(letter, also=left[1:]))
        return
    recording.do(LetterChanged(replace(letter, status="stopped")))
    if not left:
        return
    recording.ask_letter(letter.template, left[0], letter.action)
    drafts = [each for each in recording.case.letters.values() if each.status == "draft" and each.on == left[0]]
    begun = next(each for each in reversed(drafts) if (each.template, each.action) == (letter.template, letter.action))
    if left[1:]:
        recording.do(LetterChanged(replace(begun, also=left[1:])))


def draw_again(recording: Recording, letter: Letter) -> None:
    """Have a draft written again that speaks of other procedures now; those who were asked are asked no more."""
    approval = None if letter.waits_for_approval else letter.approval
    recording.do(LetterChanged(replace(letter, approval=approval)))
    if letter.number not in recording.drafts:
        recording.drafts.append(letter.number)


def sent_together(case: Case, on: InstanceId, action: ActionName) -> tuple[InstanceId, ...]:
    """Name the procedures whose step is taken when it is taken in one, the one with which the letter stands last."""
    found = [
        each
        for each in case.letters.values()
        if each.also and on in each.covers and (each.action, each.status) == (action, "issued")
    ]
    return (*found[-1].also, found[-1].on) if found else (on,)


def refused_of(case: Case, on: InstanceId, refusal: Refusal) -> Refusal:
    """Say of which address a letter for several speaks in vain."""
    number = case.tracks[on].about.address_number if on in case.tracks else ""
    code = Codes(case.id, ()).of(CodeKind.ADDRESS, int(number)) if number else ""
    said = f"Address {code}, of which this letter speaks: " if code else ""
    return Refusal(tuple(replace(each, says=f"{said}{each.says}") for each in refusal.reasons))
