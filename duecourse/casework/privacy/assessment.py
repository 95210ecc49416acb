"""The data protection impact assessment, filled in with what Duecourse does and with what is set at the trust.

What a person has to decide stays marked as such. It says nothing of any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.metadata import version
from importlib.resources import files
from string import Template
from zoneinfo import ZoneInfo

from duecourse.casework.administration.permission import ADMINISTERING, demand_active, note
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.privacy.notice import Officer, officers
from duecourse.casework.retention.retention_schedule import RetentionRow, schedule_of
from engine.errors import NotPermitted
from engine.identity import PostName
from engine.language.posts import spelling
from engine.language.vocabulary import Post
from engine.ports.people_data.data_kinds import KINDS, NOBODY
from engine.ports.records import Organisation, Person, School
from engine.ports.settings import PRIVACY_WORDS, SECOND_FACTOR_POSTS, SECURITY_LOG_DAYS, SETTINGS, USUAL_LOG_DAYS
from engine.ports.store import Reading
from engine.time.moments import say_date

ALLOWED = (PostName(Post.DPO), PostName(Post.DEPUTY_DPO), PostName(Post.HEAD_OF_GOVERNANCE), *ADMINISTERING)
"""The posts whose holders see papers about privacy that say nothing of any case."""
TITLE = "Data protection impact assessment"
_SIGNS = re.compile(r"([\\`*_|])")


def may_have_papers(person: Person, at: datetime) -> bool:
    """Say whether somebody holds a post that sees papers about privacy."""
    return any(spelling(each.post) in ALLOWED for each in person.held(at))


def demand_papers(services: Services, reading: Reading, caller: Caller) -> Person:
    """Give the person who asks, who holds a post that sees papers about privacy. Raises NotPermitted, naming them."""
    person = demand_active(reading, caller)
    if not may_have_papers(person, services.clock.now()):
        raise NotPermitted(f"Papers about privacy are for these posts: {', '.join(ALLOWED)}.")
    return person


def assessment_file(services: Services, caller: Caller) -> bytes:
    """Give the assessment of the trust as a Word file; that it was written is noted."""
    now = services.clock.now()
    with services.store.writing() as writing:
        demand_papers(services, writing, caller)
        trust = writing.organisation()
        filled = _filled(services, writing, trust)
        note(writing, services, caller, "privacy paper", "assessment")
    return services.letters.paper_file(written(filled), f"{TITLE}: {trust.name}", now)


def written(values: Mapping[str, str]) -> str:
    """Give the assessment as Markdown with these values in their places."""
    text = files("duecourse.casework.privacy").joinpath("assessment.md").read_text(encoding="utf-8")
    return Template(text).substitute({"kinds": _kinds(), **values})


def plain(text: str) -> str:
    """Give words so that none of their signs is read as Markdown, on one line."""
    return escaped(" ".join(text.split()))


def escaped(text: str) -> str:
    """Give a piece of a line so that none of its signs is read as Markdown."""
    return _SIGNS.sub(r"\\\1", text)


def _filled(services: Services, reading: Reading, trust: Organisation) -> Mapping[str, str]:
    today = services.clock.now().astimezone(ZoneInfo(trust.zone)).date()
    policy = services.library.policies.get(trust.settings.get("policy", ""))
    return {
        "trust": plain(trust.name),
        "schools": _schools(services.schools(reading)),
        "officer": _officers(officers(services, reading, trust)),
        "policy": plain(policy.definition.title) if policy else "**To decide:** no policy is set",
        "version": plain(version("duecourse")),
        "today": say_date(today),
        "words": _words(trust.settings.get(PRIVACY_WORDS, "")),
        "factor": _factor(trust.settings.get(SECOND_FACTOR_POSTS, "")),
        "log_days": plain(trust.settings.get(SECURITY_LOG_DAYS, str(USUAL_LOG_DAYS))),
        "retention": retention_table(schedule_of(trust).rows),
        "settings": _settings(trust),
    }


def _schools(schools: Iterable[School]) -> str:
    names = [plain(each.name) for each in schools if each.active and each.kind == "school"]
    return ", ".join(names) or "**To decide:** no school is entered"


def _officers(found: Iterable[Officer]) -> str:
    said = [plain(", ".join(part for part in (each.name, each.email, each.telephone) if part)) for each in found]
    return "; ".join(said) or "**To decide:** nobody holds the post of data protection officer"


def _words(text: str) -> str:
    return f"“{plain(text)}”" if text else "nothing yet. **To decide:** the trust's own words for its privacy page"


def _factor(posts: str) -> str:
    return f"needed by {plain(', '.join(posts.splitlines()))}" if posts else "open to everybody and needed by nobody"


def retention_table(rows: Iterable[RetentionRow]) -> str:
    """Write the schedule as a table."""
    lines = ["| Kind of case | Policy | Kept for | Where that comes from |", "| --- | --- | --- | --- |"]
    lines += [f"| {plain(e.says)} | {plain(e.policy) or 'all'} | {e.period} | {plain(e.source)} |" for e in rows]
    return "\n".join(lines)


def _kinds() -> str:
    lines = ["| What | About whom | Why | How long | Who sees it |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| {plain(e.name)} | {plain(e.about)} | {plain(e.why)} | {plain(e.kept)} | {plain(e.seen_by)} |"
        for e in KINDS
        if e is not NOBODY
    ]
    return "\n".join(lines)


def _settings(trust: Organisation) -> str:
    kept = {name: trust.settings[name] for name in SETTINGS if trust.settings.get(name) and name != PRIVACY_WORDS}
    lines = ["| Setting | Is | What for |", "| --- | --- | --- |"]
    lines += [f"| {plain(name)} | {plain(value)} | {plain(SETTINGS[name].says)} |" for name, value in kept.items()]
    return "\n".join(lines)
