"""Write docs/reference/roles.md from what the engine enforces, for every policy; a test compares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from duecourse.bootstrap import build_letters
from duecourse.casework.administration.permission import ADMINISTERING, CALENDARS
from duecourse.policies.library import load_library, read_workflows
from duecourse.web.pages.administration.administration_index import GROUPS, Keeps
from engine.identity import ActionName, PostName, RoleName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.track_definition import Action
from engine.language.vocabulary import ANYONE, RoleKind
from engine.people.staffing import BY_NAME, CONFLICTED
from engine.people.visibility import viewers
from engine.record.values import Part

FILE = Path(__file__).parents[1] / "docs" / "reference" / "roles.md"
Policies = Mapping[str, CompiledPolicy]
KEPT = "keeps"
KEEPERS = (tuple(Keeps), (Keeps.SCHOOL, Keeps.DAYS), (Keeps.DAYS,))
"""What is kept by those who administer the whole trust, those who administer a school, and those who keep days."""
SEES, ACTS, NOTHING = "sees", "acts", "–"
HEAD = """# Who sees what, and who does what

Written from the procedures and the rules of the engine by `scripts/write_roles.py`; a test compares. Each procedure
names the roles that may look into it. For everybody else it is not there: no page, list, count, letter or alert tells
that it was ever begun, and those who ask for it by name hear what they would hear if it did not exist.

