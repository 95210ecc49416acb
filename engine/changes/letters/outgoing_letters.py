"""A letter on its way by e-mail: given to be sent, not sent after all, or gone though its step can no longer be taken.

That it went out is recorded as any dispatch is: as the step that its sending is, or as a letter dispatched.
"""

from __future__ import annotations

from engine.changes.change import Change, begin
from engine.identity import CASE, PersonId
from engine.language.compiled import CompiledPolicy
from engine.people.presence import in_force
from engine.people.staffing import CONFLICTED
from engine.reasons import Reason
from engine.record.case import Case
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.outbox_marks import LetterPost
from engine.record.replacement import replace
from engine.record.values import Letter
from engine.steps.decide import unmet
from engine.steps.guard_view import InstanceGuardView
from engine.steps.permissions import held
from engine.steps.transition import Recording, Step, World

TO = "to"
"""Under which word the address stands to which a letter is to go."""

UNSENT = "unsent"
"""The kind of a notice to a sender that their letter did not leave, or left and nothing was done by it."""


def give_to_send(
    policy: CompiledPolicy, case: Case, letter: Letter, change: Change, world: World, post: LetterPost
) -> Step:
    """Record that a letter is to leave by e-mail; the outbox has it from this very event."""
    recording = begin(policy, case, EventKind.LETTER_TO_SEND, change, world, on=letter.on, action=letter.template)
    recording.keep(TO, post.to)
    recording.do(LetterChanged(letter))
    recording.posts.append(post)
    return recording.finish()


def why_not_again(policy: CompiledPolicy, case: Case, letter: Letter, world: World) -> tuple[Reason, ...]:
    """List what stands in the way of sending a letter once more now: what its step asks for, and holds that lock it.

    The step is not taken again: its state, its time and a second person are not asked for.
    """
    if not letter.action:
        return ()
    instance, track = case.tracks[letter.on], policy.track(letter.on.track)
    if letter.action not in track.definition.actions:
        return ()
    view = InstanceGuardView(case, instance, policy.definitions, world.at)
    return (*unmet(track, view, letter.action), *held(track.definition.holds, instance, letter.action))


def not_sent(
    policy: CompiledPolicy, case: Case, letter: Letter, change: Change, world: World, *, tell: PersonId | None
) -> Step:
    """Record that a letter did not leave, and why; its sender is told, where there is somebody to `tell`."""
    on = letter.on if letter.on in case.tracks else CASE
    recording = begin(policy, case, EventKind.LETTER_UNSENT, change, world, on=on, action=letter.template)
    recording.do(LetterChanged(letter))
    if tell is not None:
        _tell(recording, letter, tell)
    return recording.finish()


def left_anyway(
    policy: CompiledPolicy, case: Case, letter: Letter, change: Change, world: World, *, tell: PersonId
) -> Step:
    """Record that a letter went out while its step became impossible: what has left is told as gone, and nothing else.

    The step is not taken and no clock runs from it.
    """
    recording = begin(policy, case, EventKind.LETTER_DISPATCHED, change, world, on=letter.on, action=letter.template)
    recording.do(LetterChanged(replace(letter, status="dispatched")))
    _take_off_the_next_list(recording, letter)
    _tell(recording, letter, tell)
    return recording.finish()


def _take_off_the_next_list(recording: Recording, letter: Letter) -> None:
    """Take somebody whose letter left after all off the lists of drafts of the same letter: they get no second one."""
    for draft in tuple(recording.case.letters.values()):
        if letter.copy_of and (draft.template, draft.on, draft.status) == (letter.template, letter.on, "draft"):
            left = tuple(each for each in draft.recipients if each.number != letter.recipient)
            if left != draft.recipients:
                recording.do(LetterChanged(replace(draft, recipients=left)))
                recording.drafts.append(draft.number)


def _tell(recording: Recording, letter: Letter, sender: PersonId) -> None:
    """Tell the sender; or those who manage the case, where the sender has nothing to do in it any more."""
    team = in_force(recording.policy, recording.case, recording.world.staffing).team
    here = any(sender in holders for holders in team.values()) and not recording.case.is_part(sender, *CONFLICTED)
    roles, people = ((), (sender,)) if here else ((recording.policy.manager,), ())
    name = f"{UNSENT} {letter.number} {recording.event.sequence}"
    recording.tell(UNSENT, roles, letter.on, "", name, people=people)
