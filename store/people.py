"""Trusts, schools, people, and the versions of policies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, select, update

from engine.errors import NotFound
from engine.ports.records import Organisation, Person, School
from store import mapping
from store.connection.session import Session
from store.mapping import dump
from store.tables import table

organisations, schools, people = table("organisations"), table("schools"), table("people")
helplines = table("helplines")
posts, policies = table("posts"), table("policy_versions")


# These three are read at every step, so they are fixed; the order of columns is that of the engine's values.
ORGANISATIONS = "SELECT id, key, name, zone, demo, settings FROM organisations"
SCHOOLS = (
    "SELECT id, organisation_id, key, name, address, calendar, active FROM schools "
    "WHERE organisation_id = ? ORDER BY name"
)
PEOPLE = (
    "SELECT people.id, people.key, people.name, people.email, people.active, people.telephone, "
    "posts.post, posts.school_id "
    "FROM people LEFT JOIN posts ON posts.organisation_id = people.organisation_id AND posts.person_id = people.id "
    "WHERE people.organisation_id = ? ORDER BY people.name, people.id, posts.post, posts.school_id"
)
KEEP_POLICY = (
    "INSERT INTO policy_versions (organisation_id, hash, policy, sources) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (organisation_id, hash) DO NOTHING"
)


class PeopleReading(Session):
    """Reads of who and where."""

    def organisation(self, key: str = "") -> Organisation:
        """Give an organisation; without a key, the only one."""
        rows = self.pen.fetch(f"{ORGANISATIONS} WHERE key = ?", (key,)) if key else self.pen.fetch(ORGANISATIONS)
        if len(rows) != 1:
            raise NotFound("There is no organisation here yet. `duecourse init` makes one, `duecourse run` a demo.")
        id_, known_as, name, zone, demo, settings = rows[0]
        return Organisation(id_, known_as, name, zone, bool(demo), json.loads(settings))

    def schools(self, organisation: str) -> Sequence[School]:
        """List the schools of an organisation by name."""
        return [mapping.school(row) for row in self.pen.fetch(SCHOOLS, (organisation,))]

    def people(self, organisation: str) -> Sequence[Person]:
        """List the people of an organisation by name, those who have left included."""
        held: dict[tuple[object, ...], list[tuple[str, str]]] = {}
        for *known, post, school in self.pen.fetch(PEOPLE, (organisation,)):
            places = held.setdefault(tuple(known), [])
            if post is not None:
                places.append((post, school))
        return [mapping.person(organisation, known, places) for known, places in held.items()]

    def helplines(self, organisation: str) -> Sequence[Mapping[str, str]]:
        """List the helplines that the trust confirmed, added or put aside, by key."""
        query = select(helplines.c.body).where(helplines.c.organisation_id == organisation).order_by(helplines.c.key)
        return [json.loads(row.body) for row in self.rows(query)]

    def policy_versions(self, organisation: str) -> Mapping[str, str]:
        """Give every policy version that is kept: content hash → key of the policy."""
        query = select(policies.c.hash, policies.c.policy).where(policies.c.organisation_id == organisation)
        return {row.hash: row.policy for row in self.rows(query)}

    def keeps_policy(self, organisation: str, hash_: str) -> bool:
        """Say whether a policy version is kept."""
        query = select(policies.c.hash).where(policies.c.organisation_id == organisation, policies.c.hash == hash_)
        return self.connection.execute(query).first() is not None

    def policy_sources(self, organisation: str, hash_: str) -> Mapping[str, str]:
        """Give the files a policy was compiled from, by its content hash."""
        query = select(policies.c.sources).where(policies.c.organisation_id == organisation, policies.c.hash == hash_)
        found = self.connection.execute(query).scalar_one_or_none()
        if found is None:
            raise NotFound(f"The policy version {hash_[:12]} is not kept here.")
        sources: Mapping[str, str] = json.loads(found)
        return sources


class PeopleWriting(PeopleReading):
    """Writes of who and where."""

    def add_organisation(self, organisation: Organisation) -> None:
        """Add a trust."""
        self.connection.execute(insert(organisations).values(_organisation(organisation)))

    def save_organisation(self, organisation: Organisation) -> None:
        """Replace what is known of a trust, its settings included."""
        same = organisations.c.id == organisation.id
        self.connection.execute(update(organisations).where(same).values(_organisation(organisation)))

    def save_helpline(self, organisation: str, row: Mapping[str, str]) -> None:
        """Keep a helpline of the trust's own, in place of an earlier row of the same key."""
        values = {"organisation_id": organisation, "key": row["key"], "body": dump(dict(row))}
        same = (helplines.c.organisation_id == organisation, helplines.c.key == row["key"])
        if self.connection.execute(update(helplines).where(*same).values(values)).rowcount == 0:
            self.connection.execute(insert(helplines).values(values))

    def add_school(self, school: School) -> None:
        """Add a school."""
        self.connection.execute(insert(schools).values(_school(school)))

    def save_school(self, school: School) -> None:
        """Replace what is known of a school, its calendar included."""
        same = (schools.c.organisation_id == school.organisation, schools.c.id == school.id)
        self.connection.execute(update(schools).where(*same).values(_school(school)))

    def save_person(self, person: Person) -> None:
        """Add a person, or replace what is known of one, posts included."""
        key = (person.organisation, person.id)
        self.connection.execute(delete(posts).where(posts.c.organisation_id == key[0], posts.c.person_id == key[1]))
        values = {
            "organisation_id": person.organisation,
            "id": person.id,
            "key": person.key,
            "name": person.name,
            "email": person.email,
            "active": person.active,
            "telephone": person.telephone,
        }
        same = (people.c.organisation_id == key[0], people.c.id == key[1])
        if self.connection.execute(update(people).where(*same).values(values)).rowcount == 0:
            self.connection.execute(insert(people).values(values))
        for post, school in person.posts:
            held = {"organisation_id": key[0], "person_id": key[1], "post": post, "school_id": school}
            self.connection.execute(insert(posts).values(held))

    def keep_policy(self, organisation: str, hash_: str, policy: str, sources: Mapping[str, str]) -> None:
        """Keep the files of a policy version; does nothing where they are kept already."""
        self.pen.run(KEEP_POLICY, (organisation, hash_, policy, dump(dict(sources))))


def _organisation(organisation: Organisation) -> dict[str, object]:
    return {
        "id": organisation.id,
        "key": organisation.key,
        "name": organisation.name,
        "zone": organisation.zone,
        "demo": organisation.demo,
        "settings": dump(dict(organisation.settings)),
    }


def _school(school: School) -> dict[str, object]:
    return {
        "organisation_id": school.organisation,
        "id": school.id,
        "key": school.key,
        "name": school.name,
        "address": school.address,
        "calendar": dump(dict(school.calendar)),
        "active": school.active,
    }
