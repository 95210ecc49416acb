"""Clauses and steps, both ways; and a track as a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.compiled import CompiledPolicy
from engine.machine import sources


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause is at work: a step of a track, or one of its clocks.

    `text` is the same in one line, as a terminal shows it.
    """

    track: str
    key: str
    clock: bool
    says: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One printed number of a policy. `kind` is `clause`, `conduct`, `outside`, or `silent` for a step without one."""

    number: str
    kind: str
    says: str
    basis: str
    places: tuple[Place, ...]

    @property
    def steps(self) -> tuple[str, ...]:
        """Give the places as a terminal shows them."""
        return tuple(place.text for place in self.places)


def coverage_of(policy: CompiledPolicy) -> list[Line]:
    """List every number of a policy in its order, then the steps on which it is silent."""
    definition = policy.definition
    behind = _behind(policy)
    lines = [
        Line(number, "clause", clause.says, clause.basis, tuple(behind.get(number, ())))
        for number, clause in definition.clauses.items()
    ]
    lines += [Line(number, "conduct", rule.says, "", ()) for number, rule in definition.conduct.items()]
    lines += [Line(number, "outside", reason, "", ()) for number, reason in definition.outside.items()]
    return [*sorted(lines, key=lambda line: _order(line.number)), *_silent(policy)]


def _behind(policy: CompiledPolicy) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for name in policy.definition.tracks:
        for number, place in (*_steps(policy, name), *_clocks(policy, name), *_guards(policy, name)):
            found.setdefault(number, []).append(place)
    return found


def _steps(policy: CompiledPolicy, name: str) -> Iterator[tuple[str, Place]]:
    for key, numbers in policy.definition.tracks[name].cites.items():
        title = _title(policy, name, key)
        place = Place(name, key, _is_clock(policy, name, key), title, f"{name}.{key}: {title}")
        yield from ((number, place) for number in numbers)


def _clocks(policy: CompiledPolicy, name: str) -> Iterator[tuple[str, Place]]:
    for key, clock in policy.definition.tracks[name].deadlines.items():
        length = f"within {policy.track(name).definition.deadlines[key].within} ({clock.binding})"
        says = f"Deadline “{policy.clock_title(name, key)}”, {length}"
        place = Place(name, key, True, says, f"{name}, clock {key}: {length}")
        yield from ((number, place) for number in clock.cites)


def _guards(policy: CompiledPolicy, name: str) -> Iterator[tuple[str, Place]]:
    for key, needs in policy.definition.tracks[name].requires.items():
        title, refused = _title(policy, name, key), "refused until this is done"
        place = Place(name, key, False, f"{title}: {refused}", f"{name}.{key}: {refused}")
        yield from ((number, place) for need in needs for number in need.cites)


def _silent(policy: CompiledPolicy) -> Iterator[Line]:
    for name, used in policy.definition.tracks.items():
        for key, source in used.silent.items():
            place = Place(name, key, _is_clock(policy, name, key), _title(policy, name, key), f"{name}.{key}")
            yield Line("-", "silent", source, "silent", (place,))


def _is_clock(policy: CompiledPolicy, name: str, key: str) -> bool:
    return key not in policy.track(name).definition.actions


def _title(policy: CompiledPolicy, name: str, key: str) -> str:
    """Give the title of a step; a clock has its key for one."""
    return key if _is_clock(policy, name, key) else policy.track(name).definition.actions[key].title


def _order(number: str) -> tuple[bool, tuple[int, ...], str]:
    """Sort 10/6.3 with section 10, 13.6#2 after 13.6, and what has no number, such as an appendix, last."""
    section = number.split("/")[0] if "/" in number else number
    digits = tuple(int(part) for part in re.findall(r"\d+", section))
    return not digits, digits, number


def printed(number: str) -> str:
    """Say a number as a reader finds it: 13.6#2 is the second part of 13.6, 10/6.3 is printed in section 10."""
    if "/" in number:
        section, own = number.split("/", 1)
        return f"{own} (in section {section})"
    if "#" in number:
        own, part = number.split("#", 1)
        return f"{own}, part {part}"
    return number[:1].upper() + number[1:]


def diagram_of(policy: CompiledPolicy, name: str) -> str:
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
