"""Moving a running case to another version of its policy: what would change is told first, and done with a reason.

A case may move only where everything that was done in it would be the same under the new version: the same steps,
ends, answers and consents. What is still to come follows the new version: dates, ways out, letters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from engine.changes.change import Change, unexplained
from engine.identity import CASE, CaseReference, FactName, InstanceId, StepName
from engine.language.compiled import CompiledPolicy
from engine.language.machine import CompiledStep, CompiledTrack, asked_by, sources, steps_of
from engine.language.track_definition import ANY, ClockRule, TrackDefinition
from engine.language.vocabulary import REVIEW, is_answer
from engine.questions.answers import options_of
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.chain import Event
from engine.record.codes import Codes
from engine.record.effects import Clocked, LetterChanged, PolicyChanged
from engine.record.kinds import EventKind
from engine.record.values import Answer, Deadline, Instance
from engine.steps.clocks.lengths import is_known, worked_out
from engine.steps.clocks.two_lengths import chosen
from engine.steps.deadlines import Happening, awaits, settle
from engine.steps.decide import letters_before
from engine.steps.take import conclude
from engine.steps.transition import Recording, Refusal, Step, World

CHOICES = ("choice", "choices")
HIDDEN = Reason(
    code=ReasonCode.OTHERWISE,
    source=ReasonSource(SourceKind.HIDDEN),
    says="Something that was done in this case would be otherwise under the new version.",
)
"""The reason that is given to those who may not know of the part of the case where it lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that would be otherwise; `what` is `date`, `exit`, `letter` or `question`; "" stands for not there.

    A date is a moment in ISO form. A question is one that a step to come asks and did not ask before, or no longer.
    """

    what: str
    on: InstanceId
    name: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Migration:
    """What moving a case would come to: reasons against it, and otherwise what would change."""

    reference: CaseReference
    refused: tuple[Reason, ...]
    differences: tuple[Difference, ...]


def preview(
    old: CompiledPolicy, new: CompiledPolicy, case: Case, world: World, seen: Collection[str] | None = None
) -> Migration:
    """Compare a case under two versions of its policy; nothing is changed. `seen` names what may be told of."""
    refused = why_not_migrate(old, new, case, seen)
    found = () if refused else tuple(_differences(old, new, case, world))
    return Migration(case.reference, refused, tuple(each for each in found if seen is None or each.on in seen))


def migrate(
    old: CompiledPolicy,
    new: CompiledPolicy,
    case: Case,
    change: Change,
    world: World,
    seen: Collection[str] | None = None,
) -> Step | Refusal:
    """Move a case to another version of its policy, with a reason."""
    reasons = list(why_not_migrate(old, new, case, seen))
    reasons += unexplained(change, "Moving a case to another version needs a reason.", "Say why it moves.")
    if reasons:
        return Refusal(tuple(reasons))
    event = Event(sequence=0, kind=EventKind.MIGRATED, at=world.at, happened_at=change.happened_at, by=change.by.person)
    recording = Recording.begin(new, world, case, event)
    recording.keep("via", change.via)
    recording.keep("reason", change.reason)
    recording.do(PolicyChanged(new.hash, old.hash))
    for clock in _clocks_then(new, case, world):
        recording.do(Clocked(clock))
    for instance in tuple(case.tracks.values()):
        _settle_drafts(recording, old.track(instance.track), new.track(instance.track), instance)
    return conclude(recording, [])


def why_not_migrate(
    old: CompiledPolicy, new: CompiledPolicy, case: Case, seen: Collection[str] | None = None
) -> tuple[Reason, ...]:
    """List every reason why a case cannot move; what lies where somebody may not look is told without a name."""
    if new.key != case.policy:
        says = f"This case runs under “{case.policy}”, and the version given is one of “{new.key}”."
        return (Reason(code=ReasonCode.OTHER_POLICY, source=ReasonSource(SourceKind.VERSION, (new.key,)), says=says),)
    if new.hash == case.policy_hash:
        source = ReasonSource(SourceKind.VERSION, (new.key,))
        return (
            Reason(code=ReasonCode.DONE_ALREADY, source=source, says="The case is pinned to this version already."),
        )
    reasons, codes = list(_without_roles(old, new, case)), Codes(case.id, old.tracks)
    for instance in case.tracks.values():
        source, called = ReasonSource(SourceKind.VERSION, on=instance.on), _called(old, instance, codes)
        found = [
            Reason(code=ReasonCode.OTHERWISE, source=source, says=f"{called}: {says}")
            for says in _otherwise(old, new, instance)
        ]
        reasons += found if seen is None or instance.on in seen else [HIDDEN for _ in found]
    return tuple(dict.fromkeys(reasons))


def _called(policy: CompiledPolicy, instance: Instance, codes: Codes) -> str:
    title = policy.track(instance.track).definition.title
    return title if instance.on == CASE else f"{title} {codes.of_procedure(instance.on)}"


def _without_roles(old: CompiledPolicy, new: CompiledPolicy, case: Case) -> Iterator[Reason]:
    for role in case.team:
        if role not in new.definition.roles:
            says = f"The role “{old.title(role)}” is held in this case, and the new version does not know it."
            yield Reason(code=ReasonCode.OTHERWISE, source=ReasonSource(SourceKind.ROLE, (role,)), says=says)


def _otherwise(old: CompiledPolicy, new: CompiledPolicy, instance: Instance) -> Iterator[str]:
    """List what was done or answered in an instance that the new version would not have so."""
    before = old.track(instance.track).definition
    if instance.track not in new.tracks:
        yield "the new version has no such procedure, and it runs in this case."
        return
    after = new.track(instance.track).definition
    stands = before.states[instance.state]
    if instance.state not in after.states or after.states[instance.state].end != stands.end:
        yield f"it stands at “{stands.title}”, which the new version does not have so."
    yield from _done_otherwise(before, after, instance)
    yield from _answered_otherwise(before, new, instance)
    for name in instance.consents:
        if name not in after.consents:
            yield f"the consent “{name.replace('_', ' ')}” is not asked under the new version."
    for name in dict.fromkeys((*instance.held, *instance.held_by_hand)):
        if name not in after.holds:
            yield f"the hold “{name.replace('_', ' ')}” stands, and the new version does not know it."


def _done_otherwise(before: TrackDefinition, after: TrackDefinition, instance: Instance) -> Iterator[str]:
    ways = {step.name: step for step in steps_of(after)}
    for step in steps_of(before):
        done = instance.done.get(step.action)
        if done is None or done.outcome != step.outcome:
            continue
        same = ways.get(step.name)
        if same is None or _leads(same) != _leads(step):
            yield f"“{step.definition.title}” was done, and would lead elsewhere under the new version."


def _leads(step: CompiledStep) -> tuple[str, Mapping[FactName, str], Mapping[str, str], str]:
    sets = {**step.definition.set, **step.end.set}
    flags = step.end.flags_address or step.definition.flags_address
    return step.end.to, sets, dict(step.definition.consent), flags


def _answered_otherwise(before: TrackDefinition, new: CompiledPolicy, instance: Instance) -> Iterator[str]:
    facts = new.track(instance.track).definition.facts
    for name, answer in instance.answers.items():
        asked, fact = before.facts[name], facts.get(name)
        called = asked.ask or name.replace("_", " ")
        if fact is None or (fact.type, fact.set) != (asked.type, asked.set):
            yield f"“{called}” was answered, and is no such question any more."
        elif fact.type in CHOICES and not _given(answer) <= set(options_of(fact, new.definition)):
            yield f"“{called}” was given an answer that the new version does not know."


def _given(answer: Answer) -> set[str]:
    """Give what was chosen; nothing where it is not known, or was taken back."""
    if answer.kind != "value" or answer.value is None:
        return set()
    return set(answer.value) if isinstance(answer.value, tuple) else {str(answer.value)}


def _clocks_then(new: CompiledPolicy, case: Case, world: World) -> Iterator[Deadline]:
    """Give every running clock as the new version has it, those that begin with it included."""
    for clock in case.deadlines.values():
        if clock.state != "open":
            continue
        if _runs(new, case, clock):
            binding = new.binding(clock.on.track, clock.name)
            again = chosen(new, case, replace(clock, binding=binding), world.at)
            again = worked_out(new, again, world.calendar)
            if again != clock:
                yield replace(again, revision=clock.revision + 1)
        else:
            yield clock.ended("not_needed", world.at)
    for instance in case.tracks.values():
        clocks = new.track(instance.track).definition.deadlines
        for begun in settle(new, case, Happening(on=instance.on, left=""), instance.since, world.calendar):
            earlier = case.deadlines.get(begun.key)
            idle = earlier is None or earlier.state == "not_needed"
            if begun.state == "open" and idle and not _was_met(clocks[begun.name], instance, begun):
                yield begun


def _runs(new: CompiledPolicy, case: Case, clock: Deadline) -> bool:
    if not is_known(new, clock):
        return False
    known = new.track(clock.on.track).definition.deadlines.get(clock.name)
    return (
        clock.name.startswith(REVIEW)
        or is_answer(clock.name)
        or awaits(new, case.tracks[clock.on], case.letters.values(), clock)
        or (known is not None and bool({case.tracks[clock.on].state, ANY} & set(known.states)))
    )


def _was_met(clock: ClockRule, instance: Instance, begun: Deadline) -> bool:
    """Say whether what a clock would wait for was done already, so that it need not begin."""
    for met in () if clock.repeats else clock.met_by:
        step = StepName(met)
        done = instance.done.get(step.action)
        if done is not None and step.outcome in ("", done.outcome):
            return ANY in clock.states or done.happened_at >= begun.started_at
    return False


def _differences(old: CompiledPolicy, new: CompiledPolicy, case: Case, world: World) -> Iterator[Difference]:
    for clock in _clocks_then(new, case, world):
        now = case.deadlines.get(clock.key)
        before = _due(now) if now is not None else ""
        if before != _due(clock):
            yield Difference(what="date", on=clock.on, name=clock.name, now=before, then=_due(clock))
    for instance in case.tracks.values():
        was, then = old.track(instance.track), new.track(instance.track)
        yield from _compared("exit", instance, _exits(was, instance.state), _exits(then, instance.state))
        letters = [{letter for letter, _ in letters_before(each, instance.state)} for each in (was, then)]
        yield from _compared("letter", instance, letters[0], letters[1])
        if not instance.ended:
            yield from _compared("question", instance, _questions(was, instance), _questions(then, instance))


def _due(clock: Deadline) -> str:
    return clock.due_at.isoformat() if clock.state == "open" and clock.due_at else ""


def _exits(track: CompiledTrack, state: str) -> set[str]:
    definition = track.definition
    return {action.title for action in definition.actions.values() if state in sources(definition, action)}


def _questions(track: CompiledTrack, instance: Instance) -> set[str]:
    """Give every question, in its words, that a step may still ask and nobody has answered."""
    definition = track.definition
    asked = {each.fact for action in definition.actions.values() for each in asked_by(action) if not each.consent}
    facts = {name: definition.facts[name] for name in asked if name not in instance.answers}
    return {fact.ask or name.replace("_", " ") for name, fact in facts.items()}


def _compared(what: str, instance: Instance, now: Iterable[str], then: Iterable[str]) -> Iterator[Difference]:
    yield from (
        Difference(what=what, on=instance.on, name=name, now=name, then="") for name in sorted(set(now) - set(then))
    )
    yield from (
        Difference(what=what, on=instance.on, name=name, now="", then=name) for name in sorted(set(then) - set(now))
    )


def _settle_drafts(recording: Recording, was: CompiledTrack, track: CompiledTrack, instance: Instance) -> None:
    """Stop drafts whose sending is no step any more, and ask for those that now are."""
    wanted = dict(letters_before(track, instance.state))
    drafts = [
        letter
        for letter in recording.case.letters.values()
        if letter.on == instance.on and letter.action and letter.status in ("draft", "issued") and not letter.also
    ]
    for letter in drafts:
        if wanted.get(letter.template) != letter.action:
            recording.do(LetterChanged(replace(letter, status="stopped")))
    for template, action in wanted.items():
        if (template, action) not in letters_before(was, instance.state):
            recording.ask_letter(template, instance.on, action)
