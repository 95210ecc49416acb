"""Small true things that tests begin with: policies, a calendar, people, fixed identifiers, and a case to play with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from zoneinfo import ZoneInfo

from duecourse.policies.compiler import compile_sources
from duecourse.policies.library import Library, load_library, read_workflows
from engine.changes.assignments import assign
from engine.changes.change import Change
from engine.changes.clocks_and_holds import acknowledge_alert, change_clock, hold
from engine.changes.contents import add_address, add_evidence, add_person, change_letter, correct
from engine.errors import BadFiles, Finding
from engine.identity import (
    ActionName,
    CaseId,
    CaseReference,
    ClockId,
    FactName,
    InstanceId,
    OrganisationId,
    PersonId,
    PostName,
    RoleName,
    SchoolId,
    TrackName,
)
from engine.language.compiled import CompiledPolicy
from engine.language.strict_yaml import read_mapping
from engine.people.staffing import Staffing
from engine.ports.time_and_chance import Identifiers
from engine.record.case import Case
from engine.record.chain import GENESIS, Entry
from engine.record.outbox_marks import Tell
from engine.record.values import WAITING, Actor, Answer, Evidence, Instance, Letter, Part
from engine.steps.alerts import sweep
from engine.steps.options import Option, options
from engine.steps.permissions import Request
from engine.steps.take import Report, act, open_case
from engine.steps.transition import Refusal, Step, World
from engine.time.calendar import Calendar, Term
from engine.time.duration import Duration
from letters import catalogue

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
"""An ordinary Monday morning in term, in winter time: UTC is what the clock on the wall says."""

REMOVAL_TRACK = TrackName("removal")

CALM = {
    "life_in_danger": "no",
    "child_at_risk": "no",
    "personal_data": "no",
    "illegal_image": "no",
    "category": "abuse",
}
POSTS = {
    "senior": "senior manager",
    "head": "headteacher",
    "deputy": "deputy head",
    "dsl": "DSL",
    "deputy-dsl": "deputy DSL",
    "dpo": "DPO",
    "hr": "HR",
    "ceo": "CEO",
    "central": "central team",
    "chair": "chair of governors",
    "board": "trust board",
    "teacher": "teacher",
    "colleague": "teacher",
}
FINDINGS = {
    "author": "unknown",
    "author_basis": "The account has no name.",
    "material": "neither",
    "personal_data": "no",
    "child_at_risk": "no",
    "nature": "Unkind words",
    "visible_for": "A day",
    "recirculation": "low",
    "breach_of_policy": "yes",
    "impact": "Upset, and well supported.",
}


@dataclass
class CountedIdentifiers(Identifiers):
    """Identifiers and salts that are the same in every run."""

    numbers: count[int] = field(default_factory=lambda: count(1))

    def identifier(self) -> str:
        return f"00000000-0000-7000-8000-{next(self.numbers):012d}"

    def short(self) -> str:
        return self.identifier()

    def of_case(self) -> str:
        return self.identifier()

    def salt(self) -> str:
        return f"{next(self.numbers):032x}"

    def token(self) -> str:
        return f"token-{next(self.numbers):032x}"


@cache
def letter_ids() -> frozenset[str]:
    return frozenset(catalogue.load(read_mapping).templates)


@cache
def library() -> Library:
    return load_library(read_workflows(), letter_ids())


def lumen() -> CompiledPolicy:
    return library().current("lumen")


@cache
def calendar() -> Calendar:
    return Calendar(
        zone=LONDON,
        holidays={
            date(2026, 1, 1): "New Year's Day",
            date(2026, 4, 3): "Good Friday",
            date(2026, 4, 6): "Easter Monday",
            date(2026, 5, 4): "Early May bank holiday",
            date(2026, 5, 25): "Spring bank holiday",
            date(2026, 8, 31): "Summer bank holiday",
            date(2026, 12, 25): "Christmas Day",
            date(2026, 12, 28): "Boxing Day (substitute day)",
            date(2027, 1, 1): "New Year's Day",
        },
        covered=(date(2026, 1, 1), date(2027, 12, 31)),
        terms=(
            Term("Spring 2026", date(2026, 1, 5), date(2026, 3, 27)),
            Term("Summer 2026", date(2026, 4, 13), date(2026, 7, 22)),
            Term("Autumn 2026", date(2026, 9, 1), date(2026, 12, 18)),
            Term("Spring 2027", date(2027, 1, 4), date(2027, 3, 25)),
        ),
    )


def staffing(**posts: Sequence[str]) -> Staffing:
    """Everybody in the usual posts; a keyword gives somebody other posts, or none and they have left."""
    usual = {person: (post,) for person, post in POSTS.items()} | {
        person.replace("_", "-"): tuple(held) for person, held in posts.items()
    }
    return Staffing(posts={PersonId(person): frozenset(map(PostName, held)) for person, held in usual.items() if held})


def world(at: datetime = MONDAY, people: Staffing | None = None) -> World:
    return World(at=at, calendar=calendar(), staffing=people or staffing(), ids=CountedIdentifiers())


def blank(policy: CompiledPolicy) -> Case:
    """A case that has a reference and no event yet."""
    reference = f"{policy.definition.prefix}-2026-0001"
    return Case(
        id=CaseId("case-1"),
        organisation=OrganisationId("trust-1"),
        reference=CaseReference(reference),
        policy=policy.key,
        policy_hash=policy.hash,
        school=SchoolId("school-1"),
        reported_at=MONDAY,
        head=GENESIS,
    )


@dataclass(kw_only=True)
class Story:
    """A case being played: what happens is kept with its entries; `at` is the present and only moves by `wait`."""

    policy: CompiledPolicy
    case: Case
    at: datetime
    people: Staffing
    entries: list[Entry] = field(default_factory=list)
    tells: list[Tell] = field(default_factory=list)
    ids: Identifiers = field(default_factory=CountedIdentifiers)

    @property
    def world(self) -> World:
        return World(at=self.at, calendar=calendar(), staffing=self.people, ids=self.ids)

    def wait(self, **length: float) -> Story:
        self.at += timedelta(**length)
        return self

    def keep(self, result: Step | Refusal | None) -> Step:
        assert isinstance(result, Step), said(result) if result else "nothing happened"
        self.case = result.case
        self.entries += result.entries
        self.tells += result.tells
        return result

    def ask(self, who: str, on: str, action: str, **facts: str) -> Step | Refusal:
        """Ask for a step without keeping what comes of it."""
        request = Request(
            on=InstanceId(on),
            action=ActionName(action),
            by=Actor(PersonId(who)),
            happened_at=self.at,
            facts=facts,
            proof="Web form, reference EX-1",
        )
        return act(self.policy, self.case, request, self.world)

    def act(self, who: str, on: str, action: str, **facts: str) -> Step:
        return self.keep(self.ask(who, on, action, **facts))

    def earlier(self, happened_at: datetime, who: str, on: str, action: str, **facts: str) -> Step:
        """Record now what happened before."""
        request = Request(
            on=InstanceId(on),
            action=ActionName(action),
            by=Actor(PersonId(who)),
            happened_at=happened_at,
            facts=facts,
            proof="Web form, reference EX-1",
        )
        return self.keep(act(self.policy, self.case, request, self.world))

    def refused(self, who: str, on: str, action: str, **facts: str) -> str:
        """Give the reasons of a step that must be refused, one per line."""
        result = self.ask(who, on, action, **facts)
        assert isinstance(result, Refusal), f"{action} was not refused"
        return said(result)

    def issue(self, on: str, action: str) -> Letter:
        """Issue the letter whose sending is a step."""
        letter = replace(self.letter(on, action, "draft"), status="issued", sha256="0" * 64, issued_at=self.at)
        self.keep(change_letter(self.policy, self.case, letter, self.change("senior"), self.world))
        return letter

    def issue_letter(self, letter: Letter) -> Letter:
        """Issue a letter that is no step."""
        issued = replace(letter, status="issued", sha256="0" * 64, issued_at=self.at)
        self.keep(change_letter(self.policy, self.case, issued, self.change(), self.world))
        return issued

    def withdraw_letters(self) -> None:
        """Withdraw every letter that waits, as has to be done before a case is closed."""
        for letter in tuple(self.case.letters.values()):
            if letter.status in WAITING:
                gone = replace(letter, status="withdrawn")
                self.keep(change_letter(self.policy, self.case, gone, self.change(), self.world))

    def dispatch_letter(self, letter: Letter, happened_at: datetime) -> Step | Refusal:
        """Ask to record that a letter which is no step went out, without keeping what comes of it."""
        change = replace(self.change(), happened_at=happened_at)
        return change_letter(self.policy, self.case, replace(letter, status="dispatched"), change, self.world)

    def send(self, who: str, on: str, action: str) -> Step:
        self.issue(on, action)
        return self.act(who, on, action)

    def letter(self, on: str, action: str, status: str = "") -> Letter:
        """Find the last letter whose sending is a step."""
        found = [each for each in self.case.letters.values() if (each.on, each.action) == (on, action)]
        return [each for each in found if status in ("", each.status)][-1]

    def change(self, who: str = "senior", reason: str = "Because of a test") -> Change:
        return Change(Actor(PersonId(who)), self.at, reason)

    def correct(self, on: str, **facts: str) -> Step | Refusal:
        """Ask for a correction without keeping what comes of it."""
        return correct(self.policy, self.case, InstanceId(on), facts, self.change(), self.world)

    def add_evidence(self, on: str, seen_at: str = "https://posts.example/1") -> Step:
        number = len(self.case.evidence) + 1
        item = Evidence(number=number, kind="screenshot", on=InstanceId(on), sha256="0" * 64)
        return self.keep(add_evidence(self.policy, self.case, item, {"url": seen_at}, self.change(), self.world))

    def add_person(self, person: str, part: Part) -> Step:
        return self.keep(add_person(self.policy, self.case, PersonId(person), part, self.change(), self.world))

    def add_subject(self, person: str) -> None:
        """Name an employee whom it is about, and have the procedure of discipline started."""
        change = self.change()
        self.keep(
            add_person(self.policy, self.case, PersonId(person), Part.SUBJECT, change, self.world, category="employee")
        )
        self.act("senior", "case/1", "open_tracks", routes="discipline", routes_because="It is needed.")

    def add_address(self, address: str) -> Step:
        return self.keep(add_address(self.policy, self.case, address, self.change(), self.world))

    def assign(self, role: str, person: str) -> Step | Refusal:
        return assign(self.policy, self.case, RoleName(role), PersonId(person), self.change(), self.world)

    def hold(self, on: str, name: str, active: bool, reason: str = "The police asked") -> Step | Refusal:
        return hold(
            self.policy,
            self.case,
            on=InstanceId(on),
            name=name,
            active=active,
            change=self.change(reason=reason),
            world=self.world,
        )

    def clock(self, on: str, name: str, what: str, more: str = "") -> Step | Refusal:
        length = Duration.parse(more) if more else None
        return change_clock(
            self.policy,
            self.case,
            ClockId.of(InstanceId(on), name),
            what=what,
            more=length,
            change=self.change(),
            world=self.world,
        )

    def acknowledge_alert(self, number: int) -> Step | Refusal:
        return acknowledge_alert(self.policy, self.case, number, self.change(), self.world)

    def sweep(self) -> Step | None:
        found = sweep(self.policy, self.case, self.world)
        return self.keep(found) if found else None

    def options(self, who: str) -> Mapping[tuple[str, str], Option]:
        """Every step by instance and action."""
        found = options(self.policy, self.case, Actor(PersonId(who)), self.world)
        return {(option.on, option.action): option for option in found}

    def open_to(self, who: str, on: str) -> set[str]:
        """Name the steps of an instance that somebody may take now."""
        return {action for (where, action), option in self.options(who).items() if where == on and option.allowed}

    def track(self, on: str) -> Instance:
        return self.case.tracks[InstanceId(on)]

    def state(self, on: str) -> str:
        return self.case.tracks[InstanceId(on)].state

    def clock_state(self, key: str) -> str:
        return self.case.deadlines[ClockId(key)].state

    def due(self, key: str) -> str:
        """Give the due time of a clock as London reads it."""
        moment = self.case.deadlines[ClockId(key)].due_at
        return f"{moment.astimezone(LONDON):%a %d %b %Y %H:%M %Z}" if moment else "paused"


def said(refusal: Refusal) -> str:
    return "\n".join(reason.says for reason in refusal.reasons)


def report(
    *,
    at: datetime = MONDAY,
    addresses: Sequence[str] = ("https://posts.example/1",),
    affected: Sequence[str] = ("teacher",),
    reported_by: str = "teacher",
    people: Staffing | None = None,
    answers: Mapping[str, str] | None = None,
    policy: str = "lumen",
) -> Story:
    """Open a case under a policy from a report in which nobody is in danger, unless answers say otherwise."""
    under = library().current(policy)
    story = Story(policy=under, case=blank(under), at=at, people=people or staffing())
    given = Report(
        reported_by=PersonId(reported_by),
        recorded_by=PersonId("teacher"),
        affected=tuple(map(PersonId, affected)),
        addresses=addresses,
        answers={**CALM, **(answers or {})},
        reported_at=at,
        via="a test",
    )
    story.keep(open_case(story.policy, story.case, given, story.world))
    return story


def triaged(**answers: str) -> Story:
    """A case that the policy covers, with its first procedures started."""
    story = report(answers=answers)
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="About the school", danger_confirmed="yes")
    story.act("senior", "case/1", "open_tracks")
    return story


def ready(**answers: str) -> Story:
    """A case whose first address is ready for the letter to the host."""
    story = report(answers=answers)
    story.act("senior", "removal/1", "decide", approach="ask_host", approach_reason="It is unkind and public.")
    return story


def requested(**answers: str) -> Story:
    """A case whose first host has been asked."""
    story = ready(**answers)
    story.send("senior", "removal/1", "send")
    return story


def police_case(material: str = "threatening", **answers: str) -> Story:
    """A case in which the investigation has opened the police track."""
    story = triaged(**answers)
    story.act("senior", "investigation/1", "start")
    story.act("senior", "investigation/1", "record_findings", **{**FINDINGS, "material": material})
    return story


def consented(material: str = "threatening") -> Story:
    """A case in which the person has agreed that the police are told."""
    story = police_case(material)
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")
    story.act("teacher", "police/1", "consent_answer", **{"consent.police_report": "given", "how_consented": "signed"})
    return story


SMALL_TRACK = """\
track: case
language: 2
title: A small track
starts: begun
roles: {manager: manager}
report: [life, image]
facts:
  life: {type: danger, ask: "Is a life in danger?"}
  image: {type: danger, kind: possible image of a child, ask: "May it show an indecent image of a child?"}
  how: {type: choice, ask: "How did it end?", of: {well: Well, badly: Badly}}
  mark: {type: yesno, set: true, initial: no}
