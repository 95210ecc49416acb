"""Bounds of answers that are dates or times: what happened lies between its cause and now, what is arranged ahead.

They are asked when somebody answers or corrects, and before a letter is sealed; never when an old event is read again.
A date is compared by the day where the school is, and a time without seconds stands for its whole minute.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TypeAlias

from engine.identity import CASE, NO_ACTION, NO_FACT, ActionName, FactName
from engine.language.field_types import lengths_in
from engine.language.track_definition import Fact, TrackDefinition
from engine.language.vocabulary import TIMED_TYPES
from engine.questions.last_questions import asked_at, last_asked
from engine.record.case import Case
from engine.record.values import Answer, Instance
from engine.time.calendar import Calendar
from engine.time.due_times import after
from engine.time.duration import Duration
from engine.time.moments import say_date, say_moment
from engine.time.statutory_notice import earliest_end, said_in_weeks, weeks_of_notice

Point: TypeAlias = date | datetime
"""A day, or a moment."""
Answers: TypeAlias = Mapping[FactName, Answer]
REPORTED_AT = "reported_at"
OF_THE_CASE = "case."
EARLIEST = date(2000, 1, 1)
"""What is said to have happened before was typed wrongly."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What has to lie before something: when it was, and what, as in “when this was reported”."""

    point: Point
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """When answers are given, and about which instance: `at` is when their step took place, `now` when they are typed.

    Of a correction, `action` is "" and `at` is now. A report has no instance yet: what is reported is so at `at`.
    """

    definition: TrackDefinition
    case: Case
    instance: Instance | None
    at: datetime
    now: datetime
    calendar: Calendar
    action: ActionName = NO_ACTION

    @property
    def zone(self) -> tzinfo:
        """Give the zone in which the school tells the time."""
        return self.calendar.zone

    def arranged(self, name: FactName) -> datetime:
        """Say when the step took place that asked a question: what it arranged lay ahead then."""
        if self.action or self.instance is None:
            return self.at
        done = last_asked(self.definition, self.instance, name)
        return done.happened_at if done else self.instance.reported_at

    def cause(self, name: str, answers: Answers) -> Cause | None:
        """Find the moment that an `after` names; None while it has not come or nobody has said it."""
        shell = self.case.tracks.get(CASE)
        if name.startswith(OF_THE_CASE):
            own = name.removeprefix(OF_THE_CASE)
            if own == REPORTED_AT:
                return Cause(shell.reported_at if shell else self.at, "when the case was reported")
            fact = FactName(own)
            return None if shell is None else _answered(None, fact, shell.answers.get(fact))
        if name == REPORTED_AT:
            return Cause(self.instance.reported_at if self.instance else self.at, began(self.case, self.instance))
        if name in self.definition.actions:
            action = ActionName(name)
            done = self.instance.done.get(action) if self.instance else None
            point = self.at if action == self.action else done.happened_at if done else None
            return Cause(point, f"when “{self.definition.actions[action].title}” was done") if point else None
        fact = FactName(name)
        known = answers.get(fact) or (self.instance.answers.get(fact) if self.instance else None)
        return _answered(self.definition.facts.get(fact), fact, known)

    def causes(self, fact: Fact, answers: Answers) -> list[Cause]:
        """List everything that has to lie before an answer, as far as it is known, the latest last."""
        found = [cause for name in fact.after if (cause := self.cause(name, answers)) is not None]
        if fact.past:
            found.append(Cause(EARLIEST, "and nothing older is dealt with here: check the year"))
        return sorted(found, key=lambda cause: moment_of(cause.point, self.zone))


def began(case: Case, instance: Instance | None) -> str:
    """Say what the beginning of an instance was: a report, or a step that opened it."""
    reported = instance is None or case.is_from_report(instance)
    return "when this was reported" if reported else "when this procedure began"


def precedes(first: Point, second: Point, zone: tzinfo) -> bool:
    """Say whether a point lies before another, as far as both are known."""
    if not (isinstance(first, datetime) and isinstance(second, datetime)):
        return day_of(first, zone) < day_of(second, zone)
    if first.second == first.microsecond == 0:
        second = second.replace(second=0, microsecond=0)
    return first < second


