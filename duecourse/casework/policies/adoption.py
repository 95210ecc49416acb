"""Adopting a policy: a skeleton in which somebody sorts the printed numbers and puts them behind steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from duecourse.casework.policies.numbers import Printed
from engine.errors import BadInput, NotFound
from engine.identity import RoleName, StepName, TrackName
from engine.language.gaps import GAP
from engine.language.model_loader import load
from engine.language.policy_definition import PolicyDefinition, RoleHolders
from engine.language.track_definition import ClockRule, TrackDefinition
from engine.language.vocabulary import CASE_TRACK, CONDUCT, TOP
from engine.people.staffing import BY_NAME

WIDTH = 118
NAME = re.compile(r"[a-z][a-z0-9_]*")
PLAIN_KEY = re.compile(r"[\w§][\w.()/§ ]*")

HEAD = """\
# Begun with `duecourse new-policy`. Wherever {gap} stands, something is still to be written: put your own words in
# its place. `duecourse check THIS-FILE` lists every such place with its line; docs/how-to/adopt-your-policy.md tells
# the rest. What stands after a # is a note for you; it may be deleted. A sentence with ? , : or # stands in "quotes".
policy: {name}
title: {gap} the title that is printed on your policy
organisation: {gap} the name of your trust or school
prefix: {prefix}  # begins the reference of every case: {prefix}-2026-0001
approved: {gap} the day of approval in the form 2026-01-15, or 2026-01; `dated:` if no approval is printed
review_due: {gap} the day of the next review in the form 2027-01-15, or 2027-01; without the line if none is printed
"""

ROLES = """
# 1. Who holds each role: posts of your trust; one that Duecourse does not know stands first on a line of its own:
# `posts: [head of year]`. `then` are those who step in, in this order, when somebody is concerned in the case.
# `independent: true`: the role stays where it is when the report is about the top.
roles:"""
LISTS = """
# 2. Answers that only your policy can give: on each line a short key and the answer, `reputation: It may harm …`
lists:"""
CLAUSES = """
# 3. Every printed number is one of three. Leave it here if a step follows from it, and cite it under `tracks`.
# Move its line to `conduct` if it is a rule that people can break, to `by_hand` if people do it outside Duecourse,
# to `outside` if it asks for nothing.
clauses:"""
TRACKS = """
# 4. The procedures. Move the numbers behind a step between its brackets: [3.2, "5.1#2"]. Empty brackets mean
# that your policy is silent; the note says where our default comes from then. If your policy gives a time, write
# it between the curly brackets: {within: 24 hours, cites: [3.2], binding: duty}.
tracks:"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a skeleton is to hold: its key, the numbers, the tracks (none: all of the other), and whom it is like."""

    name: str
    numbers: Sequence[Printed] = ()
    tracks: Sequence[TrackName] = ()
    like: str = "lumen"
    mentioned: Sequence[str] = ()


def skeleton(plan: Plan, sources: Mapping[str, str]) -> str:
    """Write the skeleton of a policy over the tracks of a workflows folder.

    Raises:
        BadInput: the key is no key, or a track is unknown.
        NotFound: there is no such policy to be like.
        BadFiles: the folder cannot be read.
    """
    if not NAME.fullmatch(plan.name):
        raise BadInput(f"'{plan.name}' cannot be a policy's key: write one word in small letters, such as oakfield.")
    library = {track.track: track for track in _read(sources)}
    like = _policy(plan.like, sources)
    wanted = tuple(dict.fromkeys((CASE_TRACK, *(plan.tracks or like.tracks))))
    unknown = [name for name in wanted if name not in library]
    if unknown:
        raise BadInput(f"There is no track {', '.join(unknown)}. Tracks: {', '.join(library)}.")
    tracks = [library[name] for name in wanted]
    prefix = plan.name.replace("_", "")[:3].upper()
    parts = (_roles(tracks, like), _lists(tracks), _numbers(plan), _used(tracks))
    lines = [line.rstrip() for part in parts for line in part]
    return HEAD.format(gap=GAP, name=plan.name, prefix=prefix) + "\n".join(lines) + "\n"


def _read(sources: Mapping[str, str]) -> Iterator[TrackDefinition]:
    for name, text in sources.items():
        if name.startswith("tracks/"):
            yield load(TrackDefinition, text, name)[0]


def _policy(key: str, sources: Mapping[str, str]) -> PolicyDefinition:
    found = {
        policy.policy: policy
        for policy in (
            load(PolicyDefinition, text, name)[0] for name, text in sources.items() if name.startswith("policies/")
        )
    }
    if key not in found:
        raise NotFound(f"There is no policy '{key}' to be like. Policies: {', '.join(found) or 'none'}.")
    return found[key]


