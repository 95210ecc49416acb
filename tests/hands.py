"""Take single steps of a real case through the use cases, as somebody who holds a role in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from duecourse.casework.commands import evidence, letter_texts, letters, steps
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Caller, Services
from duecourse.correspondence.addressees import GOES_TO_NOBODY
from duecourse.demo.second_person import have_approved, have_enclosed, to_be_sent
from engine.changes.contents import may_manage
from engine.errors import Refused
from engine.identity import CASE, ActionName, CaseReference, FactName, InstanceId, PersonId, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.field_types import LineForEach
from engine.language.guards import references
from engine.language.track_definition import STAY, Action, Fact
from engine.language.vocabulary import CASE_TRACK, TIMED_TYPES
from engine.people.staffing import BY_NAME, is_by_name
from engine.ports.records import Viewer
from engine.questions.answers import called_for, options_of
from engine.questions.bounds import given_last, point_of
from engine.questions.part_lines import paragraphs
from engine.record.case import Case
from engine.record.values import WAITING, Actor, Instance, Part
from engine.steps.guard_view import InstanceGuardView
from engine.steps.permissions import Request, hindrances
from engine.steps.transition import World
from tests.services import fitting, move_clock, scheduler
from tests.ways import Answers

PROOF = "By post, receipt 1"
COLLEAGUE = "oakfield-teacher-two"
"""Whom a letter about somebody's own post goes to, where the report named nobody."""


class Stuck(Exception):
    """Nobody can take this step; the message says why."""


SATURDAY = 5
USUAL: Answers = {
    "findings": "Upheld: the person said so.",
    "outcome_words": "Substantiated: the person said so.",
    "reported": "Upheld: the teacher said so.",
    "teacher": "yes",
    "duties_ahead": "barring,teaching",
    "presenter": "Jules Oakfield, who looked into it",
    "note_taker": "Sky Oakfield, of the office",
}
"""What is said where any words will not do: of the one allegation that a case has, of the post of the one whom it is
about, and who may not be one person."""


