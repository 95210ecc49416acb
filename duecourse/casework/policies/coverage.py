"""Clauses and steps, both ways; and a track as a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from duecourse.casework.policies.grounds import Grounds, grounds_of
from duecourse.casework.policies.numbers import place_of
from engine.identity import TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.field_types import ByHand
from engine.language.machine import sources
from engine.language.vocabulary import ANYONE, CASE_TRACK
from engine.ports.records import LetterKind
from engine.questions.joined_words import listed, quoted

DONE_BY_HAND = "by_hand"
KINDS = ("clause", "conduct", DONE_BY_HAND, "outside")


EVERYBODY = "everybody whom the policy covers"
REVIEWED = "By the printed day at first; the central team sees when it is late, which is ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a clause is at work: a step of a track with its letters, or one of its clocks.

    `text` is the same in one line, as a terminal shows it.
    """

    track: TrackName
    key: str
    clock: bool
    says: str
    text: str
    letters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One number of a policy. `kind` is one of KINDS; `says` is the reason where it is outside.

    `done` says who does by hand what the number asks for, and how often or when, and `kept` what Duecourse has for
    that; both "" where it is not done by hand.
    """

    number: str
    kind: str
    says: str
    basis: str
    places: tuple[Place, ...]
    done: str = ""
    kept: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        """Give the places as a terminal shows them."""
        return tuple(place.text for place in self.places)

    @property
    def letters(self) -> tuple[str, ...]:
        """Give the titles of the letters that its steps send or leave behind, each once."""
        return tuple(dict.fromkeys(title for place in self.places for title in place.letters))


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is: printed numbers, entries by kind, and steps and deadlines by what they stand on.

    One printed number may have several entries, because it says several things.
    """

    numbers: int
    entries: Mapping[str, int]
    steps: Mapping[str, int]
    deadlines: Mapping[str, int]


def coverage_of(policy: CompiledPolicy, letters: Mapping[str, LetterKind]) -> list[Line]:
    """List every number of a policy in its order, each with where it is at work or why it is not."""
    definition = policy.definition
    grounds = grounds_of(policy, letters)
    behind = _behind(grounds)
    for number, place in _directed(policy):
        behind.setdefault(number, []).append(place)
    lines = [
        Line(number=number, kind="clause", says=clause.says, basis=clause.basis, places=tuple(behind.get(number, ())))
        for number, clause in definition.clauses.items()
    ]
    lines += [
        Line(number=number, kind="conduct", says=rule.says, basis="", places=())
        for number, rule in definition.conduct.items()
    ]
    lines += [
        Line(
            number=number,
            kind=DONE_BY_HAND,
            says=duty.says,
            basis="",
            places=(),
            done=_done(policy, duty),
            kept=_kept(duty, grounds),
        )
        for number, duty in definition.by_hand.items()
    ]
    lines += [
        Line(number=number, kind="outside", says=reason, basis="", places=())
        for number, reason in definition.outside.items()
    ]
    return sorted(lines, key=lambda line: place_of(line.number))


def _done(policy: CompiledPolicy, duty: ByHand) -> str:
    """Say who does something by hand, and how often or when."""
    who = " or ".join(EVERYBODY if who == ANYONE else policy.title(who) for who in duty.who)
    said = f"{who}; {f'every {duty.every}' if duty.every else duty.when}"
    if duty.arises is None:
        return said
    track = policy.track(duty.arises.track).definition
    return f"{said}; in a case, within {duty.within} of “{track.actions[duty.arises.after].title}”"


def _kept(duty: ByHand, grounds: Sequence[Grounds]) -> str:
    """Say what Duecourse has for what is done by hand: a task, a day, or steps that keep what shows it."""
    if duty.review:
        return REVIEWED
    if duty.beside:
        steps = (each.title for each in grounds if not each.clock and {*duty.beside} & {*each.clauses})
        return f"What shows that it was done is kept by {listed(map(quoted, dict.fromkeys(steps)))}"
    return "Duecourse has no step for it" if duty.arises is None else "It is ticked off in the case"