def point_of(fact: Fact | None, answer: Answer | None) -> Point | None:
    """Give an answer as a day or a moment; None where there is none, or it is not known."""
    if answer is None or answer.kind != "value" or (fact is not None and fact.type not in TIMED_TYPES):
        return None
    text = str(answer.value)
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def say(point: Point, zone: tzinfo) -> str:
    """Say a day, or a moment."""
    return say_moment(point, zone) if isinstance(point, datetime) else say_date(point)


def wrong_times(occasion: Occasion, answers: Answers) -> dict[FactName, str]:
    """Say of each answer that is a date or a time what is wrong with it, and what would be allowed."""
    found = {}
    for name, answer in answers.items():
        fact = occasion.definition.facts.get(name)
        point = point_of(fact, answer)
        says = _wrong(occasion, name, fact, point, answers) if fact is not None and point is not None else ""
        if says:
            found[name] = says
    return found


def _wrong(occasion: Occasion, name: FactName, fact: Fact, point: Point, answers: Answers) -> str:
    zone, causes = occasion.zone, occasion.causes(fact, answers)
    cause = causes[-1] if causes else None
    said = say(point, zone)
    if fact.past and precedes(occasion.at, point, zone):
        wrong = "lies in the future" if precedes(occasion.now, point, zone) else "is later than this step"
        return f"{said} {wrong}, and this is something that had happened. {_allowed_past(occasion, causes)}"
    if fact.future and not _ahead(point, occasion.arranged(name), zone):
        return f"{said} does not lie ahead. Give a time after {say(occasion.arranged(name), zone)}."
    if cause is not None and precedes(point, cause.point, zone):
        allowed = _allowed_past(occasion, causes) if fact.past else "Give that or a later one."
        return f"{said} is before {say(cause.point, zone)}, {cause.words}. {allowed}"
    told = occasion.arranged(name)
    return (
        _moved_later(occasion, name, fact, point)
        or _closed(occasion, fact, point)
        or too_soon(occasion, fact, point, told)
        or short_notice(occasion, fact, point, told, answers)
    )


def _moved_later(occasion: Occasion, name: FactName, fact: Fact, point: Point) -> str:
    """Say that a time from which the law counts was said before, and was earlier; "" where it was not."""
    known = occasion.instance.answers.get(name) if occasion.instance and fact.never_later else None
    before, zone = point_of(fact, known), occasion.zone
    if before is None or not precedes(before, point, zone):
        return ""
    return f"{say(point, zone)} is later than {say(before, zone)}, as was said before. Give an earlier time, or none."


def time_left(definition: TrackDefinition, fact: Fact) -> Duration | None:
    """Say how long what is arranged has to leave to prepare: what the question says, or as a clock of it waits."""
    clock = definition.deadlines.get(fact.leaves)
    if clock is None:
        return Duration.parse(fact.leaves) if fact.leaves else None
    return next(iter(lengths_in(clock.waits)), None)


def _closed(occasion: Occasion, fact: Fact, point: Point) -> str:
    """Say that nobody works on an arranged day on which people have to be there; "" where they do."""
    if not fact.open_day:
        return ""
    why = occasion.calendar.why_not_working(day_of(point, occasion.zone))
    return f"{say(point, occasion.zone)}: nobody works then ({why}). Give another day." if why else ""


def too_soon(occasion: Occasion, fact: Fact, point: Point, told: datetime) -> str:
    """Say that an arranged day leaves too little time from when the person is told; "" where it leaves enough."""
    length = time_left(occasion.definition, fact)
    if length is None:
        return ""
    over = after(told, length, occasion.calendar)
    if not precedes(point, over, occasion.zone):
        return ""
    return (
        f"{say(point, occasion.zone)} leaves less than {length} to prepare, counted from "
        f"{say_date(day_of(told, occasion.zone))}. Give a time after {say(over, occasion.zone)}."
    )


