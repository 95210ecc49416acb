"""A case as a story: what it is about, what is next and whose turn it is, what happened, where everything stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from duecourse.casework.context.look.redaction import is_over
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.queries.story.arrangements import arranged
from duecourse.casework.queries.story.case_title import case_title
from duecourse.casework.queries.story.known_answers import KnownAnswer, answered_in, said_of
from duecourse.casework.queries.story.next_hands import Turn, turn_in
from duecourse.casework.queries.task_list import Guide, Section, Task, is_shell
from engine.identity import CASE, NO_FACT, FactName, PersonId, WordsKey
from engine.language.vocabulary import CATEGORIES, FactKind
from engine.people.visibility import REPORTING
from engine.reasons import ReasonCode
from engine.record.values import Deadline, Instance, Letter, Part

UNSENT = ("requested", "draft", "issued")
"""How a letter stands that has not left."""
WAITS = (ReasonCode.BEFORE_ITS_DAY, ReasonCode.UNMET)
"""Why a step waits for its day alone: the day, and the time that has to pass before it."""
NEXT_DATES = 6
"""So many dates stand beside the story; the rest is with the procedures."""


class Mood(StrEnum):
    """How urgent a line of the story is; the line says it in words as well."""

    LATE = "late"
    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingLine:
    """One procedure in one sentence: where it stands, whose turn it is, by when. `drafts` are its letters not sent."""

    section: Section
    mood: Mood
    turn: Turn | None
    drafts: tuple[Letter, ...] = ()
    lies_ahead: Deadline | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What was reported: the words of the person who reported it, who that is, whom it concerns and whom it is about.

    Each is as far as the reader may know it, and "" or () where they may not, or where nobody said.
    """

    words: str
    reporters: tuple[str, ...]
    affected: tuple[str, ...]
    subjects: tuple[str, ...]
    said_of_subject: str
    files: int


@dataclass(frozen=True, slots=True)
class OtherSteps:
    """What else the reader can do in one procedure."""

    section: Section
    tasks: tuple[Task, ...]

    @property
    def count(self) -> int:
        """Count the steps."""
        return len(self.tasks)


@dataclass(frozen=True, slots=True)
class StepAhead:
    """A step of the reader's that waits for its day, such as a hearing; `since` says the day in words."""

    task: Task
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStory:
    """All that the first page of a case tells. `next` is a step of the reader's, or None; `turn` whose turn it is then,
    and `ahead` what of theirs waits for its day.

    `others` are the other steps that they can take, with the procedure of each. `dates` are the next times that
    something is due by, or may begin from, soonest first; `arranged` is what was arranged and lies ahead. `known` is
    what was answered in the procedures of somebody who may not read the report.
    """

    title: str
    stands: str
    next: Task | None
    turn: Turn | None
    ahead: StepAhead | None
    happened: Happened
    known: tuple[KnownAnswer, ...]
    lines: tuple[StandingLine, ...]
    others: tuple[OtherSteps, ...]
    dates: tuple[Deadline, ...]
    arranged: tuple[KnownAnswer, ...]
    unsent: tuple[Letter, ...]


def tell(view: CaseView, guide: Guide, reader: PersonId) -> CaseStory:
    """Tell a case to one person, from what they may see and may do."""
    lines = tuple(sorted((_line(view, section) for section in guide.sections), key=_order))
    turns = [line.turn for line in lines if line.turn is not None]
    return CaseStory(
        title=case_title(view, reader),
        stands=_stands(view, lines),
        next=guide.next,
        turn=None if guide.next else _first(turns),
        ahead=None if guide.next else next(_ahead(view, guide), None),
        happened=happened(view),
        known=() if CASE in view.case.tracks else _known(view),
        lines=tuple(line for line in lines if not is_shell(line.section) or _has_more(line)),
        others=tuple(_others(guide)),
        dates=tuple(_dates(view))[:NEXT_DATES],
        arranged=arranged(view),
        unsent=tuple(letter for letter in view.letters if letter.status in UNSENT),
    )


def _ahead(view: CaseView, guide: Guide) -> Iterator[StepAhead]:
    """List the steps that are the reader's and wait for a day that was arranged, and for nothing that others do."""
    for section in guide.sections:
        for task in section.tasks:
            reasons = task.option.reasons
            days = [each for each in reasons if each.code is ReasonCode.BEFORE_ITS_DAY]
            if days and all(each.code in WAITS for each in reasons):
                name = FactName(days[0].source.names[0])
                yield StepAhead(task, said_of(view, section.instance, name, section.instance.answers[name]))


