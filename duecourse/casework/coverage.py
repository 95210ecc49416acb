"""Clauses and steps, both ways; and a track as a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.compiled import CompiledPolicy
from engine.machine import sources


@dataclass(frozen=True, slots=True)
class Line:
    """One printed number of a policy. `kind` is `clause`, `conduct`, `outside`, or `silent` for a step without one."""

    number: str
    kind: str
    says: str
    basis: str
    steps: tuple[str, ...]


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


def _behind(policy: CompiledPolicy) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, used in policy.definition.tracks.items():
        actions = policy.track(name).definition.actions
        for key, numbers in used.cites.items():
            for number in numbers:
                title = actions[key].title if key in actions else key
                found.setdefault(number, []).append(f"{name}.{key}: {title}")
        for key, clock in used.deadlines.items():
            length = policy.track(name).definition.deadlines[key].within
            for number in clock.cites:
                found.setdefault(number, []).append(f"{name}, clock {key}: within {length} ({clock.binding})")
        for key, needs in used.requires.items():
            for number in (number for need in needs for number in need.cites):
                found.setdefault(number, []).append(f"{name}.{key}: refused until this is done")
    return found


def _silent(policy: CompiledPolicy) -> Iterator[Line]:
    for name, used in policy.definition.tracks.items():
        for key, source in used.silent.items():
            yield Line("-", "silent", source, "silent", (f"{name}.{key}",))


def _order(number: str) -> tuple[tuple[int, ...], str]:
    """Sort 10/6.3 with section 10, and 13.6#2 after 13.6."""
    section = number.split("/")[0] if "/" in number else number
    digits = tuple(int(part) for part in re.findall(r"\d+", section))
    return digits, number


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
