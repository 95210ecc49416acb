"""A track as one policy has it: what it leaves out is gone, what it narrows, times and lists is in place.

A policy may leave out a step, one end of a step (LNK and TAS know no summary dismissal), or a question of one. Whatever
only that step led to goes with it, so that nobody is shown a state that cannot come. What it says must be done becomes
conditions of the steps that would lead past it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence

from engine.identity import ActionName, FactName, RoleName, StepName, TrackName
from engine.language.guards import Either, Guard, Not, Quantified, Reference, references
from engine.language.machine import CompiledStep, sources, steps_of, viewers_of
from engine.language.never_rules import REPORTER, Never
from engine.language.policy_definition import Demanded, Must, PolicyClock, PolicyTrack
from engine.language.track_definition import (
    ANY,
    STAY,
    Action,
    ClockRule,
    Fact,
    Hold,
    Opening,
    Requirement,
    TrackDefinition,
)
from engine.language.vocabulary import RECEIVER, Scope


def effective_track(
    track: TrackDefinition, used: PolicyTrack, lists: Mapping[str, Mapping[str, str]]
) -> TrackDefinition:
    """Give the track as a policy uses it; `lists` are the answers that tracks leave to the policy."""
    track = with_clocks(with_questions(track, used), used)
    clocks = {name: _timed(clock, used.deadlines.get(name)) for name, clock in track.deadlines.items()}
    actions = {
        name: _narrowed(name, action, used) for name, action in track.actions.items() if name not in used.without
    }
    bound = _bound(track.model_copy(update={"actions": actions}), used.must)
    listed = with_lists(track, lists)
    called = {name: _called(fact, used, name) for name, fact in listed.facts.items()}
    changed = {
        "facts": {name: _hinted(fact, used.hints.get(name, "")) for name, fact in called.items()},
        "actions": bound,
        "deadlines": clocks,
        "seen_by": seen_by(track, used),
        "contradictions": (*track.contradictions, *used.contradictions),
    }
    tailored = listed.model_copy(update=changed)
    gone = _reached(track) - _reached(tailored)
    return _pruned(tailored, gone) if used.without else tailored


def with_questions(track: TrackDefinition, used: PolicyTrack) -> TrackDefinition:
    """Give a track with the questions of a policy's own, and with the steps that ask them."""
    if not used.facts and not used.asks:
        return track
    actions = {
        name: action.model_copy(update={"asks": tuple(dict.fromkeys((*action.asks, *used.asks.get(name, ()))))})
        for name, action in track.actions.items()
    }
    return track.model_copy(update={"facts": {**track.facts, **used.facts}, "actions": actions})


def with_clocks(track: TrackDefinition, used: PolicyTrack) -> TrackDefinition:
    """Give a track with the clocks of a policy's own: those that say in which states they run and what meets them."""
    own = {
        name: _timed(ClockRule.model_validate({"while": given.states, "met_by": given.met_by}), given)
        for name, given in used.deadlines.items()
        if name not in track.deadlines and given.states and given.met_by
    }
    return track.model_copy(update={"deadlines": {**track.deadlines, **own}}) if own else track


def seen_by(track: TrackDefinition, used: PolicyTrack) -> tuple[RoleName, ...]:
    """Name the roles that may look into a track under a policy; () where these are those who act in it."""
    if not used.seen_by and not used.recipients:
        return track.seen_by
    return tuple(dict.fromkeys((*(used.seen_by or viewers_of(track)), *used.recipients)))


def shown_to_receivers(shell: TrackDefinition) -> TrackDefinition:
    """Show the report also to those to whom the person who reports gives it."""
    return shell.model_copy(update={"seen_by": (*viewers_of(shell), RECEIVER)})


def with_told(track: TrackDefinition, uses: Mapping[TrackName, PolicyTrack]) -> TrackDefinition:
    """Give a track whose openings tell those to whom the policy directs what begins."""
    actions = {
        name: action.model_copy(update={"opens": opens}) if opens != action.opens else action
        for name, action in track.actions.items()
        for opens in (_telling(action.opens, uses),)
    }
    return track.model_copy(update={"actions": actions, "opening": _telling(track.opening, uses)})


def _telling(openings: tuple[Opening, ...], uses: Mapping[TrackName, PolicyTrack]) -> tuple[Opening, ...]:
    return tuple(
        opening.model_copy(update={"tells": tuple(dict.fromkeys((*(used.told or opening.tells), *_directed(used))))})
        if (used := uses.get(opening.track)) is not None and (used.told or used.recipients)
        else opening
        for opening in openings
    )


