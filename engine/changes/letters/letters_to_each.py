"""One letter to each of a list of people: the list, its issue, and how each of them leaves.

The step that the sending is comes with the last of those that wait, at the time at which the last went out: before that
not everybody has been told. One that is withdrawn is waited for no longer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.changes.change import Change, begin, unexplained
from engine.changes.contents import change_letter
from engine.changes.letters.outgoing_letters import TO
from engine.errors import BadInput
from engine.language.compiled import CompiledPolicy
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.outbox_marks import LetterPost
from engine.record.papers.listed_recipients import ListedRecipient, RecipientWords
from engine.record.replacement import replace
from engine.record.values import Letter
from engine.steps.permissions import Request
from engine.steps.sets.letter_sets import copies_of, last_sent, set_of, waits_for_others
from engine.steps.step_times import outside, sealing
from engine.steps.take import act, conclude
from engine.steps.transition import Refusal, Step, World, joined


def put_on_list(
    policy: CompiledPolicy, case: Case, letter: Letter, rows: Mapping[int, RecipientWords], change: Change, world: World
) -> Step | Refusal:
    """Put people on the list of a draft, or in the place of those in a row; rows are numbered and keep their number."""
    recording = begin(policy, case, EventKind.RECIPIENTS_CHANGED, change, world, on=letter.on, action=letter.template)
    new = {number: ListedRecipient(number, recording.event.sequence) for number in rows}
    for number, words in rows.items():
        recording.keep(new[number].key, words.text)
    known = {each.number: each for each in letter.recipients}
    listed = tuple(sorted({**known, **new}.values(), key=lambda each: each.number))
    recording.do(LetterChanged(_listed(letter, listed)))
    recording.drafts.append(letter.number)
    return conclude(recording, [])


def take_off_list(
    policy: CompiledPolicy, case: Case, letter: Letter, numbers: Sequence[int], change: Change, world: World
) -> Step | Refusal:
    """Take people off the list of a draft."""
    recording = begin(policy, case, EventKind.RECIPIENTS_CHANGED, change, world, on=letter.on, action=letter.template)
    listed = tuple(each for each in letter.recipients if each.number not in numbers)
    recording.do(LetterChanged(_listed(letter, listed)))
    recording.drafts.append(letter.number)
    return conclude(recording, [])


def _listed(letter: Letter, listed: tuple[ListedRecipient, ...]) -> Letter:
    approval = None if letter.waits_for_approval else letter.approval  # who was asked has not read this list
    return replace(letter, recipients=listed, approval=approval)


def copies_sent(
    policy: CompiledPolicy, case: Case, copies: Sequence[Letter], change: Change, proof: str, world: World
) -> Step | Refusal:
    """Record that letters of one set went out; with the last that waits, the letter with the list has.

    `change` says who sent them and when, `proof` what shows it.
    """
    sealed = tuple(cause for each in copies for cause in sealing(each))
    early = tuple(outside(change.happened_at, sealed, world.at, world.calendar.zone))
    if early:
        return Refusal(early)
    first = _first(case, copies)
    told = replace(change, reason=f"Proof of dispatch: {proof}")
    recording = begin(policy, case, EventKind.LETTER_DISPATCHED, told, world, on=first.on, action=first.template)
    recording.do(*(LetterChanged(replace(each, status="dispatched")) for each in copies))
    return _with_the_last(policy, conclude(recording, []), first, change, world)


def copies_withdrawn(
    policy: CompiledPolicy, case: Case, copies: Sequence[Letter], change: Change, world: World
) -> Step | Refusal:
    """Record that letters of one set go to nobody, with a reason; where none waits then, the rest counts as sent."""
    reasons = unexplained(change, "A withdrawal needs a reason.")
    if reasons:
        return Refusal(tuple(reasons))
    first = _first(case, copies)
    recording = begin(policy, case, EventKind.LETTER_WITHDRAWN, change, world, on=first.on, action=first.template)
    recording.do(*(LetterChanged(replace(each, status="withdrawn")) for each in copies))
    return _with_the_last(policy, conclude(recording, []), first, change, world)


def _first(case: Case, copies: Sequence[Letter]) -> Letter:
    """Give the letter with the list. Raises BadInput where letters are of no set, or of several."""
    found = {each.copy_of: set_of(case, each) for each in copies}
    first = next(iter(found.values()), None)
    if first is None or len(found) > 1:
        raise BadInput("These letters do not belong to one list of people.")
    return first


def _with_the_last(
    policy: CompiledPolicy, done: Step | Refusal, letter: Letter, change: Change, world: World
) -> Step | Refusal:
    """Let the letter with the list count as sent where no other of its set waits and one went out."""
    if isinstance(done, Refusal):
        return done
    first = done.case.letters[str(letter.number)]
    at = last_sent(done.case, letter.number)
    if first.status != "issued" or waits_for_others(done.case, first):
        return done
    if at is None:
        withdrawn = change_letter(policy, done.case, replace(first, status="withdrawn"), change, world)
        return withdrawn if isinstance(withdrawn, Refusal) else joined((done, withdrawn))
    last = set_counts(policy, done.case, first, replace(change, happened_at=at), world)
    return last if isinstance(last, Refusal) else joined((done, last))


def set_counts(policy: CompiledPolicy, case: Case, letter: Letter, change: Change, world: World) -> Step | Refusal:
    """Record that a letter with a list has gone out to all; where its sending is a step, that step is taken."""
    copies = copies_of(case, letter.number)
    sent = sum(each.status == "dispatched" for each in copies)
    proof = f"One letter each went out, {sent} of {len(copies)}; what shows it stands with each of them."
    if letter.action:
        request = Request(
            on=letter.on,
            action=letter.action,
            by=change.by,
            happened_at=change.happened_at,
            proof=proof,
            via=change.via,
        )
        return act(policy, case, request, world)
    told = replace(change, reason=proof)
    return change_letter(policy, case, replace(letter, status="dispatched"), told, world)


def give_set_to_send(
    policy: CompiledPolicy, case: Case, posts: Sequence[LetterPost], change: Change, world: World
) -> Step:
    """Record that letters of a set are to leave by e-mail, each to its own address; the outbox has them from this."""
    letters = [case.letters[str(post.letter)] for post in posts]
    first = _first(case, letters)
    recording = begin(policy, case, EventKind.LETTER_TO_SEND, change, world, on=first.on, action=first.template)
    for letter, post in zip(letters, posts, strict=True):
        recording.keep(f"{TO} {letter.number}", post.to)
        recording.do(LetterChanged(letter))
        recording.posts.append(post)
    return recording.finish()


def why_not_listed(letter: Letter) -> tuple[Reason, ...]:
    """Say why nobody is put on the list of a letter: it is no draft any more; () where it is."""
    if letter.status == "draft":
        return ()
    says = f"This letter is {letter.status}, and its list of people is closed."
    unlocks = "What goes to one of them is put right on the page of their own letter."
    source = ReasonSource(SourceKind.LETTER, (letter.template,))
    return (Reason(code=ReasonCode.LETTER_STANDS_OTHERWISE, source=source, says=says, unlocks=unlocks),)
