"""Trusts, schools, people, and the versions of policies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from engine.errors import NotFound
from engine.identity import NO_CASE, CaseId, OrganisationId, PersonId, SchoolId
from engine.ports.records import Organisation, Person, School, Tenure
from engine.record.erasures import NAMELESS
from store import mapping
from store.connection.cursor import Values, inserting, updating
from store.connection.session import Session
from store.mapping import TENURE_COLUMNS, dump, loaded, moment
from store.search import piece_rows

# These three are read at every step, so they are fixed; the order of columns is that of the engine's values.
ORGANISATIONS = "SELECT id, key, name, zone, demo, settings, staffing FROM organisations"
SCHOOLS = (
    "SELECT id, organisation_id, key, name, address, calendar, active, kind, joins_on FROM schools "
    "WHERE organisation_id = ? ORDER BY name"
)
KNOWN_COLUMNS = (
    "key",
    "name",
    "email",
    "active",
    "telephone",
    "title",
    "given",
    "family",
    "address_form",
    "postal_address",
    "case_id",
    "relation",
    "former_names",
    "leaves_at",
    "telling",
    "large_print",
    "colours",
)
"""What is kept of a person, in the order of the engine's values."""
PEOPLE = (
    f"SELECT people.id, {', '.join(f'people.{name}' for name in KNOWN_COLUMNS)}, "
    f"{', '.join(f'posts.{name}' for name in TENURE_COLUMNS)} "
    "FROM people LEFT JOIN posts ON posts.organisation_id = people.organisation_id AND posts.person_id = people.id "
    "WHERE people.organisation_id = ?"
)
BY_NAME = "ORDER BY people.name, people.id, posts.post, posts.school_id, posts.since"
IS_OF_TRUST = "AND people.case_id = ''"
EVERYBODY = f"{PEOPLE} {IS_OF_TRUST} {BY_NAME}"
IN_CASE = f"{PEOPLE} AND people.case_id IN ('', ?) {BY_NAME}"
OUTSIDERS = f"{PEOPLE} AND people.case_id = ? {BY_NAME}"
BY_ID_OR_KEY = f"{PEOPLE} {IS_OF_TRUST} AND (people.id = ? OR people.key = ?) {BY_NAME}"
AT_SCHOOL = (
    f"{PEOPLE} AND people.active AND EXISTS (SELECT 1 FROM posts AS held WHERE "
    "held.organisation_id = people.organisation_id AND held.person_id = people.id AND held.school_id IN ('', ?)) "
    f"{BY_NAME}"
)
AT_ONCE = 500
"""How many identifiers one statement asks for."""
ORGANISATION_COLUMNS = ("id", "key", "name", "zone", "demo", "settings")
COUNTER = "staffing"
"""Counts the changes of who is there and where; nobody writes it as a value."""
SCHOOL_COLUMNS = ("organisation_id", "id", "key", "name", "address", "calendar", "active", "kind", "joins_on")
PERSON_COLUMNS = ("organisation_id", "id", *KNOWN_COLUMNS)
ADD_ORGANISATION = inserting("organisations", ORGANISATION_COLUMNS)
SAVE_ORGANISATION = updating("organisations", ORGANISATION_COLUMNS, ("id",))
ADD_SCHOOL = inserting("schools", SCHOOL_COLUMNS)
SAVE_SCHOOL = updating("schools", SCHOOL_COLUMNS, ("organisation_id", "id"))
ADD_PERSON = inserting("people", PERSON_COLUMNS)
SAVE_PERSON = updating("people", PERSON_COLUMNS, ("organisation_id", "id"))
RAISE = f"UPDATE organisations SET {COUNTER} = {COUNTER} + 1 WHERE id = ?"
DROP_POSTS = "DELETE FROM posts WHERE organisation_id = ? AND person_id = ?"
ADD_POST = inserting("posts", ("organisation_id", "person_id", *TENURE_COLUMNS))
DROP_REFRESHES = "DELETE FROM sight_refreshes WHERE organisation_id = ? AND person_id = ?"
REFRESH_NOW = (
    "INSERT INTO sight_refreshes (organisation_id, person_id, due_at, reached) SELECT ?, ?, '', '' "
    "WHERE EXISTS (SELECT 1 FROM case_sights WHERE organisation_id = ? AND person_id = ?) "
    "OR EXISTS (SELECT 1 FROM cases JOIN posts ON posts.organisation_id = cases.organisation_id "
    "AND posts.school_id IN ('', cases.school_id) WHERE cases.organisation_id = ? AND posts.person_id = ?)"
)
REFRESH_AT = "INSERT INTO sight_refreshes (organisation_id, person_id, due_at, reached) VALUES (?, ?, ?, '')"
HELPLINES = "SELECT body FROM helplines WHERE organisation_id = ? ORDER BY key"
SAVE_HELPLINE = updating("helplines", ("body",), ("organisation_id", "key"))
ADD_HELPLINE = inserting("helplines", ("body", "organisation_id", "key"))
PLATFORMS = "SELECT body FROM platforms WHERE organisation_id = ? ORDER BY key"
SAVE_PLATFORM = updating("platforms", ("body",), ("organisation_id", "key"))
ADD_PLATFORM = inserting("platforms", ("body", "organisation_id", "key"))
POLICY_VERSIONS = "SELECT hash, policy FROM policy_versions WHERE organisation_id = ?"
KEEPS_POLICY = "SELECT 1 FROM policy_versions WHERE organisation_id = ? AND hash = ?"
POLICY_SOURCES = "SELECT sources FROM policy_versions WHERE organisation_id = ? AND hash = ?"
KEEP_POLICY = (
    "INSERT INTO policy_versions (organisation_id, hash, policy, sources) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (organisation_id, hash) DO NOTHING"
)

