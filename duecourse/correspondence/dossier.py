"""A case as letters need it: answers with their words, names, addresses, and what was done when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.addresses.reported import host_of
from engine.addresses.wrapped import names_its_reader
from engine.errors import Fault
from engine.identity import (
    CASE,
    NO_PERSON,
    NOWHERE,
    ActionName,
    ClockId,
    FactName,
    InstanceId,
    PersonId,
    SchoolId,
    TrackName,
    WordsKey,
)
from engine.language.compiled import CompiledPolicy
from engine.language.policy_definition import RoleHolders
from engine.language.posts import ADMINISTRATOR
from engine.language.track_definition import Action, TrackDefinition
from engine.language.vocabulary import NOT_KNOWN, YES_NO, FactKind, Truth
from engine.people.names import named_on_an_envelope
from engine.people.staffing import Staffing
from engine.ports.records import EvidenceFile, LetterKind, Organisation, Person, School
from engine.ports.settings import POLICY_ADOPTED, SETTINGS
from engine.questions.answers import options_of
from engine.reasons import printed
from engine.record.case import Case
from engine.record.chain import Event
from engine.record.kinds import EventKind
from engine.record.values import Instance, Letter, Part
from engine.time.calendar import Calendar
from engine.time.moments import parse_moment, say_moment

_OUR_READING = re.compile(
    r"; (?:as |with [^;]* )?we read\b|; that [^;]*\b(?:how we read it|our reading|ours)\b|; ours:"
    r"|; [^;]*\b(?:our reading|is ours|are ours|limit of ours)\b|, as we read it, (?=[^,]*$)"
    r"|, which we do not rely on\b"
)

_BESIDE = re.compile(
    r"; [^;]*, as we read it,[^;]*$"
    r"| \([^()]*(?:\bas we read it\b|\bours\b|the policy does not say|under this policy)[^()]*\)"
    r"|, as we read it [^,;]*(?=,)|, [^,;]* as we read it$"
)

_PASSWORDS = re.compile(r",? (?:and )?which may mean [^;]*(?:password|log-in)[^;]*")
"""What no letter repeats, as nobody is asked for a password."""


@dataclass(frozen=True, slots=True)
class EarlierLetter:
    """A letter that another is about: as it stands now, and the facts and the words with which it was sealed."""

    letter: Letter
    facts: Mapping[str, object]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything one letter may draw on.

    `present` is the case with the roles that are in force, `staffing` who is here, `places` the names of all schools.
    `put` are the facts that letters of the same procedure told before, by their kind.
    """

    policy: CompiledPolicy
    case: Case
    present: Case
    staffing: Staffing
    letter: Letter
    kind: LetterKind
    organisation: Organisation
    school: School
    places: Mapping[SchoolId, str]
    calendar: Calendar
    people: Mapping[PersonId, Person]
    words: Mapping[tuple[int, str], str | None]
    events: tuple[Event, ...]
    evidence: tuple[EvidenceFile, ...]
    helplines: tuple[Mapping[str, object], ...]
    now: datetime
    about: InstanceId = NOWHERE
    earlier: EarlierLetter | None = None
    put: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    @property
    def instance(self) -> Instance:
        """Give the instance that is told of: the letter's own, or for a while another, `about`."""
        return self.case.tracks[self.about or self.letter.on]

    @property
    def instances(self) -> tuple[Instance, ...]:
        """Give every instance that the letter speaks of; for a while, one alone."""
        places = (self.about,) if self.about else self.letter.covers
        return tuple(self.case.tracks[on] for on in places if on in self.case.tracks)

    def of(self, instance: Instance) -> Dossier:
        """Give the same with another instance to tell of."""
        return replace(self, about=instance.on)

    def definition(self) -> TrackDefinition:
        """Give what the policy says of the instance that is told of."""
        return self.policy.track(self.instance.track).definition

    def setting(self, name: str) -> str | None:
        """Give a setting of the trust; None where it was never entered. Raises Fault for one that nobody can enter."""
        if name not in SETTINGS:
            raise Fault(f"A letter asks for the setting '{name}', which there is not.")
        return self.organisation.settings.get(name) or None

    def text(self, fact: FactName) -> str | None:
        """Give the words, or the label, that answered a question; None where nobody has, or where it was taken back."""
        instance = self.instance
        answer = instance.answers.get(fact)
        if answer is None or answer.kind in ("unknown", "cleared"):
            return None
        if answer.kind == "words":
            return self.words.get((answer.event, WordsKey.of_fact(instance.on, fact)))
        labels = options_of(self.definition().facts[fact], self.policy.definition)
        values = answer.value if isinstance(answer.value, tuple) else (str(answer.value),)
        return ", ".join(labels.get(value, value) for value in values)

    def because(self, fact: FactName) -> str | None:
        """Give why the answer to a question is not known; None where nobody said that it is not."""
        answer = self.instance.answers.get(fact)
        unknown = answer is not None and answer.kind == "unknown"
        return self.words.get((answer.event, WordsKey.of_fact(self.instance.on, fact))) if answer and unknown else None

    def value(self, fact: FactName, on: InstanceId = NOWHERE) -> str | None:
        """Give the value of an answer as it is recorded; None where there is none."""
        answer = self.case.tracks[on or self.instance.on].answers.get(fact)
        return str(answer.value) if answer and answer.kind == "value" else None

    def moment(self, fact: FactName, on: InstanceId = NOWHERE) -> datetime | None:
        """Give an answer that is a time."""
        value = self.value(fact, on)
        return parse_moment(value, self.calendar.zone) if value else None

    def done_at(self, action: ActionName, on: InstanceId = NOWHERE) -> datetime | None:
        """Say when a step was last taken; None where it was not."""
        done = self.case.tracks[on or self.instance.on].done.get(action)
        return done.happened_at if done else None

    def steps_of(self, instance: Instance) -> Iterator[tuple[Event, Action]]:
        """List the steps that were taken on an instance and still stand, with what each of them is."""
        actions = self.policy.track(instance.track).definition.actions
        taken = [event for event in self.events if event.kind == EventKind.ACTED and event.on == instance.on]
        steps = [(event, actions[event.taken]) for event in taken if event.taken in actions]
        last = {action.choose: event.sequence for event, action in steps}
        for event, action in steps:
            now = instance.answers.get(action.choose.fact)
            # a correction changes the answer and leaves the event as it was
            corrected = last[action.choose] == event.sequence and now is not None and now.value in action.outcomes
            yield (replace(event, outcome=str(now.value)) if corrected and now else event), action

    def asked_for(self, track: TrackName, *steps: ActionName) -> list[Mapping[str, object]]:
        """Give the clauses of the policy that prescribe these steps; [] where it says nothing of them, or "may"."""
        return self._cited("prescribed", track, *steps)

    def allowed_by(self) -> list[Mapping[str, object]]:
        """Give the clauses of the policy that leave the step of the letter to the school's discretion."""
        return self._cited("discretion", self.instance.track, self.letter.action)

    def _cited(self, basis: str, track: TrackName, *steps: ActionName) -> list[Mapping[str, object]]:
        if track not in self.policy.definition.tracks or not self.may_cite:
            return []
        clauses, found = self.policy.definition.clauses, dict[str, dict[str, None]]()
        for number in dict.fromkeys(each for step in steps for each in self.policy.cites(track, step)):
            clause = clauses.get(number)
            if clause and (clause.basis == basis or (clause.points and basis == "prescribed")):
                found.setdefault(_place(number), {})[as_said(clause.says)] = None
        return [{"number": number, "says": merged(says)} for number, says in found.items()]

    @property
    def may_cite(self) -> bool:
        """Say whether a letter may cite the policy: the paper of a draft only once it is said who adopted it."""
        return not self.policy.definition.draft or self.setting(POLICY_ADOPTED) is not None

    def rules(self, fact: FactName) -> list[Mapping[str, object]]:
        """List the rules of conduct that an answer chose, each with its number where the policy may be cited."""
        answer = self.instance.answers.get(fact)
        chosen = answer.value if answer is not None and isinstance(answer.value, tuple) else ()
        known = [(number, self.policy.definition.conduct.get(number)) for number in chosen]
        found: dict[str, dict[str, None]] = {}
        for number, rule in known:
            if rule is not None:
                found.setdefault(printed(number), {})[f"“{rule.words}”" if rule.words else as_said(rule.says)] = None
        short = {printed(number) for number, rule in known if rule is not None and not rule.words}
        own: Mapping[str, object] = {} if self.may_cite else {"number": None}
        return [
            {"number": number, "says": merged(says), "in_short": number in short, **own}
            for number, says in found.items()
        ]

    def due_at(self, clock: str) -> datetime | None:
        """Say when a clock of the letter's instance runs out."""
        deadline = self.case.deadlines.get(ClockId.of(self.instance.on, clock))
        return deadline.due_at if deadline else None

    def url(self, instance: Instance) -> str | None:
        """Give the web address that an instance is about; never that of a mail filter, which may name its reader."""
        address = self.case.addresses.get(instance.about.address_number)
        url = self.words.get((address.event, WordsKey.of_address(address.number))) if address else None
        return None if url and names_its_reader(url) else url

    def site(self, instance: Instance) -> str | None:
        """Give the site's name in that address."""
        url = self.url(instance)
        return host_of(url) if url else None

    def is_flagged(self, instance: Instance) -> bool:
        """Say whether the address of an instance may show an illegal image, or is not known."""
        address = self.case.addresses.get(instance.about.address_number)
        return address is None or address.flagged

    def day(self, moment: datetime) -> str:
        """Say a day as letters do."""
        local = self.calendar.local(moment)
        return f"{local.day} {local:%B %Y}"

    def day_and_hour(self, moment: datetime) -> str:
        """Say a moment as letters do, with its hour."""
        return say_moment(moment, self.calendar.zone)

    def somebody(self, part: Part) -> Person | None:
        """Find the first person who is this to the case; the letter's own person comes first."""
        if part is Part.AFFECTED and self.instance.person:
            return self.people.get(self.instance.person)
        found = (person for person, parts in self.case.people.items() if part in parts)
        return self.people.get(next(found, NO_PERSON))

    def called(self, typed: str) -> Person | None:
        """Find the one person known here who is called so; of two with one name it is neither."""
        said = typed.strip().casefold()
        names = ((each, {each.name.casefold(), named_on_an_envelope(each).casefold()}) for each in self.people.values())
        found = [each for each, known in names if said in known]
        return found[0] if said and len(found) == 1 else None

    def post_of(self, person: Person) -> str | None:
        """Name the post by which somebody stands in this case: that of their role in it before any other here."""
        posts = person.held(self.now)
        here = [each.post for each in posts if each.school in ("", self.school.id, *self.case.shared)]
        held = sorted(here or [each.post for each in posts], key=lambda post: post == ADMINISTRATOR)
        roles = self.policy.definition.roles.items()
        mine = [holders for role, holders in roles if person.id in self.case.team.get(role, ())]
        ranked = (post for holders in (*mine, *(holders for _, holders in roles)) for post in _posts(holders))
        return next((post for post in (*ranked, *held) if post in held), None)

    def flagged(self) -> str:
        """Say, in the words of a letter, whether there may be an indecent image of a child."""
        if any(address.flagged for address in self.case.addresses.values()):
            return Truth.YES
        asked = self.policy.shell.fact(FactKind.POSSIBLE_IMAGE)
        value = self.value(asked, CASE)
        return value if value is not None and value in YES_NO else NOT_KNOWN


def _posts(holders: RoleHolders) -> tuple[str, ...]:
    return (*holders.held_by, *holders.then)


def as_said(clause: str) -> str:
    """Give what a clause says without how we read it: that is for those who keep the procedures, and no reader's."""
    return _PASSWORDS.sub("", _OUR_READING.split(_BESIDE.sub("", clause))[0])


def merged(says: Iterable[str]) -> str:
    """Give the parts of a clause, which the policy prints under one number, as one: a sentence each."""
    return ". ".join(part.removesuffix(".") for part in says)


def _place(number: str) -> str:
    """Say where in a policy a clause stands: `13.6#2` in clause 13.6, `§12` in section 12."""
    own = printed(number)
    return f"section {own[1:]}" if own.startswith("§") else f"clause {own}"