def _known(view: CaseView) -> tuple[KnownAnswer, ...]:
    """List what was answered in the procedures that go on."""
    running = [instance for instance in view.tracks if not instance.ended]
    return tuple(each for instance in running for each in answered_in(view, instance.on))


def _line(view: CaseView, section: Section) -> StandingLine:
    instance = section.instance
    if instance.ended:
        return StandingLine(section=section, mood=Mood.DONE, turn=None)
    turn = turn_in(view, section)
    late = turn.clock is not None and turn.clock.is_overdue(view.now)
    waits = turn.mine is None and bool(turn.outside)
    return StandingLine(
        section=section,
        mood=Mood.LATE if late else Mood.WAITING if waits else Mood.OPEN,
        turn=turn,
        drafts=tuple(each for each in view.letters if each.on == instance.on and each.status in UNSENT),
        lies_ahead=next((each for each in section.clocks if each.not_before), None),
    )


def _order(line: StandingLine) -> tuple[int, bool, str]:
    """What is late stands first, then what the reader can do, what others do, what waits, and what has ended."""
    turn = line.turn
    due = turn.clock.due_at.isoformat() if turn and turn.clock and turn.clock.due_at else "9"
    return (list(Mood).index(line.mood), not (turn and turn.mine), due)


def _has_more(line: StandingLine) -> bool:
    """Say whether the line of the case itself tells more than where the case stands, which its heading says."""
    return line.turn is not None and (line.turn.clock is not None or bool(line.drafts))


def _first(turns: Iterable[Turn]) -> Turn | None:
    """Choose the procedure to name where the reader has nothing to do: the one whose clock runs out first."""
    timed = [turn for turn in turns if turn.clock is not None and turn.clock.due_at is not None]
    first = min(timed, key=lambda turn: str(turn.clock.due_at if turn.clock else ""), default=None)
    return first or next((turn for turn in turns if turn.holders), None)


def _stands(view: CaseView, lines: Iterable[StandingLine]) -> str:
    """Say what is left of a case that runs: how many of the pages are settled, and what is late; "" of one that ended.

    What the case itself stands at is told beside it.
    """
    if is_over(view.policy, view.case):
        return ""
    pages = [line for line in lines if line.section.instance.about.is_address]
    late = sum(line.mood is Mood.LATE for line in lines)
    told = []
    if pages:
        settled = sum(line.mood is Mood.DONE for line in pages)
        told.append(_pages(settled, len(pages)))
    if late:
        told.append("One thing is late" if late == 1 else f"{late} things are late")
    return ". ".join(told)


def _pages(settled: int, count: int) -> str:
    if count == 1:
        return "The web page is settled" if settled else "The web page is not settled yet"
    return "All web pages are settled" if settled == count else f"{settled} of {count} web pages are settled"


def happened(view: CaseView) -> Happened:
    """Say what was reported, by whom, about whom, as far as the reader may know."""
    shell, case = view.case.tracks.get(CASE), view.case
    track = view.policy.shell
    category = shell.answers.get(track.fact(FactKind.CATEGORY_OF_SUBJECT)) if shell else None
    subjects = tuple(_named(view, Part.SUBJECT))
    said = CATEGORIES.get(str(category.value), "") if category is not None and not subjects else ""
    return Happened(
        words=_words(view, shell) if shell else "",
        reporters=tuple(_named(view, *REPORTING)),
        affected=tuple(_named(view, Part.AFFECTED)),
        subjects=subjects,
        said_of_subject=said,
        files=len(case.evidence),
    )


def _words(view: CaseView, shell: Instance) -> str:
    """Give the words in which it was reported, as they were first written."""
    track = view.policy.shell
    asked = (name for name in (*track.report, *track.request) if track.facts[name].type == "text")
    name = next((name for name in asked if name in shell.answers), NO_FACT)
    answer = shell.answers.get(name)
    return view.words.get((answer.event, WordsKey.of_fact(shell.on, name))) or "" if answer else ""


def _named(view: CaseView, *parts: Part) -> Iterator[str]:
    return (view.name(person) for person in view.case.people if view.case.is_part(person, *parts))


def _others(guide: Guide) -> Iterator[OtherSteps]:
    """List what else the reader can do, by procedure."""
    for section in guide.sections:
        able = tuple(task for task in section.tasks if task.is_open and task is not guide.next and not _is(task, guide))
        if able:
            yield OtherSteps(section, able)


def _is(task: Task, guide: Guide) -> bool:
    return guide.next is not None and task.option == guide.next.option


def _dates(view: CaseView) -> Iterator[Deadline]:
    """List the running clocks that have a time, soonest first."""
    yield from (each for each in view.deadlines if each.state == "open" and each.due_at is not None)