def _directed(used: PolicyTrack) -> Iterable[RoleName]:
    """Name the roles that are told of a beginning; the person whom somebody chose has been told by that."""
    return (role for role in used.recipients if role != RECEIVER)


def _hinted(fact: Fact, hint: str) -> Fact:
    """Put the hint of a policy behind that of the track."""
    return fact.model_copy(update={"help": f"{fact.help} {hint}".strip()}) if hint else fact


def _called(fact: Fact, used: PolicyTrack, name: FactName) -> Fact:
    """Call answers of a question as the policy calls them, without those that it does not know."""
    if name not in used.answers and name not in used.not_offered:
        return fact
    called, without = {**fact.domain, **used.answers.get(name, {})}, used.not_offered.get(name, ())
    return fact.model_copy(update={"of": {each: label for each, label in called.items() if each not in without}})


def is_our_way_out(track: TrackDefinition, step: CompiledStep) -> bool:
    """Say whether a step of the school's own leads to an end: no answer from outside, no word on one's own consent."""
    theirs = step.end.answer or step.definition.consent or step.definition.choose.consent
    return not theirs and not step.stays and step.end.to in track.states and track.states[step.end.to].end


def _bound(track: TrackDefinition, musts: Sequence[Must]) -> Mapping[ActionName, Action]:
    """Refuse every step of the school's own that would end a procedure while something must still be done in it."""
    return {
        name: _requiring(action, (_need(track, must) for must in musts if _leaves(track, name, must)))
        for name, action in track.actions.items()
    }


def _leaves(track: TrackDefinition, name: ActionName, must: Must) -> bool:
    """Say whether a step can only lead past what must be done; one that answers again what it hangs on may not."""
    action = track.actions[name]
    ways = [step for step in steps_of(track) if step.action == name and step.name not in must.may]
    answered = {*action.asks, action.choose.fact, *action.set, *(fact for step in ways for fact in step.end.set)}
    asked = {reference.fact for reference in references(must.when)}
    free = name in (*must.do, *must.may) or bool(answered & asked)
    return not free and bool(ways) and all(is_our_way_out(track, step) for step in ways)


def _need(track: TrackDefinition, must: Must) -> Requirement:
    titles = " or ".join(f"“{track.actions[each].title}”" for each in must.do if each in track.actions)
    unlocks = must.unlocks or f"First: {titles}."
    said = {"that": done_or_not_needed(must), "else": must.says, "unlocks": unlocks, "cites": must.cites}
    return Requirement.model_validate(said)


def done_or_not_needed(must: Must) -> Guard:
    """Give the guard that holds where nothing must be done any more."""
    return Either((Not(must.when), *(Reference(Scope.DONE.value, each) for each in must.do)))


def keep_open(
    shell: TrackDefinition, tracks: Mapping[TrackName, TrackDefinition], musts: Mapping[TrackName, Sequence[Must]]
) -> TrackDefinition:
    """Refuse to close a case while something must still be done in one of its procedures."""
    needs = []
    for name, of_track in musts.items():
        for must in of_track:
            track, own = tracks[name], _need(tracks[name], must)
            inside = f"In “{track.title}”: {own.unlocks[:1].lower()}{own.unlocks[1:]}"
            needs.append(own.model_copy(update={"that": Quantified(True, name, own.that), "unlocks": inside}))
    closing = {step.action for step in steps_of(shell) if is_our_way_out(shell, step)}
    actions = {name: _requiring(action, needs) if name in closing else action for name, action in shell.actions.items()}
    return shell.model_copy(update={"actions": actions})


def _requiring(action: Action, needs: Iterable[Requirement]) -> Action:
    added = tuple(needs)
    return action.model_copy(update={"requires": (*action.requires, *added)}) if added else action


def _narrowed(name: ActionName, action: Action, used: PolicyTrack) -> Action:
    changes: dict[str, object] = {}
    left = {value: end for value, end in action.outcomes.items() if StepName.of(name, value) not in used.without}
    if len(left) < len(action.outcomes):
        changes["outcomes"] = left
    asks = tuple(fact for fact in action.asks if StepName.of(name, fact) not in used.without)
    if len(asks) < len(action.asks):
        changes["asks"] = asks
    if name in used.opens:
        changes["opens"] = (*action.opens, *used.opens[name])
    taking = (role for role, recipient in used.recipients.items() if name in recipient.does)
    by = tuple(dict.fromkeys((*used.by.get(name, action.by), *taking)))
    if by != action.by:
        changes["by"] = by
    if name in used.requires or name in used.demanded:
        own = tuple(_grounded(need, used.demanded.get(name, ())) for need in action.requires)
        changes["requires"] = (*own, *used.requires.get(name, ()))
    return action.model_copy(update=changes) if changes else action


