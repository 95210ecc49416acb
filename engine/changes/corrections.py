"""What a correction may not take away: the answers on which steps, consents and second persons rest.

A correction may open what a rule held back, where somebody acted on it and says so. It may not take the ground from
what was done already, nor put the words of one person in the place of those of another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engine.identity import CASE, ActionName, FactName, InstanceId, StepName
from engine.language.compiled import CompiledPolicy
from engine.language.guards import Guard, comparisons, evaluate, reads
from engine.language.machine import CompiledTrack, sources
from engine.language.track_definition import ANY, Action, TrackDefinition
from engine.language.vocabulary import Consent
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.values import Actor, Answer, Instance, Part
from engine.steps.consents import is_theirs, own_words, ways
from engine.steps.guard_view import InstanceGuardView
from engine.steps.image_gate import why_not_calm

TAKE_BACK = "Take that step back first, if it can be; otherwise record what is right now by the steps that follow."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """A case before and after new answers on one instance, as guards see both."""

    policy: CompiledPolicy
    before: Case
    after: Case
    on: InstanceId
    answers: Mapping[FactName, Answer]
    by: Actor
    at: datetime

    def breaks(self, guard: Guard, on: InstanceId) -> bool:
        """Say whether a guard of an instance held, and would not any more."""
        was, is_now = self.judge(guard, on)
        return was and not is_now

    def judge(self, guard: Guard, on: InstanceId) -> tuple[bool, bool]:
        """Decide a guard of an instance before and after."""
        views = (
            InstanceGuardView(case, case.tracks[on], self.policy.definitions, self.at)
            for case in (self.before, self.after)
        )
        was, is_now = (evaluate(guard, view) is True for view in views)
        return was, is_now


def why_not_correct(
    policy: CompiledPolicy, case: Case, instance: Instance, answers: Mapping[FactName, Answer], by: Actor, at: datetime
) -> tuple[Reason, ...]:
    """List every reason why answers of an instance may not be corrected to these; () where they may."""
    after = case.with_track(replace(instance, answers={**instance.answers, **answers}))
    change = _Change(policy=policy, before=case, after=after, on=instance.on, answers=answers, by=by, at=at)
    reasons = [reason for each in case.tracks.values() for reason in _undermined(change, each)]
    reasons += _consents(change, instance)
    reasons += _what_was_read(change, instance)
    reasons += _second_persons(change, instance)
    reasons += why_not_calm(policy, case, by, answers) if instance.on == CASE else ()
    return tuple(dict.fromkeys(reasons))


def _undermined(change: _Change, instance: Instance) -> Iterator[Reason]:
    """Find what was done on an instance and would rest on nothing, and what must never be.

    What closed a case rests on nothing once the case is open again: it is closed once more.
    """
    compiled = change.policy.track(instance.track)
    definition = compiled.definition
    for name in instance.done:
        action = definition.actions.get(name)
        reopened = not instance.ended and instance.on == CASE and name in compiled.ending
        if action is None or reopened:
            continue
        if any(change.breaks(need.that, instance.on) for need in action.requires):
            clause = ", ".join(change.policy.cites(instance.track, name))
            yield Reason(
                code=ReasonCode.RESTS_ON_IT,
                source=ReasonSource(SourceKind.RECORD, (name,), on=instance.on),
                says=f"“{action.title}” was done, and rests on the answer as it stands.",
                clause=clause,
                unlocks=TAKE_BACK,
            )
    stood = _stood(compiled, instance)
    for rule in definition.never:
        looks = rule.always or rule.entering == ANY or rule.entering in stood
        if looks and rule.when is not None and change.judge(rule.when, instance.on) == (False, True):
            source = ReasonSource(SourceKind.NEVER, (rule.entering,), reads=reads(rule.when), on=instance.on)
            yield Reason(
                code=ReasonCode.NEVER,
                source=source,
                says=f"This must never happen: {rule.says}.",
                unlocks=TAKE_BACK,
            )


def _stood(compiled: CompiledTrack, instance: Instance) -> set[str]:
    """Name the states that the steps of an instance led to."""
    named = (StepName.of(name, done.outcome) for name, done in instance.done.items())
    return {instance.state, *(compiled.steps[name].end.to for name in named if name in compiled.steps)}


def _consents(change: _Change, instance: Instance) -> Iterator[Reason]:
    """Keep how a consent was given as the person gave it; what makes it count for less may always be said."""
    definition = change.policy.track(instance.track).definition
    if is_theirs(change.before, instance, change.by):
        return
    for name, value in instance.consents.items():
        own = set(own_words(change.before, instance, definition, name))
        changed = [way for way in ways(definition, name) if _says_otherwise(instance, change.answers, way, own)]
        if value != Consent.ASKED and changed and not _is_stricter(change, definition, changed):
            yield Reason(
                code=ReasonCode.CONSENT_AS_GIVEN,
                source=ReasonSource(SourceKind.CONSENT, (name,)),
                says="How a consent was given is a part of it, and nobody changes it for the person.",
                unlocks="They may withdraw it and give it again themselves, or have who heard it recorded as it was.",
            )


def _what_was_read(change: _Change, instance: Instance) -> Iterator[Reason]:
    """Keep the words that somebody read before they agreed, as long as their yes stands: they agreed to no others."""
    definition = change.policy.track(instance.track).definition
    for name, question in definition.consents.items():
        told = question.page.tells if question.page else ()
        changed = [fact for fact in told if fact in change.answers]
        if instance.consents.get(name) == Consent.GIVEN and changed:
            yield Reason(
                code=ReasonCode.CONSENT_AS_GIVEN,
                source=ReasonSource(SourceKind.CONSENT, (name,)),
                says="The person read these words before they agreed, so nobody changes them under their yes.",
                unlocks="Record that the consent is withdrawn, put the words right, and let the person answer again.",
            )


def _says_otherwise(
    instance: Instance, answers: Mapping[FactName, Answer], name: FactName, own: Collection[FactName]
) -> bool:
    """Say whether a new answer may differ from the old one where it counts: words only where they are the person's own.

    Guards know of words only whether there are any, so staff may put their own words right.
    """
    if name not in answers:
        return False
    before, after = instance.answers.get(name), answers[name]
    return (name in own and after.kind == "words") or before is None or _told(before) != _told(after)


def _told(answer: Answer) -> tuple[object, ...]:
    return answer.kind, answer.value


def _is_stricter(change: _Change, definition: TrackDefinition, changed: Collection[FactName]) -> bool:
    """Say whether what is changed of a consent only holds back what was open, whatever else is corrected beside it.

    Some rule fails now, and none holds that failed; and rules read all of it, as what only a letter reads holds back
    nothing.
    """
    needs = [need.that for action in definition.actions.values() for need in action.requires]
    read = {each.fact for need in needs for each, _ in comparisons(need) if each.scope in ("", "recorded")}
    instance = change.before.tracks[change.on]
    answers = {**instance.answers, **{name: change.answers[name] for name in changed}}
    alone = replace(change, after=change.before.with_track(replace(instance, answers=answers)))
    found = {alone.judge(need, change.on) for need in needs}
    return read.issuperset(changed) and (True, False) in found and (False, True) not in found


def _second_persons(change: _Change, instance: Instance) -> Iterator[Reason]:
    """Let nobody correct away that the step after their own needs somebody else."""
    definition = change.policy.track(instance.track).definition
    for action in definition.actions.values():
        mine = [name for name in action.other_than if _did(change, instance, name)]
        waits = instance.state in sources(definition, action)
        if mine and waits and any(change.breaks(need.that, instance.on) for need in action.requires):
            yield Reason(
                code=ReasonCode.SECOND_PERSON,
                source=ReasonSource(SourceKind.SECOND_PERSON, (mine[0],)),
                says=f"“{action.title}” needs a second person because of this answer: you did "
                f"“{_title(definition.actions, mine[0])}” yourself.",
                unlocks="Ask a colleague who holds the role to correct it.",
            )


def _did(change: _Change, instance: Instance, name: str) -> bool:
    if name == Part.REPORTER:
        return change.before.is_part(change.by.person, Part.REPORTER)
    done = instance.done.get(ActionName(name))
    return done is not None and done.by == change.by.person


def _title(actions: Mapping[ActionName, Action], name: str) -> str:
    action = actions.get(ActionName(name))
    return action.title if action else "the report"