def _needed(tracks: Sequence[TrackDefinition]) -> set[RoleName]:
    """Find every role that the tracks name and a policy has to fill."""
    named: set[RoleName] = set()
    for track in tracks:
        named |= {*track.seen_by, *(role for groups in track.apart for role in groups)}
        for action in track.actions.values():
            named |= {*action.by, *action.tells, *(role for opening in action.opens for role in opening.tells)}
        for clock in track.deadlines.values():
            named |= {*clock.tell, *clock.at_due, *(role for later in clock.after for role in later.tell)}
        named |= {role for opening in track.opening for role in opening.tells}
    return named - {*BY_NAME, RoleName("anyone")}


def _roles(tracks: Sequence[TrackDefinition], like: PolicyDefinition) -> Iterator[str]:
    needed = _needed(tracks)
    if like.posts:
        yield f"posts: [{', '.join(like.posts)}]"
    yield ROLES
    for role, holders in like.roles.items():
        if role in needed:
            yield from _holders(role, holders)
    for role in sorted(needed - set(like.roles)):
        yield f"  {role}: {{held_by: {GAP} the posts that hold it}}"
    yield "# Whom a report may be about at the top, and who then takes every role that is not independent."
    yield "about:"
    for post, others in like.about.items():
        yield f"  {post}: [{', '.join(others)}]"


def _holders(role: RoleName, holders: RoleHolders) -> Iterator[str]:
    parts = [f"held_by: [{', '.join(holders.held_by)}]"]
    parts += [f"then: [{', '.join(holders.then)}]"] if holders.then else []
    parts += ["independent: true"] if holders.independent else []
    line = f"  {role}: {{{', '.join(parts)}}}"
    yield from (line,) if len(line) <= WIDTH else (f"  {role}:", *(f"    {part}" for part in parts))


def _lists(tracks: Sequence[TrackDefinition]) -> Iterator[str]:
    asked = {
        fact.of: fact.ask
        for track in tracks
        for fact in track.facts.values()
        if isinstance(fact.of, str) and fact.of not in (CONDUCT, TOP)
    }
    if not asked:
        return
    yield LISTS
    for name, question in asked.items():
        yield f"  {name}:  # {question}"
        yield f"    {GAP}: the answers to this question, one a line"


def _numbers(plan: Plan) -> Iterator[str]:
    yield CLAUSES
    for printed in plan.numbers:
        yield _noted(f"  {_key(printed.number)}: {{says: {GAP}}}", printed.begins)
    if not plan.numbers:
        yield f"  {GAP}: {{says: 'each number with its sentence, such as 1.1: {{says: A report is answered at once}}'}}"
    if plan.mentioned:
        yield from _explained("  #", f"Not listed, as no line begins with them: {', '.join(plan.mentioned)}")
    yield "conduct:"
    yield f"  {GAP}: {{says: 'the rules of conduct, such as 5.7: {{says: Harass nobody}}'}}"
    yield "outside:"
    yield f"  {GAP}: 'the numbers that ask for nothing, each with the reason, such as 4.1: Defines a word'"


def _used(tracks: Sequence[TrackDefinition]) -> Iterator[str]:
    yield TRACKS
    for track in tracks:
        yield ""
        yield from _explained("  #", f"{track.title}: {track.says or 'for each ' + track.per}")
        yield f"  {track.track}:"
        yield "    cites:"
        for name, action in track.actions.items():
            ends = f" Its ends: {', '.join(action.outcomes)}." if len(action.outcomes) > 1 else ""
            yield from _explained(
                f"      {name}: []  #", f"{action.title}.{ends} If silent: {action.source or 'say why'}"
            )
        if track.deadlines:
            yield "    deadlines:"
        for key, clock in track.deadlines.items():
            yield from _explained(f"      {key}: {{}}  #", _clock(track, clock))


def _clock(track: TrackDefinition, clock: ClockRule) -> str:
    title = clock.title or track.actions[StepName(clock.met_by[0]).action].title
    length = f"{clock.within} if you give no time" if clock.within else "your policy has to give the time"
    return f"{title}: {length}. {clock.source}"


def _key(number: str) -> str:
    """Write a number as a key: in double quotes where the strict reader would take it for something else."""
    if PLAIN_KEY.fullmatch(number):
        return number
    return '"' + number.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _noted(line: str, note: str) -> str:
    """Put a note behind a line, cut where the line would grow too long."""
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in note).split())
    if not words:
        return line
    whole = f"{line}  # {words}"
    return whole if len(whole) <= WIDTH else f"{whole[: WIDTH - 1]}…"


def _explained(line: str, note: str) -> Iterator[str]:
    """Put a note behind a line; what does not fit stands on lines of its own beneath."""
    beneath = " " * (len(line) - len(line.lstrip())) + "#  "
    yield from wrap(note, WIDTH, initial_indent=f"{line} ", subsequent_indent=beneath + " ")