def _grounded(need: Requirement, demanded: Iterable[Demanded]) -> Requirement:
    """Name with a condition of the track the clauses that ask for it."""
    cites = next((each.cites for each in demanded if each.that == need.that), need.cites)
    return need.model_copy(update={"cites": cites}) if cites != need.cites else need


def _timed(clock: ClockRule, by_policy: PolicyClock | None) -> ClockRule:
    if by_policy is None:
        return clock
    chosen: dict[str, object] = {
        "within": by_policy.within,
        "waits": by_policy.waits,
        "start": by_policy.start,
        "grace": by_policy.grace,
        "remind": by_policy.remind,
        "tell": by_policy.tell,
        "after": by_policy.after,
        "roll": by_policy.roll,
        "repeats": by_policy.repeats,
        "title": by_policy.title,
        "says": by_policy.says,
    }
    return clock.model_copy(update={name: value for name, value in chosen.items() if value})


def with_lists(track: TrackDefinition, lists: Mapping[str, Mapping[str, str]]) -> TrackDefinition:
    """Give a track with the answers that it leaves to the policy."""
    return track.model_copy(update={"facts": {name: _listed(fact, lists) for name, fact in track.facts.items()}})


def _listed(fact: Fact, lists: Mapping[str, Mapping[str, str]]) -> Fact:
    named = fact.of if isinstance(fact.of, str) else ""
    return fact.model_copy(update={"of": lists[named]}) if named in lists else fact


def _reached(track: TrackDefinition) -> set[str]:
    """Find every state that some sequence of steps leads to."""
    found = {track.starts, *(start.state for start in track.starts_instead)}
    waiting = deque(found)
    steps = [step for step in steps_of(track) if step.end.to != STAY]
    while waiting:
        state = waiting.popleft()
        for step in steps:
            if step.end.to not in found and state in sources(track, step.definition):
                found.add(step.end.to)
                waiting.append(step.end.to)
    return found


def _pruned(track: TrackDefinition, gone: Collection[str]) -> TrackDefinition:
    """Take states away, with the steps, clocks and rules that only they had."""
    actions = {
        name: action.model_copy(update={"origins": left, "exceptions": _but(action.exceptions, gone)})
        for name, action in track.actions.items()
        if (left := _but(action.origins, gone))
    }
    actions = {
        name: action.model_copy(update={"other_than": _among(action.other_than, {*actions, REPORTER})})
        for name, action in actions.items()
    }
    clocks = {
        name: clock.model_copy(update={"states": states, "met_by": met})
        for name, clock in track.deadlines.items()
        if (states := _but(clock.states, gone)) and (met := _met(clock, actions))
    }
    holds = {name: _held(hold, actions, clocks) for name, hold in track.holds.items()}
    left_over = {name: state for name, state in track.states.items() if name not in gone}
    never = tuple(rule for rule in track.never if rule.entering not in gone)
    never = _ruled(never, actions)
    changed: dict[str, object] = {
        "actions": actions,
        "deadlines": clocks,
        "holds": holds,
        "states": left_over,
        "never": never,
    }
    return track.model_copy(update=changed)


def _ruled(rules: Iterable[Never], actions: Collection[str]) -> tuple[Never, ...]:
    left = (rule.among(actions) for rule in rules)
    return tuple(rule for rule in left if not rule.is_empty)


def _held(hold: Hold, actions: Collection[str], clocks: Collection[str]) -> Hold:
    return hold.model_copy(update={"locks": _among(hold.locks, actions), "pauses": _among(hold.pauses, clocks)})


def _met(clock: ClockRule, actions: Mapping[ActionName, Action]) -> tuple[str, ...]:
    steps = {StepName.of(name, end) for name, action in actions.items() for end in action.outcomes}
    return _among(clock.met_by, {*actions, *steps})


def _but(names: tuple[str, ...], gone: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name == ANY or name not in gone)


def _among(names: tuple[str, ...], known: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in known)