A role counts within one case and only while it is held. Every look at a case is written into the access log.
"""
READING = """`acts`: takes steps, and sees. `sees`: looks into it, takes no steps. `–`: is not told that it is there.
The affected person sees only what is about themselves. The letters, evidence and alerts of a procedure are seen by
those who work on it, and letters also by whom they are addressed to, once they have gone out. The words that somebody
typed, reasons included, are read by those who work on what they belong to and by the person who typed them; the words
of a report also by those who may see the report. Where something in a procedure waits for one that somebody may not
see, they are told that it waits, and not for what.
"""


def reference(policies: Policies) -> str:
    """Write the whole page."""
    parts = (
        HEAD,
        *_table(policies),
        *_by_name(policies),
        *_apart(policies),
        *_second_person(policies),
        *_holders(policies),
        *_about(policies),
        *_keeping(),
    )
    return "\n".join(parts)


def _keeping() -> Iterator[str]:
    """Say who keeps what of a trust: the pages of the administration, none of which shows a case."""
    yield "## Who keeps what"
    yield ""
    yield (
        f"For the whole trust, or at one school alone: {', '.join(ADMINISTERING)}. Days and closing hours besides: "
        f"{', '.join(post for post in CALENDARS if post not in ADMINISTERING)}, at their own school.\n\n"
        "None of these pages shows a case: a case set aside is a reference and a reason there, and who leaves is "
        "told in numbers. Who holds which role is shown to those who would manage cases at a school as well."
    )
    yield ""
    yield "| Page | Of the whole trust | At a school | Of days |"
    yield "| --- | --- | --- | --- |"
    for row in (row for rows in GROUPS.values() for row in rows):
        marks = (KEPT if row.keeps in allowed else NOTHING for allowed in KEEPERS)
        yield f"| {row.title} | {' | '.join(marks)} |"
    yield ""


def _tracks(policies: Policies) -> Mapping[TrackName, str]:
    """Give every procedure with its title, in the order of their names, the case itself first."""
    found = {name: track.definition.title for policy in policies.values() for name, track in policy.tracks.items()}
    return {name: found[name] for name in sorted(found, key=lambda name: (name != "case", found[name]))}


def _roles(policies: Policies) -> Sequence[RoleName]:
    """List every role: those that people hold, then what somebody is to the case."""
    held = (role for policy in policies.values() for role in policy.definition.roles)
    return tuple(dict.fromkeys((*held, *BY_NAME)))


def _actors(policy: CompiledPolicy, track: TrackName) -> set[RoleName]:
    actions = policy.track(track).definition.actions.values()
    return {role for action in actions for role in action.by}


def _table(policies: Policies) -> Iterator[str]:
    tracks = _tracks(policies)
    rows = [(_name(role), *(_cell(policies, role, track) for track in tracks)) for role in _roles(policies)]
    yield "## Roles and procedures\n"
    yield READING
    yield from _rows(("Role", *tracks.values()), rows)
    named = [
        f"“{action.title}” ({title})"
        for track, title in tracks.items()
        for action in _actions(policies, track).values()
        if ANYONE in action.by
    ]
    yield f"Open to everybody who sees the procedure, whatever their role: {'; '.join(named)}.\n"


def _cell(policies: Policies, role: RoleName, track: TrackName) -> str:
    """Say what a role may do in a procedure, with the policies that say so where not all of them do."""
    using = {key: policy for key, policy in policies.items() if track in policy.tracks}
    acting = [key for key, policy in using.items() if role in _actors(policy, track)]
    seeing = [key for key, policy in using.items() if role in viewers(policy, track) and key not in acting]
    said = [
        what if len(keys) == len(using) else f"{what} ({', '.join(keys)})"
        for what, keys in ((ACTS, acting), (SEES, seeing))
        if keys
    ]
    return "; ".join(said) or NOTHING


def _actions(policies: Policies, track: TrackName) -> Mapping[ActionName, Action]:
    """Give the steps of a procedure under any of the policies, by name."""
    using = (policy.track(track) for policy in policies.values() if track in policy.tracks)
    return {name: action for track in using for name, action in track.definition.actions.items()}


def _by_name(policies: Policies) -> Iterator[str]:
    yield "## Those who are part of the case, and those who run the system\n"
    affected, reporter = _seen_by(policies, RoleName("affected person")), _seen_by(policies, RoleName("reporter"))
    yield f"- The **reporter**, and the person who wrote the report down for them: {reporter}."
    yield f"- The **affected person**: {affected}; of several affected people each sees only what is about themselves."
    subject = _seen_by(policies, RoleName("subject")) or "nothing"
    yield (
        f"- The **subject**, whom the report is about: {subject}. No list, count or alert says that there is a case. "
        "They get the letters that are sent to them. From the event that names them they hold no role, and what they "
        "saw before is closed to them at once."
    )
    yield "- A **child** whom the case is about: nothing, even where they reported it themselves."
    yield (
        f"- **IT**: {_seen_by(policies, RoleName('IT'))}, and only while they are asked for something. Those who "
        "run the installation set passwords and end sessions; that gives no sight of any case."
    )
    yield "- An **administrator** has no role here: no post sees a case by itself, only a role that is held in it."
    yield "- People of **another school**, and people whose post is not asked for in the case: nothing.\n"


def _seen_by(policies: Policies, role: RoleName) -> str:
    tracks = _tracks(policies)
    seen = [
        title
        for name, title in tracks.items()
        if any(name in policy.tracks and role in viewers(policy, name) for policy in policies.values())
    ]
    return ", ".join(title if place == 0 else title[:1].lower() + title[1:] for place, title in enumerate(seen))


def _apart(policies: Policies) -> Iterator[str]:
    yield "## Who may not hold what together\n"
    yield f"- The {_listed(CONFLICTED, 'or')} in a case holds no role in it."
    both = _listed((Part.REPORTER, Part.WITNESS), "and")
    kept = dict.fromkeys(role for policy in policies.values() for role in policy.roles_of(RoleKind.INVESTIGATOR))
    yield f"- Nobody who is both {both} holds the role of {_listed(tuple(kept), 'or')}."
    groups = {group for policy in policies.values() for group in policy.apart}
    for apart in sorted(groups):
        sides = "; ".join(_listed(side, "or") for side in apart)
        yield f"- A person who ever held a role of one of these groups holds none of another in the same case: {sides}."
    yield ""


def _second_person(policies: Policies) -> Iterator[str]:
    rows = []
    for track, title in _tracks(policies).items():
        actions = _actions(policies, track)
        for action in actions.values():
            earlier = map(ActionName, action.other_than)
            others = [f"“{actions[name].title}”" if name in actions else f"the {name}" for name in earlier]
            if others:
                rows.append((title, action.title, _listed(others, "or")))
    yield "## Steps that need a second person\n"
    yield from _rows(("Procedure", "Step", "Not by the person who took this step, or is this"), rows)


def _holders(policies: Policies) -> Iterator[str]:
    yield "## Who holds a role, and who steps in\n"
    yield (
        "The holders of the first posts take a role together; where none of them is there and free of conflict, the "
        "first post behind the arrow that has somebody. Roles marked * stay where they are when the report is about "
        "somebody at the top.\n"
    )
    rows = [
        (_name(role), *(_chain(policy, role) for policy in policies.values()))
        for role in _roles(policies)
        if role not in BY_NAME
    ]
    yield from _rows(("Role", *(policy.definition.organisation for policy in policies.values())), rows)


def _chain(policy: CompiledPolicy, role: RoleName) -> str:
    holders = policy.definition.roles.get(role)
    if holders is None:
        return NOTHING
    own = policy.title(role)
    called = f"as “{own}”: " if own != role else ""
    steps = (_listed(holders.held_by, "and"), *holders.then)
    return f"{called}{' → '.join(steps)}{' *' if holders.independent else ''}"


def _about(policies: Policies) -> Iterator[str]:
    yield "## Who takes over when the report is about somebody at the top\n"
    yield (
        "Every role that is not marked * above passes to the first of these who is there and free of conflict, in the "
        "very event that says whom the report is about. Where it is about several, to the post above them all.\n"
    )
    posts = tuple(dict.fromkeys(post for policy in policies.values() for post in policy.definition.about))
    rows = [(_name(post), *(_passes_to(policy, post) for policy in policies.values())) for post in posts]
    yield from _rows(("About", *(policy.definition.organisation for policy in policies.values())), rows)


def _passes_to(policy: CompiledPolicy, post: PostName) -> str:
    return ", then ".join(policy.definition.about.get(post, ())) or "the order above stands"


def _rows(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{' --- |' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _listed(words: Iterable[str], last: str) -> str:
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def _name(name: str) -> str:
    return name[:1].upper() + name[1:]


def shipped() -> Policies:
    """Give every policy that is shipped, by key."""
    return dict(load_library(read_workflows(), build_letters().kinds()).policies)


if __name__ == "__main__":
    FILE.write_text(reference(shipped()), encoding="utf-8")