@dataclass(kw_only=True)
class Hands:
    """One case and what is done in it. `taken` are the steps, as `removal/1 look/gone`; `unsent` faults by letter.

    `said` are words for questions by name; "+8" stands for a date or a time so many days ahead.
    """

    services: Services
    policy: CompiledPolicy
    reference: CaseReference
    taken: list[str] = field(default_factory=list)
    unsent: dict[str, str] = field(default_factory=dict)
    said: Answers = field(default_factory=dict)

    @property
    def case(self) -> Case:
        """Give the case as it is stored."""
        with self.services.store.reading() as reading:
            return reading.find_case(scheduler(self.services), self.reference)

    @property
    def now(self) -> datetime:
        return self.services.clock.now()

    def view(self, on: str) -> InstanceGuardView:
        """See an instance as guards see it now."""
        case = self.case
        return InstanceGuardView(case, case.tracks[InstanceId(on)], self.policy.definitions, self.now)

    def action(self, on: str, name: str) -> Action:
        return self.policy.definitions[TrackName(on.split("/")[0])].actions[ActionName(name)]

    def take(self, on: str, name: str, answers: Answers) -> None:
        """Take a step, or send the letter whose sending it is. Raises Stuck."""
        case, action = self.case, self.action(on, name)
        self._wait_for(on, action)
        if on == CASE and name in self.policy.track(CASE_TRACK).ending:
            self.withdraw()
            case = self.case
        who = self._somebody(case, on, name)
        if action.letter.sends:
            self._send(who, on, name)
        else:
            facts = self._called_for(on, action, dict(self._facts(case.tracks[InstanceId(on)], action, answers)))
            steps.take_step(self.services, who, self.reference, InstanceId(on), ActionName(name), facts=facts)
        outcome = answers.get(action.choose)
        self.taken.append(f"{on} {name}/{outcome}" if outcome else f"{on} {name}")
        self._later()

    def _wait_for(self, on: str, action: Action) -> None:
        """Put the clock to the day that a step has to wait for."""
        track, definition = self.case.tracks[InstanceId(on)], self.policy.definitions[TrackName(on.split("/")[0])]
        name = given_last(definition, track, action.not_before)
        point = point_of(definition.facts.get(name), track.answers.get(name))
        if isinstance(point, datetime):
            move_clock(self.services, max(point, self.now))

    def take_aside(self, on: str, name: str) -> None:
        """Take a step beside the way, with the first answer to everything it asks."""
        asked = {fact: self._options(on, fact) for fact in self.action(on, name).asks}
        self.take(on, name, {fact: allowed[0] for fact, allowed in asked.items() if allowed})

    def correct(self, on: str, name: str, value: str) -> None:
        """Correct a recorded answer. Raises Stuck where what was done since rests on it."""
        try:
            steps.correct(
                self.services, self._manager(on), self.reference, InstanceId(on), {name: value}, "It was a slip."
            )
        except Refused as refused:
            raise Stuck(f"{on}: {name} cannot be corrected: {refused}") from refused
        self._later()

    def add_evidence(self, on: str) -> None:
        """Add a copy of what is seen. Raises Stuck where none may be kept."""
        # a page, and a file, of its own: what is shut away in one case is taken in no other
        new = evidence.NewEvidence(
            name="what-was-seen.txt", content=f"What was seen in {self.reference}.".encode(), on=InstanceId(on)
        )
        try:
            evidence.add(self.services, self._manager(on), self.reference, new)
        except Refused as refused:
            raise Stuck(f"{on}: no copy may be kept: {refused}") from refused
        self._later()

    def say_what_they_are(self, on: str, category: str) -> None:
        """Say in the case what the person whom a procedure concerns is to the school. Raises Stuck where nobody is."""
        person = self.case.tracks[InstanceId(on)].person
        with self.services.store.reading() as reading:
            keys = [each.key for each in reading.people(scheduler(self.services).organisation) if each.id == person]
        if not keys:
            raise Stuck(f"{on}: nobody is known whom it concerns")
        steps.add_person(self.services, self._manager(on), self.reference, keys[0], Part.AFFECTED, category)
        self._later()

    def withdraw(self) -> None:
        """Withdraw every letter that waits, as has to be done before the case is closed."""
        for letter in self.case.letters.values():
            if letter.status in WAITING:
                who = self._manager(letter.on)
                letters.withdraw(self.services, who, self.reference, letter.number, "It was said in person.")

    def post(self) -> None:
        """Issue and send every letter that a step left behind as a draft."""
        for letter in self.case.letters.values():
            if letter.status == "draft" and not letter.action:
                who = self._manager(letter.on)
                problems = self._problems(who, letter.number)
                if GOES_TO_NOBODY in problems:
                    # the case came to know a pupil after it was drafted: an adult speaks with them instead
                    letters.withdraw(self.services, who, self.reference, letter.number, "An adult speaks with them.")
                elif problems:
                    self.unsent[letter.template] = "; ".join(problems)
                else:
                    self._go_out(who, letter.number)

    def _send(self, who: Caller, on: str, action: str) -> None:
        """Read the letter whose sending is a step, write down what it lacks, issue it, and send it."""
        letters_ = self.case.letters.values()
        number = max(each.number for each in letters_ if (each.on, each.action, each.status) == (on, action, "draft"))
        if problems := self._problems(who, number):
            if any("whom this letter goes to" in each for each in problems):
                steps.add_person(self.services, self._manager(CASE), self.reference, COLLEAGUE, "subject", "employee")
            self._complete(on)
            self._problems(who, number)
        self._go_out(who, number)

    def _problems(self, who: Caller, number: int) -> tuple[str, ...]:
        """Put with a draft what has to go with it, read it, and give what stands in the way of its issue."""
        have_enclosed(self.services, who, self.reference, number)
        with looking(self.services, who, self.reference, f"letter {number}") as case:
            return letter_texts.letter_text(case, number, "text").problems

    def _go_out(self, who: Caller, number: int) -> None:
        have_approved(self.services, who, self.reference, number)
        letters.issue(self.services, who, self.reference, number)
        for each in to_be_sent(self.services, who, self.reference, number):
            letters.dispatch(self.services, who, self.reference, each, PROOF)

    def _complete(self, on: str) -> None:
        """Write down what a letter lacks: take the steps that only ask, where they ask what nobody has said yet."""
        instance = self.case.tracks[InstanceId(on)]
        compiled = self.policy.track(instance.track)
        for name, action in compiled.definition.actions.items():
            lacking = [fact for fact in action.asks if fact not in instance.answers]
            if lacking and action.to == STAY and compiled.starts_from(name, instance.state):
                self.take_aside(on, name)

    def _later(self) -> None:
        move_clock(self.services, self.now + timedelta(minutes=1))

    # Who does it

    def _somebody(self, case: Case, on: str, name: str) -> Caller:
        """Find somebody who may take a step now. Raises Stuck with every reason."""
        track, world = case.tracks[InstanceId(on)], self._world(case)
        reasons: dict[str, None] = {}
        for person in self._holders(case, track, self.action(on, name)):
            found = hindrances(
                self.policy,
                case,
                track,
                Request(on=InstanceId(on), action=ActionName(name), by=Actor(PersonId(person)), happened_at=world.at),
                world,
            )
            if not found:
                return self._sender(person)
            reasons |= dict.fromkeys(reason.says for reason in found)
        raise Stuck(f"{on}: nobody can take {name}: {'; '.join(reasons) or 'its roles are empty'}")

    def _holders(self, case: Case, instance: Instance, action: Action) -> Iterator[str]:
        for role in action.by:
            if role in BY_NAME:
                # whom it is about takes no step, also as the person who is affected
                free = (person for person in case.people if not case.is_part(person, Part.SUBJECT))
                yield from (person for person in free if is_by_name(case, instance, BY_NAME[role], person))
            elif role == "anyone":
                yield from (person for people in case.team.values() for person in people)
            else:
                yield from case.team.get(role, ())

    def _manager(self, on: str) -> Caller:
        case = self.case
        team = sorted({person for people in case.team.values() for person in people})
        return self._sender(next(person for person in team if may_manage(self.policy, case, person, InstanceId(on))))

    def _sender(self, person: str) -> Caller:
        return Caller(viewer=Viewer(scheduler(self.services).organisation, PersonId(person), self.now), via="in a test")

    def _world(self, case: Case) -> World:
        with self.services.store.reading() as reading:
            return self.services.world(reading, reading.organisation(), case.school, self.now)

    # What they say

    def _called_for(self, on: str, action: Action, facts: Mapping[str, str]) -> dict[str, str]:
        """Leave out what the other answers do not call for."""
        said, before = dict(facts), self.case.tracks[InstanceId(on)].answers
        for name, others in called_for(action).items():
            for other, values in others.items():
                text = said.get(other) or str(before[other].value if other in before else "")
                if name in said and not set(text.split(",")) & set(values):
                    del said[name]
        return said

    def _facts(self, instance: Instance, action: Action, answers: Answers) -> Iterator[tuple[str, str]]:
        """Answer the questions of a step: as the way has it, and otherwise by the type of the question."""
        given: dict[str, str] = {}
        for name, value in self._each_fact(instance, action, answers):
            fact = self._fact(instance.on, name) if not name.startswith("consent.") else None
            given[name] = self._lines(given, fact.line) if fact is not None and fact.line is not None else value
        yield from given.items()

    @staticmethod
    def _lines(given: Mapping[str, str], line: LineForEach) -> str:
        """Write a line for each paragraph: each names one of those chosen, the last all that are left."""
        parts, chosen = paragraphs(given.get(line.of, "")), given.get(line.among, "").split(",")
        lines = [chosen[min(place, len(chosen) - 1)] for place in range(len(parts))]
        left = [each for each in chosen if each not in lines]
        return "\n".join([*lines[:-1], ", ".join([lines[-1], *left])]) if len(parts) > 1 else ""

    def _each_fact(self, instance: Instance, action: Action, answers: Answers) -> Iterator[tuple[str, str]]:
        plain = {
            "text": "It was written down as it was said.",
            "count": "3",
            "address": f"https://posts.example/{self.reference}",
        }
        for name in (action.choose, *action.asks):
            fact = self._fact(instance.on, name) if name and not name.startswith("consent.") else None
            kind = fact.type if fact else ""
            own = self._own(instance, name, action, answers)
            if fact is not None and kind in TIMED_TYPES:
                yield name, self._ahead(fact, str(own)) if own else fitting(fact, self.now)
            elif kind in plain:
                yield name, str(own or plain[kind])
            elif own and name != action.choose and self._chosen(instance.on, name, str(own)):
                yield name, self._chosen(instance.on, name, str(own))
            elif name in answers:
                value = answers[name]
                yield name, ",".join(value) if isinstance(value, tuple) else str(value)
            elif fact is not None and fact.domain and self._is_needed(instance.on, name):
                yield name, self._options(instance.on, name)[0]

    def _own(self, instance: Instance, name: str, action: Action, answers: Answers) -> object:
        """Give what is said to a question: under this policy, after what was chosen in this step or answered before,
        or whatever was."""
        before = {f"{key}={answer.value}" for key, answer in instance.answers.items() if answer.kind == "value"}
        now = {f"{key}={value}" for key, value in answers.items() if isinstance(value, str)}
        cases = (str(answers.get(action.choose)), self.policy.key, *sorted(now), *sorted(before))
        told = (self.said.get(f"{name}@{case}") for case in cases)
        return next((each for each in told if each), None) or self.said.get(name) or USUAL.get(name)

    def _chosen(self, on: str, name: str, own: str) -> str:
        """Give what is said to be chosen of a question, "*" being its first answer, "**" its first two; "" where it has
        no such answers."""
        allowed = self._options(on, name)
        chosen = list(allowed[: len(own)]) if set(own) == {"*"} else own.split(",")
        return ",".join(chosen) if chosen and all(each in allowed for each in chosen) else ""

    def _ahead(self, fact: Fact, days: str) -> str:
        """Give a day, or ten in the morning of it, so many days ahead, a Monday for a weekend; or the day itself."""
        if not days.lstrip("+-").isdigit():
            return days
        moment = (self.now + timedelta(days=int(days))).replace(hour=10, minute=0, second=0)
        if fact.open_day:
            moment += timedelta(days=max(0, 7 - moment.weekday()) if moment.weekday() >= SATURDAY else 0)
        return f"{moment:%Y-%m-%d}" if fact.type == "date" else moment.isoformat()

    def _is_needed(self, on: str, name: str) -> bool:
        """Say whether a later step wants a question answered that may be left out."""
        actions = self.policy.definitions[TrackName(on.split("/")[0])].actions.values()
        read = (each for action in actions for need in action.requires for each in references(need.that))
        return any(each.scope == "recorded" and each.name == name for each in read)

    def _fact(self, on: str, name: str) -> Fact:
        return self.policy.definitions[TrackName(on.split("/")[0])].facts[FactName(name)]

    def _options(self, on: str, name: str) -> Sequence[str]:
        return tuple(options_of(self._fact(on, name), self.policy.definition))