consents:
  naming: {ask: "May we name you?"}
states:
  begun: {title: Begun}
  asked: {title: Asked, waits_for: host}
  over: {title: Over, end: true}
actions:
  send: {title: Ask, from: begun, to: asked, by: manager, set: {mark: yes}}
  answer:
    title: Record the answer
    from: asked
    by: manager
    choose: how
    outcomes: {well: {to: over, answer: yes}, badly: {to: over, answer: no}}
  silence: {title: Give up, from: asked, to: over, by: manager, requires: [{that: overdue.wait, else: "Not yet."}]}
deadlines:
  start: {while: begun, within: 1 working day, met_by: send}
  wait: {while: asked, within: 24 hours, met_by: answer}
"""
SMALL_POLICY = """\
policy: small
title: A small policy
organisation: An invented trust
prefix: SML
approved: 2026-01-01
review_due: 2027-01-01
roles:
  manager: {held_by: headteacher, then: chair of governors}
clauses:
  1.1: {says: Ask the host}
tracks:
  case:
    cites: {send: 1.1}
    silent: {answer: Ours, silence: Ours, start: Ours, wait: Ours}
"""
"""A track and a policy with one deliberate fault left: nobody says what `asked` does with a silence."""


def small_sources(*changes: tuple[str, str], policy: Sequence[tuple[str, str]] = ()) -> Mapping[str, str]:
    """The small track without its fault, with pieces of text replaced; every piece must be there."""
    track = changed(SMALL_TRACK, ("{well: Well, badly: Badly}", "{well: Well, badly: Badly, silent: Silence}"))
    track = changed(track, ("answer: no}}", "answer: no}, silent: {to: over, answer: none}}"))
    return {
        "tracks/case.yaml": changed(track, *changes),
        "policies/small.yaml": changed(SMALL_POLICY, *policy),
    }


def changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text, f"{old!r} is not in the file any more"
        text = text.replace(old, new, 1)
    return text


def compiled(sources: Mapping[str, str]) -> CompiledPolicy:
    return compile_sources(sources, letter_ids())


def findings(sources: Mapping[str, str]) -> tuple[Finding, ...]:
    """Every finding of files that must have some."""
    try:
        compile_sources(sources, letter_ids())
    except BadFiles as error:
        return error.findings
    raise AssertionError("The files have no fault")


def by_fact(answers: Mapping[str, Answer]) -> dict[FactName, Answer]:
    """Answers as an instance holds them."""
    return {FactName(name): answer for name, answer in answers.items()}
