"""Trusts, schools, people, and the versions of policies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, select, update

from engine.errors import NotFound
from engine.records import Organisation, Person, School
from store import mapping
from store.mapping import dump
from store.session import Session
from store.tables import table

organisations, schools, people = table("organisations"), table("schools"), table("people")
posts, policies = table("posts"), table("policy_versions")


class PeopleReading(Session):
    """Reads of who and where."""

    def organisation(self, key: str = "") -> Organisation:
        """Give an organisation; without a key, the only one."""
        query = select(organisations).order_by(organisations.c.key)
        rows = self.connection.execute(query.where(organisations.c.key == key) if key else query).all()
        if len(rows) != 1:
            raise NotFound("There is no organisation here yet. `duecourse init` makes one, `duecourse run` a demo.")
        return mapping.organisation(rows[0])

    def schools(self, organisation: str) -> Sequence[School]:
        """List the schools of an organisation by name."""
        query = select(schools).where(schools.c.organisation_id == organisation).order_by(schools.c.name)
        return [mapping.school(row) for row in self.connection.execute(query)]

    def people(self, organisation: str) -> Sequence[Person]:
        """List the people of an organisation by name, those who have left included."""
        held: dict[str, list[tuple[str, str]]] = {}
        for row in self.connection.execute(select(posts).where(posts.c.organisation_id == organisation)):
            held.setdefault(row.person_id, []).append((row.post, row.school_id))
        query = select(people).where(people.c.organisation_id == organisation).order_by(people.c.name)
        return [mapping.person(row, held.get(row.id, [])) for row in self.connection.execute(query)]

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
        values = {
            "id": organisation.id, "key": organisation.key, "name": organisation.name, "zone": organisation.zone,
            "demo": organisation.demo, "settings": dump(dict(organisation.settings)),
        }  # fmt: skip
        self.connection.execute(insert(organisations).values(values))

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
            "organisation_id": person.organisation, "id": person.id, "key": person.key, "name": person.name,
            "email": person.email, "active": person.active,
        }  # fmt: skip
        same = (people.c.organisation_id == key[0], people.c.id == key[1])
        if self.connection.execute(update(people).where(*same).values(values)).rowcount == 0:
            self.connection.execute(insert(people).values(values))
        for post, school in person.posts:
            held = {"organisation_id": key[0], "person_id": key[1], "post": post, "school_id": school}
            self.connection.execute(insert(posts).values(held))

    def keep_policy(self, organisation: str, hash_: str, policy: str, sources: Mapping[str, str]) -> None:
        """Keep the files of a policy version; does nothing where they are kept already."""
        query = select(policies.c.hash).where(policies.c.organisation_id == organisation, policies.c.hash == hash_)
        if self.connection.execute(query).first() is None:
            values = {
                "organisation_id": organisation, "hash": hash_, "policy": policy, "sources": dump(dict(sources)),
            }  # fmt: skip
            self.connection.execute(insert(policies).values(values))


def _school(school: School) -> dict[str, object]:
    return {
        "organisation_id": school.organisation, "id": school.id, "key": school.key, "name": school.name,
        "address": school.address, "calendar": dump(dict(school.calendar)),
    }  # fmt: skip