def short_notice(occasion: Occasion, fact: Fact, point: Point, told: datetime, answers: Answers) -> str:
    """Say that the end of an employment leaves less notice than the law or the contract gives; "" if enough."""
    served, zone = fact.notice, occasion.zone
    known = {**(occasion.instance.answers if occasion.instance else {}), **answers}
    if served is None or not all(_is_one_of(known.get(name), values) for name, values in served.given.items()):
        return ""
    since, until = (point_of(None, known.get(name)) for name in (served.since, served.until))
    start = day_of(told, zone)
    lawful = earliest_end(day_of(since, zone), start) if since is not None else start
    end = day_of(point, zone)
    if since is not None and end < lawful:
        weeks = weeks_of_notice(day_of(since, zone), start)
        gives = f"{say(point, zone)} is too soon: the law gives somebody employed since {say(since, zone)}"
        if not weeks:
            none = f"{gives} no notice yet, and still nobody is dismissed from a day before they are told."
            return f"{none} Give {say_date(lawful)} or a later day."
        return (
            f"{gives} {said_in_weeks(weeks)} of notice, counted from {say_date(start)}. "
            f"Give {say_date(lawful)} or a later day, or say that notice is paid in lieu."
        )
    if until is not None and end < day_of(until, zone):
        return (
            f"{say(point, zone)} is too soon: the notice under the contract runs until {say(until, zone)}. "
            "Give that or a later day, or say that notice is paid in lieu."
        )
    return ""


def _is_one_of(answer: Answer | None, values: Collection[str]) -> bool:
    return answer is not None and answer.kind == "value" and answer.value in values


def _allowed_past(occasion: Occasion, causes: list[Cause]) -> str:
    known = [cause for cause in causes if cause.point != EARLIEST]
    until = "now" if occasion.at == occasion.now else f"{say(occasion.at, occasion.zone)}, when the step took place"
    if not known:
        return f"It can have been at any time up to {until}."
    return f"It can have been between {say(known[-1].point, occasion.zone)}, {known[-1].words}, and {until}."


def wrong_corrections(occasion: Occasion, answers: Answers) -> dict[FactName, str]:
    """Say what is wrong with corrected dates and times, also beside what was answered and done since."""
    found = wrong_times(occasion, answers)
    for name, says in _contradicted(occasion, answers):
        found.setdefault(name, says)
    return found


def _contradicted(occasion: Occasion, answers: Answers) -> Iterator[tuple[FactName, str]]:
    """List corrected answers that lie after something which has to come later than they."""
    definition, track, zone = occasion.definition, occasion.instance, occasion.zone
    changed = {name: point for name, answer in answers.items() if (point := point_of(definition.facts[name], answer))}
    if track is None:
        return
    later = {**track.answers, **answers}
    for other, fact in definition.facts.items():
        stands = point_of(fact, later.get(other)) if other not in answers else None
        for name in changed.keys() & set(fact.after) if stands else ():
            if stands and precedes(stands, changed[name], zone):
                yield name, f"“{fact.ask}” was answered with {say(stands, zone)}, which has to be later than this."
    for key, action in definition.actions.items():
        done, name = track.done.get(key), given_last(definition, track, action.not_before)
        if done is not None and name in changed and precedes(done.happened_at, changed[name], zone):
            when = say(done.happened_at, zone)
            yield name, f"“{action.title}” was done on {when}, and that has to be later than this."


def given_last(definition: TrackDefinition, instance: Instance, names: Collection[FactName]) -> FactName:
    """Name the question, of several, that was answered last; "" where none was."""
    known = [name for name in names if point_of(definition.facts.get(name), instance.answers.get(name)) is not None]
    # of those that were recorded at one moment the last named one is the later
    return max(reversed(known), key=lambda name: asked_at(definition, instance, name), default=NO_FACT)


def _answered(fact: Fact | None, name: FactName, answer: Answer | None) -> Cause | None:
    point = point_of(fact, answer)
    asked = (fact.ask if fact else "") or name.replace("_", " ")
    return Cause(point, f"the answer to “{asked}”") if point is not None else None


def _ahead(point: Point, moment: datetime, zone: tzinfo) -> bool:
    return point > moment if isinstance(point, datetime) else point >= day_of(moment, zone)


def day_of(point: Point, zone: tzinfo) -> date:
    """Give the day of a point where the school is."""
    return point.astimezone(zone).date() if isinstance(point, datetime) else point


def moment_of(point: Point, zone: tzinfo) -> datetime:
    """Give a point as the last moment that it may mean, so that points can be sorted."""
    if isinstance(point, datetime):
        return point
    return datetime.combine(point, time(), zone) + timedelta(days=1)
