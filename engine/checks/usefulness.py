"""What points at something and still cannot be meant: each step, clock, hold and consent of a track must serve.

`engine.checks.references` has vouched for every name before. What can only be seen by walking stands in
`engine.proof.run`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine.checks.times import check_times
from engine.errors import Finding
from engine.identity import ActionName, Asked, StepName, TrackName
from engine.language.guards import Both, Guard, Not, Reference, references
from engine.language.machine import CompiledStep, sources, steps_of
from engine.language.strict_yaml import Place, SourceFile
from engine.language.track_definition import ANY, STAY, Action, ClockRule, LetterRule, TrackDefinition
from engine.language.vocabulary import ANYONE, CASE_TRACK, Consent, FactKind, Reserved, RoleKind, Scope, TrackKind
from engine.record.values import Part

OF_THE_CASE = frozenset((*Part, Reserved.SAME))
"""Whom a state may wait for who is a person of the case, and may be away."""
OPEN_CASE = Not(Reference(Reserved.CASE, "ended"))


def check_usefulness(
    track: TrackDefinition, file: SourceFile, tracks: Mapping[TrackName, TrackDefinition]
) -> Iterator[Finding]:
    """List what is spelled right in a track and can serve nobody."""
    yield from _viewers(track, file)
    yield from _left_ends(track, file)
    yield from _never_set(track, file, tracks)
    yield from check_times(track, file, tracks)
    shell = tracks.get(CASE_TRACK)
    checkers = shell.roles.get(RoleKind.CHECKER, ()) if shell else ()
    for name, action in track.actions.items():
        yield from _action(track, file, name, action)
        if set(checkers) & set(action.by) and not action.other_than and _ends(track, name):
            allowed = "name under `other_than` the steps of those who may not check it"
            yield file.finding(("actions", name, "by"), "lets somebody check their own work", allowed)
    for key, clock in track.deadlines.items():
        yield from check_clock(track, file, ("deadlines", key), clock)
    yield from _sent_first(track, file)
    for key, hold in track.holds.items():
        if not (hold.locks or hold.pauses):
            yield file.finding(("holds", key), "holds nothing", "name what it `locks` or `pauses`")
    for key in track.consents:
        yield from _consent(track, file, key)
    yield from _away(track, file)


def _away(track: TrackDefinition, file: SourceFile) -> Iterator[Finding]:
    """A clock that waits for the answer of a person of the case can be stopped by hand while that person is away."""
    stopped = {clock for hold in track.holds.values() if hold.during is None for clock in hold.pauses}
    for key, clock in track.deadlines.items() if track.said_twice else ():
        waiting = {track.states[state].waits_for for state in clock.states if state in track.states}
        answering = any(
            end.answer for step in clock.met_by for end in track.actions[StepName(step).action].outcomes.values()
        )
        if key not in stopped and answering and waiting <= OF_THE_CASE:
            wrong = "runs while somebody is away who is to answer: no hold that is set by hand lets it stand still"
            allowed = f"add a hold without `while` that says `pauses: [{key}]`"
            yield file.finding(("deadlines", key), wrong, allowed)


def _sent_first(track: TrackDefinition, file: SourceFile) -> Iterator[Finding]:
    """A step that counts once its letter was sent leaves one behind, and its deadlines go on until then.

    So none of them is asked about by a condition, none counts from an answer, and where another counts from the sending
    one of them runs in between.
    """
    for name, action in track.actions.items():
        rules: dict[Place, LetterRule] = {("actions", name, "letter"): action.letter}
        rules |= {("actions", name, "outcomes", end, "letter"): each.letter for end, each in action.outcomes.items()}
        waiting = {place: rule for place, rule in rules.items() if rule.done_when_sent}
        for place in (place for place, rule in waiting.items() if not rule.after):
            yield file.finding((*place, "done_when_sent"), "leaves no letter behind", "name it under `after`")
        met = {key: clock for key, clock in track.deadlines.items() if _can_meet(name, clock)} if waiting else {}
        for key, clock in met.items():
            asked = [need for each in track.actions.values() for need in each.requires if _times(need.that, key)]
            if clock.start in track.facts or asked:
                wrong = f"goes on until the letter of '{name}' is sent" + (
                    ", and a condition asks about it" * bool(asked)
                )
                yield file.finding(("deadlines", key), wrong, "let it count from a step or from its beginning")
        counting = [key for key, clock in track.deadlines.items() if clock.start == name]
        if waiting and counting and not met:
            wrong = f"counts from a letter of '{name}', and no deadline runs until that is sent"
            yield file.finding(("deadlines", counting[0], "from"), wrong, f"let '{name}' meet another deadline")


def _can_meet(action: ActionName, clock: ClockRule) -> bool:
    return any(StepName(step).action == action for step in clock.met_by)


def _times(guard: Guard, clock: str) -> bool:
    """Say whether a condition asks how it stands with a clock."""
    return any(read.scope in (Scope.DUE, Scope.OVERDUE) and read.name == clock for read in references(guard))


def _viewers(track: TrackDefinition, file: SourceFile) -> Iterator[Finding]:
    """Those who act in a track may look into it."""
    for name, action in track.actions.items():
        for role in action.by:
            if track.seen_by and role not in (*track.seen_by, ANYONE):
                wrong = f"the {role} acts here and may not look into it"
                yield file.finding(("actions", name, "by"), wrong, "list the role under `seen_by`")


def _left_ends(track: TrackDefinition, file: SourceFile) -> Iterator[Finding]:
    """What has ended is left alone in a closed case, unless the file says why that must be.

    It is not taken up again, nor does it end in another way; no letter leaves it, and nothing else begins from there.
    An entry in a register is in force, runs out and is renewed among its own ends.
    """
    told: set[str] = set()
    for step in steps_of(track):
        action, name = step.definition, step.action
        guarded = any(_demands_open_case(need.that) for need in action.requires)
        wrong = "" if guarded or action.even_closed or name in told else _stirs_an_end(track, step)
        if wrong:
            told.add(name)
            allowed = "require `not case.ended`, or say under `even_closed` why it may not wait"
            yield file.finding(("actions", name, "from"), f"{wrong}, in a closed case too", allowed)


def _stirs_an_end(track: TrackDefinition, step: CompiledStep) -> str:
    """Say what a step does to what has ended; "" where it does nothing to it, or nothing has."""
    ended = [state for state in sources(track, step.definition) if track.states[state].end]
    letters = [rule for rule in (step.definition.letter, step.end.letter) if rule.sends or rule.after]
    does = {
        "takes up what has ended": not step.stays and not track.states[step.end.to].end,
        "ends otherwise what has ended": _moves(step, ended) and track.kind is not TrackKind.REGISTER,
        "begins something else from what has ended": bool(step.definition.opens),
        "leaves a letter at what has ended": bool(letters),
    }
    return next((says for says, so in does.items() if ended and so), "")


def _moves(step: CompiledStep, states: Collection[str]) -> bool:
    return not step.stays and any(state != step.end.to for state in states)


def _demands_open_case(guard: Guard) -> bool:
    return guard == OPEN_CASE or (isinstance(guard, Both) and OPEN_CASE in guard.parts)


def _never_set(
    track: TrackDefinition, file: SourceFile, tracks: Mapping[TrackName, TrackDefinition]
) -> Iterator[Finding]:
    """What only steps may set is set by one, or handed over by another track."""
    changed = {name for step in steps_of(track) for name in (*step.definition.set, *step.end.set)}
    changed |= {
        name
        for other in tracks.values()
        for action in other.actions.values()
        for opening in action.opens
        if opening.track == track.track
        for name in opening.give
    }
    for name, fact in track.facts.items():
        if fact.set and name not in changed and fact.kind is not FactKind.OWN_REPORT:
            yield file.finding(("facts", name), "is set by no step", "set it, ask it, or leave it out")


def _action(track: TrackDefinition, file: SourceFile, name: ActionName, action: Action) -> Iterator[Finding]:
    place = ("actions", name)
    for number, need in enumerate(action.requires):
        if need.alone:
            wrong = "means nothing in a track"
            yield file.finding((*place, "requires", number, "alone"), wrong, "it stands at a policy's own conditions")
    if action.letter.sends and not action.final:
        wrong = "sends a letter and could be taken back"
        yield file.finding((*place, "letter"), wrong, "what has been sent is `final: true`")
    if action.final and not (action.letter.sends or action.asks or action.choose):
        wrong = "cannot be taken back and leaves no trace of what was done"
        yield file.finding((*place, "final"), wrong, "name the letter that it `sends`, or ask what was done")
    if _is_idle(track, name, action):
        allowed = "let it ask, set, send, open or tell something, or begin or meet a deadline"
        yield file.finding(place, "changes nothing", allowed)


def _ends(track: TrackDefinition, name: ActionName) -> bool:
    targets = (step.end.to for step in steps_of(track) if step.action == name and not step.stays)
    return any(track.states[state].end for state in targets)


def _is_idle(track: TrackDefinition, name: ActionName, action: Action) -> bool:
    timed = {StepName(step).action for clock in track.deadlines.values() for step in (clock.start, *clock.met_by)}
    changes = (
        action.asks,
        action.choose,
        action.set,
        action.consent,
        action.letter.sends,
        action.letter.after,
        action.opens,
        action.tells,
        action.flags_address,
    )
    return action.to == STAY and name not in timed and not any(changes)


def check_clock(track: TrackDefinition, file: SourceFile, place: Place, clock: ClockRule) -> Iterator[Finding]:
    """A clock can be met wherever it runs, and whatever meets it can come while it runs."""
    runs = frozenset(track.states) if ANY in clock.states else frozenset(clock.states)
    meeting = {step: track.actions[StepName(step).action] for step in clock.met_by}
    for number, (step, action) in enumerate(meeting.items()):
        if runs.isdisjoint(sources(track, action)):
            wrong = f"'{step}' can never come while this deadline runs"
            yield file.finding((*place, "met_by", number), wrong, "name steps that start from one of its states")
    met = {state for action in meeting.values() for state in sources(track, action)} & runs
    left = {state for step in steps_of(track) if not step.stays for state in sources(track, step.definition)}
    open_states = {state for state in runs & left if not track.states[state].end}
    for state in sorted(open_states - _leading_to(track, met, runs)) if open_states - met else ():
        wrong = f"nothing that meets it can come from '{state}' while it runs"
        yield file.finding((*place, "while"), wrong, "name a step that can, or leave the state out")


def _leading_to(track: TrackDefinition, goals: set[str], within: frozenset[str]) -> set[str]:
    """Find the states from which a goal can be reached without leaving some states."""
    found, moving = set(goals), True
    while moving:
        before = {
            state
            for step in steps_of(track)
            if not step.stays and step.end.to in found
            for state in sources(track, step.definition)
            if state in within
        }
        moving = not before <= found
        found |= before
    return found


def _in_force(track: TrackDefinition, name: str) -> list[str]:
    """List the states short of an end in which a consent may be in force: from where it is given, until it changes.

    A step marked `again` begins another round, in which it is asked for again.
    """
    found = dict[str, None]()
    begun = [step for step in steps_of(track) if step.definition.choose == Asked.of_consent(name)]
    waiting = [state for step in begun if step.outcome == Consent.GIVEN for state in _after(track, step)]
    while waiting:
        state = waiting.pop()
        if state not in found and not track.states[state].end:
            found[state] = None
            on = [step for step in steps_of(track) if state in sources(track, step.definition)]
            kept = (step for step in on if not (step.stays or step.definition.again or _changes(step.definition, name)))
            waiting += [step.end.to for step in kept]
    return list(found)


def _after(track: TrackDefinition, step: CompiledStep) -> list[str]:
    return list(sources(track, step.definition)) if step.stays else [step.end.to]


def _changes(action: Action, name: str) -> bool:
    return name in action.consent or action.choose == Asked.of_consent(name)


def _withdraws(action: Action, name: str) -> bool:
    return action.consent.get(name) == Consent.WITHDRAWN


def _consent(track: TrackDefinition, file: SourceFile, name: str) -> Iterator[Finding]:
    """A consent that is answered can be withdrawn, and those who are waited for have been asked."""
    asking = [action for action in track.actions.values() if action.choose == Asked.of_consent(name)]
    if asking and not any(action.consent.get(name) == Consent.WITHDRAWN for action in track.actions.values()):
        yield file.finding(
            ("consents", name), "cannot be withdrawn", f"let a step say `consent: {{{name}: withdrawn}}`"
        )
    for state in _in_force(track, name) if asking else ():
        if not any(_withdraws(action, name) and state in sources(track, action) for action in track.actions.values()):
            wrong = f"the consent '{name}' can be in force here, and no step withdraws it"
            allowed = f"let a step from here say `consent: {{{name}: {Consent.WITHDRAWN}}}`"
            yield file.finding(("states", state), wrong, allowed)
    waiting = {state for action in asking for state in action.origins if state != ANY and track.states[state].waits_for}
    for step in steps_of(track):
        if step.end.to in waiting and step.definition.consent.get(name) != Consent.ASKED:
            wrong = f"leads to waiting for '{name}' without having asked for it"
            yield file.finding(("actions", step.action), wrong, f"say `consent: {{{name}: asked}}`")
