"""Who may see what: the one filter that every read of a case passes, and who holds which posts at that moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from engine.identity import ANY_POST, NO_SCHOOL, PostName, SchoolId
from engine.people.lent_posts import keeps_systems, spelled, standing
from engine.people.posts_beside import at_school
from engine.ports.records import Viewer
from store.connection.cursor import Values
from store.connection.session import Session
from store.mapping import TENURE_COLUMNS, tenure

OF_TRUST = "cases.organisation_id = ?"
POSTS = (
    f"SELECT {', '.join(f'posts.{name}' for name in TENURE_COLUMNS)}, EXISTS (SELECT 1 FROM case_shares "
    "WHERE case_shares.organisation_id = posts.organisation_id AND case_shares.school_id = posts.school_id) FROM posts "
    "JOIN people ON people.organisation_id = posts.organisation_id AND people.id = posts.person_id "
    "WHERE posts.organisation_id = ? AND posts.person_id = ? AND people.active"
)
Condition = tuple[str, Values]


@dataclass(frozen=True)
class Holding:
    """The posts that somebody holds at a moment: school → posts, "" for the whole trust.

    A role that they were given by name rests on any of these, unless they keep the systems. `sharing` are those of
    their schools with which other schools share cases: in these their posts there count, named with the school.
    """

    posts: Mapping[SchoolId, frozenset[PostName]]
    keeper: bool = False
    sharing: Collection[SchoolId] = ()

    def any_of(self, column: str, school: str) -> Condition:
        """Ask that one of the posts named in a column is held at the school in another, or that none is named."""
        return self._asked(column, school, "{} <> " + column)

    def all_of(self, column: str, school: str) -> Condition:
        """Ask that every post named in a column is held at the school in another."""
        return self._asked(column, school, "{} = ''")

    @cached_property
    def _everywhere(self) -> frozenset[PostName]:
        return self.posts.get(NO_SCHOOL, frozenset())

    @cached_property
    def _beside(self) -> frozenset[PostName]:
        return frozenset(
            at_school(post, school) for school in self.sharing for post in (self.posts[school] | self._by_name)
        )

    @cached_property
    def _by_name(self) -> frozenset[PostName]:
        return frozenset() if self.keeper else frozenset((ANY_POST,))

    def _asked(self, column: str, school: str, comparison: str) -> Condition:
        """Write the condition: what is left of the named posts without those that are held, in the trust and there."""
        ways, values = [f"{column} = ''"], list[object]()
        places = [(place, held | self._by_name) for place, held in self.posts.items()]
        if self._beside and NO_SCHOOL not in self.posts:
            places.append((NO_SCHOOL, frozenset()))
        for place, held in places:
            names = tuple(sorted(held | self._everywhere | self._beside))
            rest = column
            for _ in names:
                rest = f"replace({rest}, ?, '')"
            there = f"{school} = ? AND " if place else ""
            ways.append(f"{there}{comparison.format(rest)}")
            values += [*((place,) if place else ()), *(f"<{name}>" for name in names)]
        return f"({' OR '.join(ways)})", tuple(values)


class Visibility(Session):
    """Reads that depend on who looks."""

    @cached_property
    def _known(self) -> dict[Viewer, Holding]:
        return {}

    def holding(self, viewer: Viewer) -> Holding:
        """Say which posts a viewer holds now; asked once in a look, and each time where posts may change."""
        if self.write or viewer not in self._known:
            self._known[viewer] = self._holding(viewer)
        return self._known[viewer]

    def _holding(self, viewer: Viewer) -> Holding:
        rows = self.cursor.fetch(POSTS, (viewer.organisation, viewer.person))
        tenures = [tenure(row[: len(TENURE_COLUMNS)]) for row in rows]
        shared = {held.school for held, row in zip(tenures, rows, strict=True) if row[-1]}
        if viewer.at is None:
            tenures = [each for each in tenures if (each.since, each.until) == (None, None)]
        at = viewer.at or datetime.max.replace(tzinfo=UTC)
        found: dict[SchoolId, set[PostName]] = {}
        for each in standing(tenures, at):
            found.setdefault(each.school, set()).add(spelled(each.post))
        posts = {school: frozenset(held) for school, held in found.items()}
        return Holding(posts, keeps_systems(tenures, at), shared & posts.keys())

    def visible(self, viewer: Viewer) -> Condition:
        """Give the condition under which a row of `cases` may be seen, with the values of its places.

        The case is of the viewer's trust, and they see it by what they are to it, by name, or by a post that they hold
        at this moment. What fails it does not exist, as far as the viewer can tell.
        """
        if viewer.sees_all:
            return OF_TRUST, (viewer.organisation,)
        held, values = self.holding(viewer).any_of("case_sights.posts", "cases.school_id")
        return (
            f"{OF_TRUST} AND EXISTS (SELECT 1 FROM case_sights "
            "WHERE case_sights.organisation_id = cases.organisation_id AND case_sights.case_id = cases.id "
            f"AND case_sights.person_id = ? AND {held})",
            (viewer.organisation, viewer.person, *values),
        )
