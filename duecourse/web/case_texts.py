"""A case in the words of the screen: names, labels and what belongs together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.narrative import Sentence
from duecourse.casework.context.look.redaction import is_over, standing
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.policies.grounds import basis_said, bound_said, clock_said
from duecourse.casework.queries import task_list
from duecourse.casework.queries.standing_alerts import StandingAlert, standing_alerts
from duecourse.casework.queries.task_list import Section, Task, TaskStatus
from engine.addresses.reported import host_of
from engine.errors import NotFound
from engine.identity import CASE, ActionName, Asked, CaseReference, FactName, InstanceId, PersonId, RoleName, WordsKey
from engine.language.vocabulary import CATEGORIES, CONSENT
from engine.people.staffing import BY_NAME
from engine.ports.records import LetterKind
from engine.questions.answers import options_of
from engine.record.codes import typed_code
from engine.record.values import Alert, Answer, Deadline, Instance, Letter
from engine.steps.options import Option
from engine.time.moments import say_moment

LETTER_COLOURS = {
    "requested": "grey",
    "draft": "yellow",
    "issued": "blue",
    "dispatched": "green",
    "stopped": "red",
    "withdrawn": "grey",
    "superseded": "grey",
}
LETTER_WORDS = {
    "requested": "Being drafted",
    "draft": "Draft: to read and issue",
    "issued": "Issued: to send",
    "dispatched": "Sent",
    "stopped": "Stopped",
    "withdrawn": "Withdrawn",
    "superseded": "Replaced",
}
TASK_COLOURS = {
    TaskStatus.NEXT: "green",
    TaskStatus.OPEN: "blue",
    TaskStatus.LOCKED: "grey",
    TaskStatus.DONE: "",
    TaskStatus.OVER: "",
}


class TaskLine(NamedTuple):
    """One line of a task list, as the macro takes it apart; `href` is "" for what cannot be done now."""

    title: str
    href: str
    hint: str
    status: str
    colour: str


@dataclass(frozen=True, slots=True)
class Showing:
    """Says things of one case as templates need them."""

    view: CaseView
    kinds: Mapping[str, LetterKind]

    @property
    def shell(self) -> str:
        """Say where the case itself stands; to those who do not see that, whether their own part is open."""
        known = self.view.case.tracks.get(CASE)
        return self.state(known) if known else standing(self.view.case).capitalize()

    @property
    def closed(self) -> bool:
        """Say whether the case is closed, or all of it that the viewer sees has ended."""
        return is_over(self.view.policy, self.view.case)

    def state(self, instance: Instance) -> str:
        """Say where an instance stands."""
        return self.view.policy.track(instance.track).definition.states[instance.state].title

    def instance(self, on: InstanceId) -> str:
        """Call an instance by its title; where the viewer sees several of its kind, with the site or the code."""
        title = self.view.policy.track(on.track).definition.title
        case = self.view.case
        instance, alike = case.tracks.get(on), case.of_track(on.track)
        if instance is None or alike == (instance,):
            return title
        hosts = [self._host(each) for each in alike]
        host = self._host(instance)
        return f"{title} {host if host and hosts.count(host) == 1 else case.code(instance)}"

    def code(self, instance: Instance) -> str:
        """Give the code of an instance."""
        return self.view.case.code(instance)

    def _host(self, instance: Instance) -> str:
        """Give the site of the address that an instance is about; "" where it is about none."""
        number = instance.about.address_number
        return host_of(self.view.url(number)) if number else ""

    def letter(self, letter: Letter) -> str:
        """Call a letter by its title."""
        return self.kinds[letter.template].title if letter.template in self.kinds else letter.template

    def role(self, role: RoleName) -> str:
        """Call a role as the policy calls it, with a capital letter."""
        title = self.view.policy.title(role)
        return title[:1].upper() + title[1:]

    def clause(self, number: str) -> str:
        """Say what a clause demands, in the policy file's own words; "" where it is not among the clauses."""
        known = self.view.policy.definition.clauses.get(number)
        return known.says if known else ""

    def clock(self, deadline: Deadline | Alert) -> str:
        """Say what a deadline, or the alert about one, asks for."""
        name = deadline.deadline if isinstance(deadline, Alert) else deadline.name
        return self.view.policy.clock_title(deadline.on.track, name)

    def clock_rests_on(self, deadline: Deadline, *, short: bool = False) -> str:
        """Say what a deadline is, the law, a duty or a target, and by which source."""
        return (bound_said if short else clock_said)(self.view.policy, deadline.on.track, deadline.name)

    def step_rests_on(self, on: InstanceId, action: ActionName) -> str:
        """Say what a step stands on."""
        return basis_said(self.view.policy, on.track, action)

    def explain(self, deadline: Deadline) -> Iterable[str]:
        """Say how the date of a clock was worked out."""
        return self.view.explain(deadline).facts(self.view.calendar.zone)

    @property
    def waiting_alerts(self) -> tuple[StandingAlert, ...]:
        """List the alerts of what the viewer works on that wait or were taken up."""
        return tuple(each for each in standing_alerts(self.view) if not each.has_ended)

    @property
    def ended_alerts(self) -> tuple[StandingAlert, ...]:
        """List the alerts of what the viewer works on that have ended."""
        return tuple(each for each in standing_alerts(self.view) if each.has_ended)

    def unsent(self, letter: Letter) -> str:
        """Say how a letter stands that has not left."""
        return LETTER_WORDS[letter.status]

    @property
    def team(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """List the roles of the case with the names of who holds them."""
        for role, people in self.view.case.team.items():
            if people and role not in BY_NAME:
                yield self.role(role), tuple(self.view.name(person) for person in people)

    def category(self, person: PersonId) -> str:
        """Say what somebody is to the school, as far as the case says."""
        return CATEGORIES.get(self.view.case.categories.get(person, ""), "Not said")

    def tasks(self, section: Section, reference: CaseReference) -> tuple[list[TaskLine], ...]:
        """Give the steps of a procedure as lines of three lists: those that are open, those locked, and the others."""
        lists: tuple[list[TaskLine], ...] = ([], [], [])
        for task in section.tasks:
            place = 0 if task.is_open else 1 if task.standing is TaskStatus.LOCKED else 2
            lists[place].append(self._task(task, reference))
        return lists

    def _task(self, task: Task, reference: CaseReference) -> TaskLine:
        """Give a step as a line of the task list; a locked one says what unlocks it."""
        reasons = task_list.reasons_of(task)
        hint = " ".join(f"{reason.says} {reason.unlocks}".strip() for reason in reasons)
        if task.done is not None and not reasons:
            at = say_moment(task.done.happened_at, self.view.calendar.zone)
            hint = f"Done by {self.view.name(task.done.by)}, {at}"
        href = f"/cases/{reference}/{task.place}" if task.is_open else ""
        return TaskLine(task.option.title, href, hint, task.standing.says, TASK_COLOURS[task.standing])

    def words(self, instance: Instance, name: FactName) -> str:
        """Give the words that somebody answered a question with; "" where there are none."""
        answer = instance.answers.get(name)
        if answer is None or answer.kind == "value":
            return ""
        return self.view.words.get((answer.event, WordsKey.of_fact(instance.on, name))) or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentLine:
    """One consent: what is asked of whom, how it stands, and the steps about it that the viewer may take now."""

    on: InstanceId
    person: str
    asks: str
    value: str
    steps: tuple[Option, ...]


def consents(view: CaseView, options: Sequence[Option]) -> list[ConsentLine]:
    """List the consents of a case with what may be done about each."""
    lines = []
    for instance in view.tracks:
        definition = view.policy.track(instance.track).definition
        for name, question in definition.consents.items():
            about = [
                option
                for option in options
                if option.on == instance.on and option.allowed and _is_about(definition.actions[option.action], name)
            ]
            value = CONSENT[instance.consents.get(name, "not_asked")]
            who = view.name(instance.person) if instance.person else "Nobody named yet"
            lines.append(ConsentLine(on=instance.on, person=who, asks=question.ask, value=value, steps=tuple(about)))
    return lines


def _is_about(action: object, name: str) -> bool:
    consent, choose = getattr(action, "consent", {}), getattr(action, "choose", "")
    return name in consent or choose == Asked.of_consent(name)


def done_sentence(case: CaseReader, name: str, done: str) -> Sentence | None:
    """Say what somebody of this name has just done: the event, or events, that the page was sent here with."""
    codes = [code for each in done.split(".") if (code := typed_code(each))]
    told = [each for each in (case.history() if codes else ()) if each.code in codes and each.who == name]
    return replace(told[-1], says=". ".join(each.says for each in told)) if told else None


def answer_text(view: CaseView, instance: Instance, name: FactName, answer: Answer) -> str:
    """Give an answer as it would be typed again: a key of a choice, or the words themselves."""
    if answer.kind == "value":
        value = answer.value
        return "\x1f".join(value) if isinstance(value, tuple) else str(value if value is not None else "")
    words = view.words.get((answer.event, WordsKey.of_fact(instance.on, name))) or ""
    return "" if answer.kind == "unknown" else words


def label_of(view: CaseView, instance: Instance, name: FactName, answer: Answer) -> str:
    """Say an answer in the words of its question."""
    fact = view.policy.track(instance.track).definition.facts.get(name)
    if fact is None:
        raise NotFound(f"There is no question '{name}'.")
    labels = options_of(fact, view.policy.definition)
    text = answer_text(view, instance, name, answer)
    return "; ".join(labels.get(part, part) for part in text.split("\x1f"))
