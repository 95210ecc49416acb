"""A case in which every procedure is open, played by people who each hold one role, with a marker word in each.

The words `zebra-discipline-1z` stand in whatever was typed into `discipline/1`, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache, cached_property, partial
from pathlib import Path

from duecourse.casework.commands import evidence, letters, steps
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import case_view
from duecourse.outbox import run_outbox
from duecourse.policies.library import Library, load_library, read_workflows
from engine.errors import Mistake
from engine.identity import (
    CASE,
    ActionName,
    CaseReference,
    ClockId,
    FactName,
    InstanceId,
    PersonId,
    PersonKey,
    PostName,
    RoleName,
    TrackName,
)
from engine.language.compiled import CompiledPolicy
from engine.language.guards import Guard, quantifiers
from engine.language.track_definition import Fact
from engine.language.vocabulary import CASE_TRACK, TIMED_TYPES
from engine.people.staffing import BY_NAME
from engine.people.visibility import viewers
from engine.ports.records import Person, Tenure
from engine.record.case import Case
from engine.record.values import Deadline, Instance
from engine.steps.options import Ask, Option
from tests.cli import MONDAY
from tests.databases import open_store
from tests.services import caller, fitting, move_clock, scheduler, services_on
from tests.services import letters as letter_writer

REPORTER, AFFECTED, SECOND = "oakfield-teacher-two", "oakfield-teacher", "oakfield-manager"
SUBJECTS = {
    "oakfield-subject-employee": ("employee", "Zara Employed"),
    "oakfield-subject-volunteer": ("volunteer", "Zack Volunteering"),
    "oakfield-subject-agency": ("agency", "Zeno Agencyworker"),
    "oakfield-subject-governor": ("governor", "Zita Governing"),
    "oakfield-subject-pupil": ("pupil", "Zoe Pupilname"),
    "oakfield-subject-parent": ("parent", "Zeb Parentname"),
}
NOBODY = {
    "riverside-senior": "a senior manager of another school",
    "it": "the person who keeps the computers running",
    "oakfield-head": "a headteacher who was given no role",
    "oakfield-deputy": "a deputy whom nobody asked",
}
ROLES: tuple[RoleName, ...] = tuple(
    RoleName(role)
    for role in (
        "senior manager",
        "investigator",
        "checker",
        "headteacher",
        "HR",
        "DSL",
        "DPO",
        "central team",
        "line manager",
        "communications",
        "IT",
        "governance lead",
        "trust board",
        "CEO",
        "hearing panel",
        "appeal panel",
    )
)
SENIOR = RoleName("senior manager")
REPORTED = {"life_in_danger": "no", "child_at_risk": "no", "personal_data": "no", "illegal_image": "no"}
ROUNDS = 2
INSIDE = (*ROLES, REPORTER, AFFECTED, SECOND)
EVERYBODY = (*INSIDE, *SUBJECTS, *NOBODY)
"""Whose sight is tried: a role stands for who alone holds it, all others for themselves."""


@dataclass(kw_only=True)
class Stage:
    """The services with their cases: `holders` maps roles to who alone holds each, by short name."""

    services: Services
    folder: Path
    holders: Mapping[RoleName, str]
    policy: CompiledPolicy
    references: list[CaseReference] = field(default_factory=list)

    def record(self, reference: CaseReference) -> Case:
        """Give all of a case, as the tests may know it."""
        with self.services.store.reading() as reading:
            return reading.find_case(scheduler(self.services), reference)

    def sights(self, who: str) -> list[Sight]:
        """Give what somebody may see of each case."""
        return [Sight(self, reference, self.holders.get(RoleName(who), who)) for reference in self.references]

    def first_step(self, on: str) -> str:
        """Name a step of an instance."""
        return next(iter(self.policy.track(TrackName(on.split("/")[0])).definition.actions))

    def id_of(self, key: str) -> str:
        """Give the identifier of somebody."""
        return caller(self.services, key).viewer.person


def role_post(role: RoleName) -> str:
    return f"{role} of the walk"


def name_of(role: RoleName) -> str:
    """Call the person who holds a role."""
    return f"Zelda {role.title().replace(' ', '')}holder"


def stage_in(folder: Path, policy: str = "lumen") -> Stage:
    """Build the services, in which each role has one post and each post one person, and play the cases."""
    store = open_store(f"sqlite:///{folder / 'duecourse.db'}")
    place = services_on(store, folder, MONDAY)
    library = _library_of(policy)
    place = replace(place, library=library)
    holders = {role: f"oakfield-walk-{role.lower().replace(' ', '-')}" for role in ROLES}
    _people(place, holders)
    stage = Stage(services=place, folder=folder, holders=holders, policy=library.current(policy))
    stage.references += [_incident(stage), _request(stage, "question"), _request(stage, "register")]
    for reference in stage.references:
        _Play(stage, reference).all()
    move_clock(place, MONDAY + timedelta(days=30))
    sweep(place, place.clock.now())
    return stage


@cache
def _library_of(policy: str) -> Library:
    """Compile a policy in which each role has a post of its own; it is proved once, however many stages have it."""
    return load_library(_sources(policy), letter_writer().kinds())


def _sources(policy: str) -> Mapping[str, str]:
    """Give the procedures of a policy with a post of its own for each role."""
    # nobody holds the posts that would step in; the proof wants them to be there
    others = ("in reserve", "in need", "at last")
    one_each = "".join(
        f"  {role}:\n    held_by: {role_post(role)}\n    then: [{', '.join(f'{role} {each}' for each in others)}]\n"
        "    independent: true\n"
        for role in ROLES
    )
    own = ", ".join(post for role in ROLES for post in (role_post(role), *(f"{role} {each}" for each in others)))
    files = {name: text for name, text in read_workflows().items() if name.startswith("tracks/")}
    own_file = read_workflows()[f"policies/{policy}.yaml"]
    # a policy may give a step of one role to the post of another, and here each post has one role
    own_file = re.sub(r"^    by: \{triage: [^\n]*\n|^      withdraw:\n(?: {8}[^\n]*\n)+", "", own_file, flags=re.M)
    # those who take reports hold no post of the walk; the clauses that say so still have it behind them
    taking = re.search(r"^receives: \{posts: [^]]*\], cites: ([^}]*)\}\n", own_file, re.M)
    receives = f"receives: {{posts: [{SENIOR} in reserve], cites: {taking[1]}}}\n" if taking else ""
    own_file = own_file.replace(taking[0], "") if taking else own_file
    met = re.search(r"^reported: [^\n]*\n", own_file, re.M)
    own_file = own_file.replace(met[0], "") if met else own_file
    roles = f"{receives}{met[0] if met else ''}posts: [{own}]\nroles:\n{one_each}"
    return {**files, f"policies/{policy}.yaml": re.sub(r"^roles:\n.*?(?=^about:)", roles, own_file, flags=re.M | re.S)}


def _people(place: Services, holders: Mapping[RoleName, str]) -> None:
    with place.store.writing() as writing:
        trust = writing.organisation()
        school = next(each for each in writing.schools(trust.id) if each.key == "oakfield")
        staff = [(key, name_of(role), role_post(role)) for role, key in holders.items()]
        named = [(key, name, "teacher" if what == "employee" else "") for key, (what, name) in SUBJECTS.items()]
        for key, name, post in (*staff, *named):
            posts = (Tenure(post=PostName(post), school=school.id),) if post else ()
            writing.save_person(
                Person(
                    id=PersonId(place.ids.identifier()),
                    organisation=trust.id,
                    key=PersonKey(key),
                    name=name,
                    email=f"{key}@x.example",
                    active=True,
                    posts=posts,
                )
            )


def _incident(stage: Stage) -> CaseReference:
    new = steps.NewReport(
        policy=stage.policy.key,
        school="oakfield",
        reported_by=REPORTER,
        affected=(AFFECTED, SECOND),
        addresses=("https://a.example/1", "https://b.example/2"),
        answers={**REPORTED, "category": "abuse", "what_happened": marker("case/1")},
        about={key: category for key, (category, _) in SUBJECTS.items()},
    )
    reference = steps.report(stage.services, caller(stage.services, REPORTER), new).case.reference
    manager = caller(stage.services, stage.holders[SENIOR])
    facts_of = stage.policy.track(CASE_TRACK).definition.facts
    routes = facts_of[FactName("routes")].domain
    own = stage.policy.definition.tracks[CASE_TRACK].asks.get(ActionName("triage"), ())
    triage = {"scope": "in_scope", "scope_reason": marker("case/1"), "danger_confirmed": "yes"}
    triage |= {name: next(iter(facts_of[name].domain)) for name in own}
    for action, facts in (
        ("triage", triage),
        ("open_tracks", {"routes": ",".join(routes), "routes_because": marker("case/1")}),
    ):
        steps.take_step(stage.services, manager, reference, CASE, ActionName(action), facts=facts)
    for role, key in stage.holders.items():
        if role != SENIOR:
            _tried(partial(steps.assign, stage.services, manager, reference, role, key))
    return reference


def _request(stage: Stage, purpose: str) -> CaseReference:
    new = steps.NewReport(
        policy=stage.policy.key,
        school="oakfield",
        reported_by=REPORTER,
        answers={"purpose": purpose, "what_happened": marker("case/1")},
    )
    return steps.report(stage.services, caller(stage.services, REPORTER), new).case.reference


def marker(on: str, kind: str = "zebra") -> str:
    """Give the word that stands in what was typed into an instance; `lynx` in the names of its files."""
    return f"{kind}-{on.replace('/', '-')}z"


@dataclass
class _Play:
    """Plays every instance of a case a few steps on, and leaves words, evidence and letters in each."""

    stage: Stage
    reference: CaseReference

    def all(self) -> None:
        for _ in range(ROUNDS):
            moved: set[str] = set()
            for key in self.stage.holders.values():
                self._steps(caller(self.stage.services, key), moved)
        for track in self.stage.record(self.reference).tracks.values():
            self._keep(track)
        run_outbox(self.stage.services)
        for letter in self.stage.record(self.reference).letters.values():
            self._send(letter.number, letter.on)

    def _workers(self, track: str) -> list[Caller]:
        definition, looking = (
            self.stage.policy.track(TrackName(track)).definition,
            viewers(self.stage.policy, TrackName(track)),
        )
        acting = (role for action in definition.actions.values() for role in (*action.by, *action.tells))
        # in the order of the file: who comes first is the same in every run
        roles = dict.fromkeys(role for role in (*definition.seen_by, *acting) if role in looking - BY_NAME.keys())
        return [caller(self.stage.services, self.stage.holders[role]) for role in roles]

    def _steps(self, by: Caller, moved: set[str]) -> None:
        """Take one step that somebody can take on each instance that has not moved, in words that bear the marker."""
        if not self._sees(by):
            return
        for option in case_view.possible(self.stage.services, by, self.reference):
            if option.on not in moved and self._is_tried(option) and self._took(by, option):
                moved.add(option.on)

    def _is_tried(self, option: Option) -> bool:
        """The case stays open, and no address is flagged: nothing could be kept of it any more."""
        action = self.stage.policy.track(TrackName(option.on.split("/")[0])).definition.actions[option.action]
        return option.allowed and option.on != CASE and not action.flags_address

    def _sees(self, by: Caller) -> bool:
        with self.stage.services.store.reading() as reading:
            return self.reference in {row.reference for row in reading.cases(by.viewer)}

    def _took(self, by: Caller, option: Option) -> bool:
        known = self.stage.policy.track(TrackName(option.on.split("/")[0])).definition.facts
        facts = {ask.name: _answer(ask, option.on, known.get(FactName(ask.name))) for ask in option.asks}
        return _tried(
            lambda: steps.take_step(
                self.stage.services, by, self.reference, option.on, option.action, facts=facts, proof=marker(option.on)
            )
        )

    def _keep(self, track: Instance) -> None:
        """Leave evidence, and a reason for more time, on an instance."""
        by = next(each for each in self._workers(track.track) if self._sees(each))
        new = NewEvidence(
            name=f"{marker(track.on, 'lynx')}.txt", content=marker(track.on, "lynx").encode(), on=track.on
        )
        _tried(lambda: evidence.add(self.stage.services, by, self.reference, new))
        running = (clock for clock in self.stage.record(self.reference).deadlines.values() if clock.state == "open")
        clock = next((clock for clock in running if clock.on == track.on and clock.binding == "target"), None)
        if clock is not None:
            steps.change_clock(
                self.stage.services,
                by,
                self.reference,
                ClockId.of(track.on, clock.name),
                what="extend",
                reason=marker(track.on),
                by="1 hour",
            )

    def _send(self, number: int, on: str) -> None:
        """Issue every letter that can be, and record of one that it went out."""
        by = self._workers(on.split("/")[0])[0]
        services, reference = self.stage.services, self.reference
        if _tried(lambda: letters.issue(services, by, reference, number)):
            _tried(lambda: letters.dispatch(services, by, reference, number, marker(on)))


def _tried(do: Callable[[], object]) -> bool:
    """Do what may turn out not to be possible yet."""
    try:
        do()
    except Mistake:
        return False
    return True


def _answer(ask: Ask, on: str, fact: Fact | None) -> str:
    if ask.options:
        return next(iter(ask.options))
    if fact is not None and fact.type in TIMED_TYPES:
        return fitting(fact, MONDAY)
    plain = {"count": "1", "person": "oakfield-deputy", "address": f"https://{marker(on)}.example/"}
    return plain.get(ask.type, marker(on))


@dataclass(frozen=True)
class Sight:
    """What one person may see of one case, worked out from the roles that the procedures name and nothing else."""

    stage: Stage
    reference: CaseReference
    key: str

    @cached_property
    def caller(self) -> Caller:
        """Give them as the person who asks."""
        return caller(self.stage.services, self.key)

    @cached_property
    def record(self) -> Case:
        """Give all of the case."""
        return self.stage.record(self.reference)

    @cached_property
    def worked(self) -> frozenset[str]:
        """List the instances that they work on."""
        person = self.stage.id_of(self.key)
        roles = {role for role, people in self.record.team.items() if person in people}
        return frozenset(on for on, track in self.record.tracks.items() if roles & {*self._viewers(track)})

    @cached_property
    def visible(self) -> frozenset[str]:
        """List the instances that they may see."""
        return self.worked | {on for on, track in self.record.tracks.items() if self._is_theirs(track)}

    @property
    def hidden(self) -> frozenset[str]:
        """List the instances that are not there for them."""
        return frozenset(self.record.tracks) - self.visible

    @property
    def everything(self) -> bool:
        """Say whether they work on all of it."""
        return self.worked == frozenset(self.record.tracks)

    @property
    def clocks(self) -> list[Deadline]:
        """List the running clocks that they may see, those that review a hold left out."""
        clocks = (clock for clock in self.record.deadlines.values() if clock.state == "open")
        return [clock for clock in clocks if clock.on in self.visible and not clock.name.startswith("review ")]

    @property
    def letters(self) -> set[str]:
        """Name the letters of what they work on, by number."""
        return {number for number, letter in self.record.letters.items() if letter.on in self.worked}

    @property
    def addressed(self) -> set[str]:
        """Name the letters that went out to them about what they see."""
        part = {AFFECTED: "affected", SECOND: "affected", REPORTER: "reporter"}.get(self.key, "nobody")
        kinds = self.stage.services.letters.kinds()
        sent = {number: each for number, each in self.record.letters.items() if each.status == "dispatched"}
        mine = {number: each for number, each in sent.items() if each.on in self.visible}
        return {number for number, each in mine.items() if part in kinds[each.template].addressee}

    def _viewers(self, track: Instance) -> Sequence[str]:
        return tuple(viewers(self.stage.policy, track.track))

    def _is_theirs(self, track: Instance) -> bool:
        named, own = self._viewers(track), track.person in ("", self.stage.id_of(self.key))
        affected = self.key in self._affected and "affected person" in named and own
        return affected or (self.key == REPORTER and "reporter" in named)

    @cached_property
    def _affected(self) -> tuple[str, ...]:
        return (AFFECTED, SECOND) if len(self.record.addresses) else ()

    def leaks(self, text: str) -> set[str]:
        """List what a text tells of what they may not see: words, instances, people, letters."""
        found = {on for on in self.hidden if any(sign in text for sign in self._signs(on))}
        found |= {name for name in self.names if name in text}
        found |= {says for says in self._hidden_reasons if says in text}
        return found | {letter for letter in self._hidden_letters if letter in text}

    def _signs(self, on: str) -> tuple[str, ...]:
        name, number = on.split("/")
        title = f"{self.stage.policy.track(TrackName(name)).definition.title} {number}"
        return marker(on), marker(on, "lynx"), f'"{on}"', f" {on} ", f"{on}.", title

    @cached_property
    def names(self) -> tuple[str, ...]:
        """List the names of those who only belong to what they may not see."""
        if CASE in self.worked:
            return ()
        about = {self.record.tracks[InstanceId(on)].person for on in self.visible}
        subjects = {key: name for key, (_, name) in SUBJECTS.items() if self.stage.id_of(key) not in about}
        roles = {role for on in self.visible for role in self._viewers(self.record.tracks[InstanceId(on)])}
        holders = {key: name_of(role) for role, key in self.stage.holders.items() if role not in roles}
        return tuple(name for key, name in (subjects | holders).items() if key != self.key)

    @cached_property
    def _hidden_reasons(self) -> tuple[str, ...]:
        """List the sentences by which what they see would say that something hidden stands in its way."""
        hidden = {on.split("/")[0] for on in self.hidden}
        tracks = [self.stage.policy.track(TrackName(on.split("/")[0])).definition for on in self.visible]
        guards: list[tuple[Guard, str]] = []
        for track in tracks:
            holds = [(name, hold) for name, hold in track.holds.items() if hold.during is not None]
            guards += [
                (hold.during, says) for name, hold in holds for says in (hold.says, f"review {name}") if hold.during
            ]
            guards += [(need.that, need.otherwise) for step in track.actions.values() for need in step.requires]
        mine = [says for guard, says in guards if not _reads(guard, hidden)]
        return tuple(says for guard, says in guards if _reads(guard, hidden) and says not in mine)

    @cached_property
    def _hidden_letters(self) -> tuple[str, ...]:
        """List the letters that are only found in what they do not work on, by template."""
        mine = {letter.template for letter in self.record.letters.values() if letter.on in self.visible}
        return tuple({letter.template for letter in self.record.letters.values()} - mine)


def _reads(guard: Guard, tracks: set[str]) -> bool:
    """Say whether a guard looks into other instances that are among these tracks."""
    return any(part.track in tracks for part in quantifiers(guard))
