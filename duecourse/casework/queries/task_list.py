"""What to do next, and the whole procedure as tasks: what is done, what can be done, what is locked and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from duecourse.casework.context.agenda.leading_steps import met_clocks
from duecourse.casework.context.look.view import CaseView
from engine.identity import CASE, ActionName, FactName, InstanceId, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.guards import Both, Compare, Guard
from engine.language.machine import is_aside
from engine.language.track_definition import Action, Opening, TrackDefinition
from engine.language.vocabulary import CONSENT, Consent, is_answer
from engine.questions.conditions import said_length
from engine.reasons import Reason, ReasonCode
from engine.record.codes import CodeKind
from engine.record.values import Deadline, Done, Instance
from engine.steps.consequences import active_holds
from engine.steps.options import Option

MOST_NAMED = 3
"""So many procedures that may begin are named before anything is answered; of more, the answers say which."""


class TaskStatus(StrEnum):
    """How a task stands for the person who looks."""

    NEXT = "next"
    OPEN = "open"
    LOCKED = "locked"
    DONE = "done"
    OVER = "over"

    @property
    def says(self) -> str:
        """Say it on a page."""
        return _SAID[self]


_SAID = {
    TaskStatus.NEXT: "Do this next",
    TaskStatus.OPEN: "You can do this",
    TaskStatus.LOCKED: "Locked",
    TaskStatus.DONE: "Done",
    TaskStatus.OVER: "Not needed any more",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One step of one procedure as a person sees it. `deadline` is the running clock that the step meets.

    `place` names its page below that of the case: `removal/K7F/send`, or the letter whose sending it is. `asked` says
    that the person was asked for their own consent and can answer now, whether or not a clock runs for it.
    """

    option: Option
    standing: TaskStatus
    optional: bool
    deadline: Deadline | None
    done: Done | None
    place: str
    asked: bool = False

    @property
    def is_open(self) -> bool:
        """Say whether the person can do it now."""
        return self.standing in (TaskStatus.NEXT, TaskStatus.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One procedure of a case: where it stands, what holds it, and its tasks in the order of the procedure."""

    instance: Instance
    title: str
    about: str
    state: str
    waits_for: str
    holds: tuple[str, ...]
    tasks: tuple[Task, ...]
    clocks: tuple[Deadline, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """A case as a list of things to do; `next` is None where the person has nothing to do."""

    next: Task | None
    sections: tuple[Section, ...] = field(default=())

    @property
    def waiting(self) -> tuple[Section, ...]:
        """List the procedures that wait for somebody outside."""
        return tuple(each for each in self.sections if each.waits_for and not each.instance.ended)


def guide(view: CaseView, options: Sequence[Option]) -> Guide:
    """Sort what may be done in a case into what comes next and everything else."""
    by_instance: dict[str, list[Option]] = {}
    for option in options:
        by_instance.setdefault(option.on, []).append(option)
    running = [clock for clock in view.deadlines if clock.state == "open"]
    drawn = [_section(view, instance, by_instance.get(instance.on, []), running) for instance in view.tracks]
    following = _next(drawn)
    return Guide(following, tuple(_marked(section, following) for section in drawn))


def _section(view: CaseView, instance: Instance, options: Sequence[Option], running: Sequence[Deadline]) -> Section:
    definition = view.policy.track(instance.track).definition
    state = definition.states[instance.state]
    waits_for = view.policy.title(state.waits_for) if state.waits_for else ""
    holds = tuple(definition.holds[name].says for name in active_holds(instance))
    on = instance.on
    clocks = tuple(clock for clock in running if clock.on == on)
    place, met = step_place(view, instance), met_clocks(definition, clocks)
    tasks = tuple(_task(view, instance, option, place, met) for option in options)
    return Section(
        instance=instance,
        title=definition.title,
        about=about(view, instance),
        state=state.title,
        waits_for=waits_for,
        holds=holds,
        tasks=tasks,
        clocks=clocks,
    )


def about(view: CaseView, instance: Instance) -> str:
    """Say in words what an instance is about: an address, a person, or nothing."""
    if instance.about.is_address:
        number = instance.about.address_number
        return f"Address {view.case.code(view.case.addresses[number])}: {view.url(number)}"
    return view.name(instance.person) if instance.person else ""


def _task(view: CaseView, instance: Instance, option: Option, place: str, met: Mapping[ActionName, Deadline]) -> Task:
    action = view.policy.track(instance.track).definition.actions[option.action]
    return Task(
        option=option,
        standing=_standing(instance, option),
        optional=is_aside(action),
        deadline=met.get(option.action),
        done=instance.done.get(option.action),
        place=f"letters/{view.case.codes.of(CodeKind.LETTER, option.letter)}"
        if option.letter
        else f"{place}/{option.action}",
        asked=_is_asked(instance, action, option),
    )


def _is_asked(instance: Instance, action: Action, option: Option) -> bool:
    """Say whether the step is somebody's own answer to a consent that they were asked for."""
    asked = instance.consents.get(action.choose.consent) == Consent.ASKED if action.choose.consent else False
    return asked and option.page is not None and option.allowed


def step_place(view: CaseView, instance: Instance) -> str:
    """Name a procedure below the page of its case: `removal/K7F`."""
    return InstanceId.of(instance.track, view.case.code(instance))


def _standing(instance: Instance, option: Option) -> TaskStatus:
    if option.allowed or option.letter:
        return TaskStatus.OPEN
    if option.reasons[0].code == ReasonCode.NO_LONGER:
        return TaskStatus.DONE if option.action in instance.done else TaskStatus.OVER
    return TaskStatus.LOCKED


def _soonest(clock: Deadline) -> tuple[bool, str]:
    return clock.due_at is None, str(clock.due_at)


def _next(sections: Sequence[Section]) -> Task | None:
    """Choose what a person should do first: what meets the soonest deadline, in the order of the procedure.

    A step that meets none comes first only where somebody was asked for their own consent, or in a procedure where no
    deadline runs: elsewhere the deadline, and the person who can meet it, leads the way.
    """
    timed = [task for section in sections for task in section.tasks if task.is_open and task.deadline is not None]
    if timed:
        return min(timed, key=lambda task: _soonest(task.deadline) if task.deadline else (True, ""))
    asked = next((task for section in sections for task in section.tasks if task.asked), None)
    if asked is not None:
        return asked
    quiet = (section for section in sections if _is_quiet(section) and not section.instance.ended)
    tasks = (task for section in quiet for task in section.tasks)
    return next((task for task in tasks if task.is_open and not task.optional and not task.done), None)


def _is_quiet(section: Section) -> bool:
    """Say whether no deadline of a step runs in a procedure; one that waits for an answer asks for no step."""
    return all(is_answer(clock.name) for clock in section.clocks)


def _marked(section: Section, following: Task | None) -> Section:
    if not any(task is following for task in section.tasks):
        return section
    tasks = tuple(replace(task, standing=TaskStatus.NEXT) if task is following else task for task in section.tasks)
    return Section(
        instance=section.instance,
        title=section.title,
        about=section.about,
        state=section.state,
        waits_for=section.waits_for,
        holds=section.holds,
        tasks=tasks,
        clocks=section.clocks,
    )


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a step may lead to, as its definition says: one line for each way that it can go."""

    answer: str
    says: tuple[str, ...]


def consequences(policy: CompiledPolicy, on: InstanceId, action: ActionName) -> tuple[Consequence, ...]:
    """Say what will happen with each answer to the step's deciding question; "" as the answer where there is none."""
    track = on.track
    step = policy.track(track).definition.actions[action]
    if not step.outcomes:
        shared = _shared(policy, step)
        return (Consequence("", (*_leads(policy, track, step.to, step.letter.after), *shared)),)
    labels = _labels(policy.track(track).definition, step)
    return tuple(
        Consequence(
            labels.get(key, key), (*_leads(policy, track, end.to, end.letter.after), *_shared(policy, step, key))
        )
        for key, end in step.outcomes.items()
    )


def _labels(definition: TrackDefinition, action: Action) -> Mapping[str, str]:
    return CONSENT if action.choose.consent else definition.facts[action.choose.fact].domain


def _leads(policy: CompiledPolicy, track: TrackName, to: str, letters: Sequence[str]) -> Iterator[str]:
    definition = policy.track(track).definition
    state = definition.states.get(to)
    if state is not None:
        yield f"{definition.title} then stands at “{state.title}”{', and ends' if state.end else ''}."
    for name, clock in definition.deadlines.items():
        if to in clock.states and clock.within is not None:
            length = said_length(policy, track, clock.within)
            yield f"A deadline may start: “{policy.clock_title(track, name)}”, {length}."
    if letters:
        yield "A letter is drafted for you to read."


def _shared(policy: CompiledPolicy, action: Action, outcome: str = "") -> Iterator[str]:
    """Say what follows whichever way a step goes, of its openings those that one way leaves possible."""
    possible = [each for each in action.opens if not _is_ruled_out(each.when, action.choose.fact, outcome)]
    named = dict.fromkeys(_title_of(policy, opening) for opening in possible)
    if len(named) > MOST_NAMED:
        yield "Other procedures begin where the answers call for them. Before you confirm, you read which."
    else:
        yield from (f"The procedure “{name}” may begin, where your answers call for it." for name in named)
    told = [policy.title(role) for role in action.tells]
    if told:
        yield f"To be told at once: {', '.join(told)}. They see it here when they sign in; tell them yourself."


def _title_of(policy: CompiledPolicy, opening: Opening) -> str:
    known = policy.tracks.get(opening.track)
    return known.definition.title if known else (opening.track or opening.later).replace("_", " ").capitalize()


def _is_ruled_out(when: Guard | None, asked: FactName, outcome: str) -> bool:
    """Say whether an answer alone makes a condition fail: it is asked for another, there or in one of its parts."""
    match when:
        case Compare(left=left, operation="==" | "in", right=right) if left.fact == asked and outcome:
            return outcome not in right
        case Both(parts=parts):
            return any(_is_ruled_out(part, asked, outcome) for part in parts)
        case _:
            return False


def reasons_of(task: Task) -> tuple[Reason, ...]:
    """List why a task is locked; () where it is not."""
    return task.option.reasons if task.standing is TaskStatus.LOCKED else ()


def is_shell(section: Section) -> bool:
    """Say whether a section is the shell of the case, which every other procedure runs inside."""
    return section.instance.on == CASE
