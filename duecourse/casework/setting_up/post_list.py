"""Posts by their list, with first and last days; a post that no row names is left alone, and ends by its last day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from duecourse.casework.administration.holdings import said_span, wrong_span
from duecourse.casework.administration.people import people
from duecourse.casework.administration.posts import Giving, end_post, give_post, known
from duecourse.casework.administration.schools import schools
from duecourse.casework.administration.trust_facts import somebody
from duecourse.casework.setting_up.differences import Comparison, ListChange, value_in
from duecourse.casework.setting_up.lists.cells import meant
from duecourse.casework.setting_up.lists.sheets import ListRow
from duecourse.casework.setting_up.school_list import school_in
from engine.identity import NO_SCHOOL, PostName
from engine.language.posts import spelling
from engine.people.tenures import overlaps, running
from engine.ports.records import Person, School, Tenure
from engine.time.moments import parse_beginning, parse_ending


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPost:
    """A row of the list with whom, what and where it names."""

    row: ListRow
    person: Person
    post: PostName
    school: School | None
    since: datetime | None
    until: datetime | None

    @property
    def written(self) -> str:
        """Give the post as it is given: POST, or POST@SCHOOL."""
        return f"{self.post}@{self.school.key}" if self.school else self.post

    @property
    def wished(self) -> Tenure:
        """Give the post as it is to be held."""
        place = self.school.id if self.school else NO_SCHOOL
        return Tenure(post=self.post, school=place, since=self.since, until=self.until)


def apply_posts(comparison: Comparison, rows: Sequence[ListRow]) -> None:
    """Give the posts that are not held, and end those whose last day is another one."""
    services, caller = comparison.services, comparison.caller
    everybody = people(services, caller)
    by_name = {each.email.casefold(): each for each in everybody if each.email}
    by_name |= {each.key.casefold(): each for each in everybody}
    there = [each for each in schools(services, caller) if each.active]
    posts = known(services, caller)
    lines = dict[tuple[str, str, str], int]()
    # what ends makes room for what begins after it, in whichever order they stand
    for row in sorted(rows, key=lambda each: not each.cell("until")):
        found = _understood(comparison, row, by_name, there, posts)
        if found is None:
            continue
        same = (found.person.key, found.written, str(found.since))
        if same in lines:
            comparison.fault(row, "", f"says the same as line {lines[same]}")
            continue
        lines[same] = row.line
        _apply(comparison, found)


def _understood(
    comparison: Comparison,
    row: ListRow,
    by_name: Mapping[str, Person],
    there: Sequence[School],
    posts: Sequence[PostName],
) -> AskedPost | None:
    """Find whom, what and where a row names; None where something is wrong, all of which is told."""
    person = by_name.get(row.cell("person").casefold())
    if row.cell("person") and person is None and row.cell("person").casefold() not in comparison.spoilt:
        near = meant(row.cell("person"), by_name)
        comparison.fault(row, "person", f"'{row.cell('person')}' is nobody here.{near}")
    post = spelling(row.cell("post"), posts)
    if row.cell("post") and not post:
        near = meant(row.cell("post"), posts) or " All of them: `duecourse post list --known`."
        comparison.fault(row, "post", f"'{row.cell('post')}' is no post that the policies know.{near}")
    where = value_in(row, "school")
    school = school_in(comparison, row, there) if where else None
    if person is None or not post or not row.is_whole or (school is None and where):
        return None
    since, until = value_in(row, "since"), value_in(row, "until")
    return AskedPost(
        row=row,
        person=person,
        post=post,
        school=school,
        since=parse_beginning(since, comparison.zone) if since else None,
        until=parse_ending(until, comparison.zone) if until else None,
    )


def _apply(comparison: Comparison, row: AskedPost) -> None:
    # a row before this one may have changed what they hold
    asked = replace(row, person=somebody(comparison.services, row.person.id))
    which = f"{asked.person.key} {asked.written}"
    if not asked.person.is_there(comparison.now):
        comparison.tell(asked.row, which, ListChange.SAME, ("they have left, and take no post",))
        return
    wrong = wrong_span(asked.wished, comparison.zone)
    held = _held(asked, comparison.now, comparison.zone)
    if wrong:
        comparison.fault(asked.row, "until", wrong)
    elif held is not None:
        _keep(comparison, asked, held, which)
    elif asked.until is not None and asked.until <= comparison.now:
        comparison.tell(asked.row, which, ListChange.SAME, ("it is over",))
    else:
        given = Giving(post=asked.written, since=asked.since, until=asked.until)
        work = partial(give_post, comparison.services, comparison.caller, asked.person.key, given)
        if comparison.does(asked.row, work):
            comparison.tell(asked.row, which, ListChange.ADDED, (_span(comparison, asked),))


def _keep(comparison: Comparison, asked: AskedPost, held: Tenure, which: str) -> None:
    """Leave a post as it is held, but for another last day."""
    zone = comparison.zone
    if asked.until is not None and last_day(asked.until, zone) != last_day(held.until, zone):
        work = partial(end_post, comparison.services, comparison.caller, asked.person.key, asked.written, asked.until)
        if comparison.does(asked.row, work):
            comparison.tell(asked.row, which, ListChange.ENDED, (_span(comparison, asked),))
        return
    differs = asked.since is not None and first_day(asked.since, zone) != first_day(held.since, zone)
    since = f"held {said_span(held, zone)}, which stays as it is" if differs else ""
    comparison.tell(asked.row, which, ListChange.SAME, (since,))


def _held(asked: AskedPost, now: datetime, zone: ZoneInfo) -> Tenure | None:
    """Find the time for which somebody holds a post already, that begins on the same day or lies in the same time."""
    wished = asked.wished
    mine = [each for each in running(asked.person.posts, now) if each.same == wished.same]
    first = first_day(asked.since, zone)
    exact = [each for each in mine if first is not None and first_day(each.since, zone) == first]
    return next(iter((*exact, *(each for each in mine if overlaps(each, wished)))), None)


def first_day(since: datetime | None, zone: ZoneInfo) -> date | None:
    """Give the day on which a post begins, whatever the hour; None where that is not known."""
    return since.astimezone(zone).date() if since else None


def last_day(until: datetime | None, zone: ZoneInfo) -> date | None:
    """Give the last day on which a post is held, whatever the hour; None where it has no end."""
    return (until - timedelta(microseconds=1)).astimezone(zone).date() if until else None


def _span(comparison: Comparison, asked: AskedPost) -> str:
    return said_span(asked.wished, comparison.zone) if asked.since or asked.until else ""
