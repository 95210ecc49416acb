"""Moving a running case to another version of its policy: what would change is told first, and done with a reason.

A case may move only where everything that was done in it would be the same under the new version: the same steps,
ends, answers and consents. What is still to come follows the new version: dates, ways out, letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from engine.calendar import Calendar
from engine.case import Case, Deadline, Track
from engine.chain import Event
from engine.compiled import CompiledPolicy
from engine.deadlines import REVIEW, Happening, reckoned, settle
from engine.definition import ANY
from engine.definition import Track as Definition
from engine.effects import Clocked, LetterChanged, PolicyChanged
from engine.errors import Reason
from engine.housekeeping import Change
from engine.machine import CompiledTrack, sources, steps_of
from engine.policy import conclude
from engine.recording import Recording, Refusal, Step, World
from engine.steps import letters_before
from engine.undoing import MIGRATED


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that would be otherwise; `what` is `date`, `exit` or `letter`, and "" stands for not there."""

    what: str
    on: str
    name: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Migration:
    """What moving a case would come to: reasons against it, and otherwise what would change."""

    reference: str
    refused: tuple[Reason, ...]
    differences: tuple[Difference, ...]


def preview(old: CompiledPolicy, new: CompiledPolicy, case: Case, world: World) -> Migration:
    """Compare a case under two versions of its policy; nothing is changed."""
    refused = tuple(_hindrances(old, new, case))
    found = () if refused else tuple(_differences(old, new, case, world.calendar))
    return Migration(case.reference, refused, found)


def migrate(old: CompiledPolicy, new: CompiledPolicy, case: Case, change: Change, world: World) -> Step | Refusal:
    """Move a case to another version of its policy, with a reason."""
    reasons = list(_hindrances(old, new, case))
    if not change.reason.strip():
        reasons.append(Reason("Moving a case to another version needs a reason.", unlocks="Say why it moves."))
    if reasons:
        return Refusal(tuple(reasons))
    event = Event(0, MIGRATED, world.at, change.happened_at, change.by.person)
    recording = Recording.begin(new, world, case, event)
    recording.keep("via", change.via)
    recording.keep("reason", change.reason)
    recording.do(PolicyChanged(new.hash, old.hash))
    for clock in _clocks_then(new, case, world.calendar):
        recording.do(Clocked(clock))
    for track in tuple(case.tracks.values()):
        _settle_drafts(recording, new.track(track.track), track)
    return conclude(recording, [])


def _hindrances(old: CompiledPolicy, new: CompiledPolicy, case: Case) -> Iterator[Reason]:
    if new.key != case.policy:
        yield Reason(f"This case runs under “{case.policy}”, and the version given is one of “{new.key}”.")
        return
    if new.hash == case.policy_hash:
        yield Reason("The case is pinned to this version already.")
    for track in case.tracks.values():
        before = old.track(track.track).definition
        if track.track not in new.tracks:
            yield Reason(f"The new version has no procedure “{before.title}”, which runs in this case.")
            continue
        yield from _otherwise(before, new.track(track.track).definition, track)


def _otherwise(before: Definition, after: Definition, track: Track) -> Iterator[Reason]:
    """List what was done or answered in an instance that the new version would not have so."""
    where = f"{track.on}: "
    stands = before.states[track.state]
    if track.state not in after.states or after.states[track.state].end != stands.end:
        yield Reason(f"{where}it stands at “{stands.title}”, which the new version does not have so.")
    steps = {step.name: step for step in steps_of(after)}
    for name, done in track.done.items():
        step = next(each for each in steps_of(before) if (each.action, each.outcome) == (name, done.outcome))
        same = steps.get(step.name)
        if same is None or same.end.to != step.end.to or same.end.set != step.end.set:
            yield Reason(f"{where}“{step.definition.title}” was done, and would lead elsewhere under the new version.")
    for name in track.answers:
        fact = after.facts.get(name)
        asked = before.facts[name]
        if fact is None or fact.type != asked.type or not set(asked.domain) <= set(fact.domain):
            yield Reason(f"{where}“{asked.ask or name}” was answered, and is no such question any more.")
    for name in track.consents:
        if name not in after.consents:
            yield Reason(f"{where}the consent “{name.replace('_', ' ')}” is not asked under the new version.")


def _clocks_then(new: CompiledPolicy, case: Case, calendar: Calendar) -> Iterator[Deadline]:
    """Give every running clock as the new version has it, those that begin with it included."""
    for clock in case.deadlines.values():
        if clock.state != "open":
            continue
        definition = new.track(clock.on.split("/")[0]).definition
        known = definition.deadlines.get(clock.name)
        runs = known is not None and {case.tracks[clock.on].state, ANY} & set(known.states)
        if clock.name.startswith(REVIEW) or runs:
            binding = new.binding(clock.on.split("/")[0], clock.name)
            again = reckoned(new, replace(clock, binding="duty" if binding == "duty" else "target"), calendar)
            if again != clock:
                yield replace(again, revision=clock.revision + 1)
        else:
            yield replace(clock, state="not_needed", ended_at=None)
    for track in case.tracks.values():
        beginnings = settle(new, case, Happening(track.on, ""), track.since, calendar)
        yield from (clock for clock in beginnings if clock.state == "open" and clock.key not in case.deadlines)


def _differences(old: CompiledPolicy, new: CompiledPolicy, case: Case, calendar: Calendar) -> Iterator[Difference]:
    for clock in _clocks_then(new, case, calendar):
        now = case.deadlines.get(clock.key)
        before = str(now.due_at) if now is not None and now.due_at else ""
        after = str(clock.due_at) if clock.state == "open" and clock.due_at else ""
        if before != after:
            yield Difference("date", clock.on, clock.name, before, after)
    for track in case.tracks.values():
        was, then = old.track(track.track), new.track(track.track)
        yield from _compared("exit", track, _exits(was, track.state), _exits(then, track.state))
        letters = [{letter for letter, _ in letters_before(each, track.state)} for each in (was, then)]
        yield from _compared("letter", track, letters[0], letters[1])


def _exits(track: CompiledTrack, state: str) -> set[str]:
    definition = track.definition
    return {action.title for action in definition.actions.values() if state in sources(definition, action)}


def _compared(what: str, track: Track, now: Iterable[str], then: Iterable[str]) -> Iterator[Difference]:
    yield from (Difference(what, track.on, name, name, "") for name in sorted(set(now) - set(then)))
    yield from (Difference(what, track.on, name, "", name) for name in sorted(set(then) - set(now)))


def _settle_drafts(recording: Recording, track: CompiledTrack, instance: Track) -> None:
    """Stop drafts whose sending is no step any more, and ask for those that now are."""
    wanted = dict(letters_before(track, instance.state))
    drafts = [
        letter for letter in recording.case.letters.values()
        if letter.on == instance.on and letter.action and letter.status in ("draft", "issued")
    ]  # fmt: skip
    for letter in drafts:
        if wanted.get(letter.template) != letter.action:
            recording.do(LetterChanged(replace(letter, status="stopped")))
    for template, action in wanted.items():
        if (template, action) not in {(letter.template, letter.action) for letter in drafts}:
            recording.ask_letter(template, instance.on, action)