ERASE_OUTSIDER = (
    "UPDATE people SET key = ?, name = ?, email = '', telephone = '', title = '', given = '', family = '', "
    "address_form = '', postal_address = '', former_names = '[]', large_print = '' "
    "WHERE organisation_id = ? AND id = ? AND case_id = ? AND case_id <> ''"
)
EARLIER_ROWS = "SELECT sequence FROM organisation_rows WHERE organisation_id = ? AND name = ? AND body IS NOT NULL"
ERASE_EARLIER = "UPDATE organisation_rows SET body = NULL, salt = '' WHERE organisation_id = ? AND name = ?"


class PeopleReading(Session):
    """Reads of who and where."""

    def organisation(self, key: str = "") -> Organisation:
        """Give an organisation; without a key, the only one. It is read once in a transaction, and after a change."""
        if key in self.kept:
            return self.kept[key]
        rows = self.cursor.fetch(f"{ORGANISATIONS} WHERE key = ?", (key,)) if key else self.cursor.fetch(ORGANISATIONS)
        if len(rows) != 1:
            raise NotFound("There is no organisation here yet. `duecourse init` makes one, `duecourse run` a demo.")
        id_, known_as, name, zone, demo, settings, staffing = rows[0]
        found = Organisation(
            id=id_,
            key=known_as,
            name=name,
            zone=zone,
            demo=bool(demo),
            settings=loaded(settings),
            staffing=None if id_ in self.changed else staffing,
        )
        self.kept[key] = found
        return found

    def schools(self, organisation: OrganisationId) -> Sequence[School]:
        """List the schools of an organisation by name."""
        return [mapping.school(row) for row in self.cursor.fetch(SCHOOLS, (organisation,))]

    def people(self, organisation: OrganisationId, case: CaseId = NO_CASE) -> Sequence[Person]:
        """List the people of an organisation by name, those who have left included; of outsiders those of one case."""
        if case:
            return self._people(organisation, IN_CASE, (organisation, case))
        return self._people(organisation, EVERYBODY, (organisation,))

    def outsiders(self, organisation: OrganisationId, case: CaseId) -> Sequence[Person]:
        """List by name those who are known in one case alone."""
        return self._people(organisation, OUTSIDERS, (organisation, case)) if case else ()

    def find_person(self, organisation: OrganisationId, person: str) -> Person | None:
        """Find somebody of the trust by identifier or key; None where there is nobody, or an outsider of a case."""
        found = self._people(organisation, BY_ID_OR_KEY, (organisation, person, person))
        return found[0] if found else None

    def people_named(self, organisation: OrganisationId, people: Collection[PersonId]) -> Sequence[Person]:
        """List those of some identifiers by name, outsiders too; one that nobody has is left out."""
        wanted, found = sorted(people), list[Person]()
        for first in range(0, len(wanted), AT_ONCE):
            some = wanted[first : first + AT_ONCE]
            places = ", ".join("?" for _ in some)
            statement = f"{PEOPLE} AND people.id IN ({places}) {BY_NAME}"
            found += self._people(organisation, statement, (organisation, *some))
        return sorted(found, key=lambda each: (each.name, each.id)) if len(wanted) > AT_ONCE else found

    def staff_of(self, organisation: OrganisationId, school: SchoolId) -> Sequence[Person]:
        """List by name who holds a post of any time at a school or in the trust above it, and has not left."""
        return self._people(organisation, AT_SCHOOL, (organisation, school))

    def _people(self, organisation: OrganisationId, statement: str, values: Values) -> list[Person]:
        posts: dict[tuple[object, ...], list[Tenure]] = {}
        for row in self.cursor.fetch(statement, values):
            known, held = row[: -len(TENURE_COLUMNS)], row[-len(TENURE_COLUMNS) :]
            of_one = posts.setdefault(tuple(known), [])
            if held[0] is not None:
                of_one.append(mapping.tenure(held))
        return [mapping.person(organisation, known, of_one) for known, of_one in posts.items()]

    def helplines(self, organisation: OrganisationId) -> Sequence[Mapping[str, str]]:
        """List the helplines that the trust confirmed, added or put aside, by key."""
        return [loaded(body) for (body,) in self.cursor.fetch(HELPLINES, (organisation,))]

    def platforms(self, organisation: OrganisationId) -> Sequence[Mapping[str, str]]:
        """List the platforms that the trust confirmed, added or put aside, by key."""
        return [loaded(body) for (body,) in self.cursor.fetch(PLATFORMS, (organisation,))]

    def policy_versions(self, organisation: OrganisationId) -> Mapping[str, str]:
        """Give every policy version that is kept: content hash → key of the policy."""
        return dict(self.cursor.fetch(POLICY_VERSIONS, (organisation,)))

    def keeps_policy(self, organisation: OrganisationId, hash_: str) -> bool:
        """Say whether a policy version is kept."""
        return self.cursor.fetch_one(KEEPS_POLICY, (organisation, hash_)) is not None

    def policy_sources(self, organisation: OrganisationId, hash_: str) -> Mapping[str, str]:
        """Give the files a policy was compiled from, by its content hash."""
        found = self.cursor.fetch_one(POLICY_SOURCES, (organisation, hash_))
        if found is None:
            raise NotFound(f"The policy version {hash_[:12]} is not kept here.")
        sources: Mapping[str, str] = loaded(found[0])
        return sources