def totals_of(lines: Sequence[Line], grounds: Sequence[Grounds]) -> Totals:
    """Count what a policy has."""
    return Totals(
        len({whole(line.number) for line in lines}),
        Counter(line.kind for line in lines),
        Counter(each.basis for each in grounds if not each.clock),
        Counter(each.basis for each in grounds if each.clock),
    )


def whole(number: str) -> str:
    """Give the printed number that a part belongs to: 13.6 for 13.6#2."""
    return number.split("#")[0]


def _behind(grounds: Sequence[Grounds]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for each in grounds:
        for number in each.clauses:
            found.setdefault(number, []).append(_clock(each) if each.clock else _step(each))
        for number in each.guards:
            found.setdefault(number, []).append(_guard(each))
    return found


def _directed(policy: CompiledPolicy) -> Iterator[tuple[str, Place]]:
    """List the clauses that direct what a track deals with to a role, and a report to a person of one's choice."""
    receives = policy.definition.receives
    for number in policy.definition.reported:
        yield number, _of_reports(policy, "A report is made of it, by anybody")
    if receives is not None and receives.of == "report":
        says = f"A report is given to a person whom the reporter chooses: {' or '.join(receives.posts)}"
        yield from ((number, _of_reports(policy, says)) for number in receives.cites)
    for name, used in policy.definition.tracks.items():
        definition = policy.track(name).definition
        for role, recipient in used.recipients.items():
            steps = " or ".join(f"“{definition.actions[step].title}”" for step in recipient.does)
            says = f"“{definition.title}” is directed to this role: {policy.title(role)}"
            says += f", which may take {steps}" if steps else ""
            key = next(iter((*recipient.does, *definition.actions)))
            for number in recipient.cites:
                yield number, Place(track=name, key=key, clock=False, says=says, text=f"{name}: {says}")


def _of_reports(policy: CompiledPolicy, says: str) -> Place:
    """Say of a report what a clause asks for; it stands with the first step of the case itself."""
    key = next(iter(policy.shell.actions))
    return Place(track=CASE_TRACK, key=key, clock=False, says=says, text=f"{CASE_TRACK}: {says}")


def _step(each: Grounds) -> Place:
    return Place(
        track=each.track,
        key=each.key,
        clock=False,
        says=each.title,
        text=f"{each.track}.{each.key}: {each.title}",
        letters=each.letters,
    )


def _clock(each: Grounds) -> Place:
    says = f"Deadline “{each.title}”, {each.within}"
    return Place(
        track=each.track, key=each.key, clock=True, says=says, text=f"{each.track}, clock {each.key}: {each.within}"
    )


def _guard(each: Grounds) -> Place:
    refused = "refused until this is done"
    return Place(
        track=each.track,
        key=each.key,
        clock=False,
        says=f"{each.title}: {refused}",
        text=f"{each.track}.{each.key}: {refused}",
    )


def diagram_of(policy: CompiledPolicy, name: TrackName) -> str:
    """Draw a track as the text of a Mermaid state diagram."""
    track = policy.track(name)
    definition = track.definition
    lines = ["stateDiagram-v2", f"    [*] --> {definition.starts}"]
    lines += [f"    {key}: {_plain(state.title)}" for key, state in definition.states.items()]
    for step in track.steps.values():
        if step.stays:
            continue
        for source in sources(definition, step.definition):
            clauses = ", ".join(policy.cites(name, step.action))
            label = (
                step.definition.title
                + (f" ({step.outcome})" if step.outcome else "")
                + (f" [{clauses}]" if clauses else "")
            )
            lines.append(f"    {source} --> {step.end.to}: {_plain(label)}")
    lines += [f"    {key} --> [*]" for key, state in definition.states.items() if state.end]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Leave out what Mermaid would read as its own."""
    return text.replace(":", " -").replace(";", ",").replace("#", " part ")