class PeopleWriting(PeopleReading):
    """Writes of who and where."""

    def add_organisation(self, organisation: Organisation) -> None:
        """Add a trust."""
        self.cursor.run(ADD_ORGANISATION, _organisation(organisation))
        self.journal.touch(organisation.id, "organisations")
        self.changed.add(organisation.id)
        self.kept.clear()

    def save_organisation(self, organisation: Organisation) -> None:
        """Replace what is known of a trust, its settings included."""
        self.cursor.run(SAVE_ORGANISATION, (*_organisation(organisation), organisation.id))
        self.journal.touch(organisation.id, "organisations")
        self._raise(organisation.id)

    def save_helpline(self, organisation: OrganisationId, row: Mapping[str, str]) -> None:
        """Keep a helpline of the trust's own, in place of an earlier row of the same key."""
        values = (dump(dict(row)), organisation, row["key"])
        if self.cursor.run(SAVE_HELPLINE, values) == 0:
            self.cursor.run(ADD_HELPLINE, values)
        self.journal.touch(organisation, "helplines", row["key"])

    def save_platform(self, organisation: OrganisationId, row: Mapping[str, str]) -> None:
        """Keep what the trust knows of a platform, in place of an earlier row of the same key."""
        values = (dump(dict(row)), organisation, row["key"])
        if self.cursor.run(SAVE_PLATFORM, values) == 0:
            self.cursor.run(ADD_PLATFORM, values)
        self.journal.touch(organisation, "platforms", row["key"])

    def add_school(self, school: School) -> None:
        """Add a school."""
        self.cursor.run(ADD_SCHOOL, _school(school))
        self.journal.touch(school.organisation, "schools", school.id)
        self._raise(school.organisation)

    def save_school(self, school: School) -> None:
        """Replace what is known of a school, its calendar included."""
        self.cursor.run(SAVE_SCHOOL, (*_school(school), school.organisation, school.id))
        self.journal.touch(school.organisation, "schools", school.id)
        self._raise(school.organisation)

    def erase_outsider(self, organisation: OrganisationId, case: CaseId, person: PersonId) -> None:
        """Take away who somebody from outside is, also from what the chain of the organisation kept of them before."""
        self.cursor.run(ERASE_OUTSIDER, (f"erased-{person}", NAMELESS, organisation, person, case))
        piece_rows.drop_name(self.cursor, organisation, case, person)
        self.journal.touch(organisation, "people", person)
        name = f"people/{person}"
        earlier = self.cursor.fetch(EARLIER_ROWS, (organisation, name))
        self.cursor.run(ERASE_EARLIER, (organisation, name))
        self.journal.erased.setdefault(organisation, []).extend((sequence, name) for (sequence,) in earlier)

    def save_person(self, person: Person) -> None:
        """Add a person, or replace what is known of one, posts included.

        Somebody without a post is not among those who are there: a report that names pupils counts as no change.
        """
        key = (person.organisation, person.id)
        before = self.people_named(person.organisation, (person.id,))
        if self.cursor.run(DROP_POSTS, key) or person.posts:
            self._raise(person.organisation)
        known = mapping.person_values(person)
        if self.cursor.run(SAVE_PERSON, (*key, *known, *key)) == 0:
            self.cursor.run(ADD_PERSON, (*key, *known))
        self.cursor.run_each(ADD_POST, [(*key, *mapping.tenure_values(each)) for each in person.posts])
        self.journal.touch(person.organisation, "people", person.id)
        self.journal.touch(person.organisation, "posts", person.id)
        if before and (before[0].name, before[0].former_names) != (person.name, person.former_names):
            piece_rows.rename(self.cursor, person)
        if not before or (before[0].active, set(before[0].posts)) != (person.active, set(person.posts)):
            self._refresh_lists(person)

    def keep_policy(self, organisation: OrganisationId, hash_: str, policy: str, sources: Mapping[str, str]) -> None:
        """Keep the files of a policy version; does nothing where they are kept already."""
        if self.keeps_policy(organisation, hash_):
            return
        self.cursor.run(KEEP_POLICY, (organisation, hash_, policy, dump(dict(sources))))
        self.journal.touch(organisation, "policy_versions", hash_)

    def _refresh_lists(self, person: Person) -> None:
        """Note that roles and lists have to follow somebody's posts: now, and whenever one of these begins or ends."""
        key = (person.organisation, person.id)
        self.cursor.run(DROP_REFRESHES, key)
        self.cursor.run(REFRESH_NOW, (*key, *key, *key))
        changes = {moment(at) for each in person.posts for at in (each.since, each.until) if at is not None}
        self.cursor.run_each(REFRESH_AT, [(*key, at) for at in sorted(changes)])

    def _raise(self, organisation: OrganisationId) -> None:
        """Count a change of who is there and where: what is kept of it elsewhere is old once this commits."""
        self.cursor.run(RAISE, (organisation,))
        self.changed.add(organisation)
        self.kept.clear()


def _organisation(organisation: Organisation) -> Values:
    """Write a trust in the order of ORGANISATION_COLUMNS."""
    known = (organisation.id, organisation.key, organisation.name, organisation.zone, organisation.demo)
    return (*known, dump(dict(organisation.settings)))


def _school(school: School) -> Values:
    """Write a school in the order of SCHOOL_COLUMNS."""
    known = (school.organisation, school.id, school.key, school.name, school.address)
    return (*known, dump(dict(school.calendar)), school.active, school.kind, str(school.joins_on or ""))
