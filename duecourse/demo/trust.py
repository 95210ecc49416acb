"""The demo trust: three schools, and invented people in every post of every policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from duecourse.casework.administration.beginning import SET_UP
from duecourse.casework.administration.schools import place_of_trust
from duecourse.casework.context.services import Services
from engine.errors import BadInput
from engine.identity import NO_PERSON, OrganisationId, PersonId, PersonKey, PostName, SchoolId
from engine.language.posts import ADMINISTRATOR
from engine.ports.accounts import Account, Passwords
from engine.ports.records import Organisation, Person, School, Tenure

DEMO_PASSWORD = "invented-people-only"
DEMO_POLICY = "lumen"

SCHOOLS = (
    ("oakfield", "Oakfield Primary School (invented)", "1 Example Road, Nowhere, ZZ1 1ZZ"),
    ("riverside", "Riverside Academy (invented)", "2 Example Road, Nowhere, ZZ2 2ZZ"),
    ("hilltop", "Hilltop School (invented)", "3 Example Road, Nowhere, ZZ3 3ZZ"),
)
TRUST_POSTS = (
    ("ceo", "Avery Example", "CEO"),
    ("dpo", "Blake Sample", "DPO"),
    ("hr", "Casey Pattern", "HR"),
    ("central", "Drew Instance", "central team"),
    ("board", "Emery Model", "trust board"),
    ("governance", "Harper Specimen", "Head of Governance and People"),
    ("it", "Indigo Token", "IT"),
    ("marketing", "Jamie Figment", "director of marketing"),
    ("deputy-dpo", "Kerry Replica", "deputy DPO"),
    ("trust-chair", "Lesley Mockup", "chair of trustees"),
    ("trustee", "Marley Semblance", "safeguarding trustee"),
    ("hearing-one", "Nicky Exhibit", "hearing panel"),
    ("hearing-two", "Ollie Placard", "hearing panel"),
    ("appeal-one", "Perry Stencil", "appeal committee"),
    ("appeal-two", "Remy Outline", "appeal committee"),
)
SCHOOL_POSTS = (
    ("head", "Finley", "headteacher"),
    ("senior", "Gray", "senior manager"),
    ("deputy", "Jules", "deputy head"),
    ("dsl", "Kit", "DSL"),
    ("deputy-dsl", "Lane", "deputy DSL"),
    ("chair", "Morgan", "chair of governors"),
    ("vice-chair", "Noor", "vice-chair"),
    ("teacher", "Oakley", "teacher"),
    ("teacher-two", "Parker", "teacher"),
    ("manager", "Quinn", "line manager"),
    ("leader", "Robin", "SLT"),
    ("governor", "Sasha", "governor"),
)
PLACE_POSTS = (
    ("office-manager", "Sidney Facsimile", "senior manager"),
    ("office-one", "Toby Sketch", "line manager"),
)
"""Who works in the office of the trust itself: what concerns them is filed there, as at a school."""
KEEPERS = (("administrator", "Uma Prototype", ADMINISTRATOR),)
"""Who keeps people, schools and settings and has no other post: they have to do with no case, and see none."""
WITHOUT_POSTS = (
    ("pupil-one", "Pupil Invented"),
    ("parent-one", "Parent Invented"),
    ("volunteer-one", "Volunteer Invented"),
    ("worker-one", "Contractor’s Worker Invented"),
)
"""People whom a case may be about and who cannot sign in."""
TELEPHONES = {
    "senior": "01632 960001",
    "dsl": "01632 960002",
    "dpo": "01632 960003",
    "head": "01632 960004",
    "deputy": "01632 960005",
    "hr": "01632 960006",
    "chair": "01632 960007",
    "marketing": "01632 960009",
    "ceo": "01632 960010",
}
"""Of numbers that are kept for inventions; the others have none here, as in many a school."""
SETTINGS = {
    "address": "The Trust Office, 9 Example Road, Nowhere, ZZ9 9ZZ",
    "company_number": "00000000",
    "authority_statement": "We write for the trust, which runs the school and employs the people who work there.",
    "support_contacts": "The trust's own counselling line (invented) | 01632 960000 | Monday to Friday, 9am to 5pm",
    "registered_office": "The Trust Office, 9 Example Road, Nowhere, ZZ9 9ZZ",
    "policy_adopted": "the trust board (invented) on 1 September 2022",
    "police_force": "Exampleshire Police (invented)",
    "police_force_address": "Exampleshire Police (invented), 1 Example Square, Nowhere, ZZ9 9ZZ",
    "lado_telephone": "01632 960008",
    "lado_address": "Exampleshire Council (invented), 2 Example Square, Nowhere, ZZ9 9ZZ",
    "dbs_address": "3 Example Square (invented), Nowhere, ZZ9 9ZZ",
    "tra_address": "4 Example Square (invented), Nowhere, ZZ9 9ZZ",
    "ico_address": "5 Example Square (invented), Nowhere, ZZ9 9ZZ",
    "how_to_reopen": "Tell any senior manager of the school, and quote the case reference",
    "occupational_health": "yes",
    "nation": "England",
}


def make_organisation(services: Services, calendar: Mapping[str, object]) -> None:
    """Make the trust, its schools and its people."""
    ids = services.ids
    settings = {**SETTINGS, "policy": demo_policy(services)}
    trust = Organisation(
        id=OrganisationId(ids.short()),
        key="demo",
        name="Lumen Learning Trust (demo)",
        zone="Europe/London",
        demo=True,
        settings=settings,
    )
    with services.store.writing() as writing:
        writing.add_organisation(trust)
        for key, name, post in TRUST_POSTS:
            writing.save_person(_person(services, trust, key, name, ((post, ""),)))
        for key, name, address in SCHOOLS:
            school = School(
                id=SchoolId(ids.short()),
                organisation=trust.id,
                key=key,
                name=name,
                address=address,
                calendar={**calendar, "nation": "England"},
            )
            writing.add_school(school)
            for suffix, first, post in SCHOOL_POSTS:
                who = f"{first} {key.title()}"
                writing.save_person(_person(services, trust, f"{key}-{suffix}", who, ((post, school.id),)))
        for key, name in WITHOUT_POSTS:
            writing.save_person(_person(services, trust, key, name, ()))
        writing.tell_act(NO_PERSON, SET_UP)


def make_office(services: Services, calendar: Mapping[str, object]) -> None:
    """Make the trust's own place beside its schools, with people who work there, and who keeps the installation."""
    with services.store.writing() as writing:
        trust = writing.organisation()
        made = place_of_trust(services, trust, [school.key for school in writing.schools(trust.id)])
        office = replace(made, calendar={**calendar, "nation": "England"})
        writing.add_school(office)
        for key, name, post in PLACE_POSTS:
            writing.save_person(_person(services, trust, key, name, ((post, office.id),)))
        for key, name, post in KEEPERS:
            writing.save_person(_person(services, trust, key, name, ((post, ""),)))
        writing.tell_act(NO_PERSON, SET_UP)


def demo_policy(services: Services) -> str:
    """Name the policy of the demo: that of its invented cases, or the first where there are others only."""
    policies = services.library.policies
    return DEMO_POLICY if DEMO_POLICY in policies else next(iter(policies), DEMO_POLICY)


def make_accounts(services: Services, passwords: Passwords) -> None:
    """Let everybody of a demo trust who holds a post sign in by their short name and the one published password.

    Raises:
        BadInput: the trust is a real one.
    """
    now = services.clock.now()
    # made once for all of them: a hash each would cost seconds, and the password is no secret
    shared = passwords.hash(DEMO_PASSWORD)
    with services.store.writing() as writing:
        trust = writing.organisation()
        if not trust.demo:
            raise BadInput(f"{trust.name} is no demo: each person there needs a password of their own.")
        for person in writing.people(trust.id):
            if person.held(now):
                writing.save_account(
                    Account(
                        organisation=trust.id, person=person.id, name=person.key, password_hash=shared, changed_at=now
                    )
                )
        writing.tell_act(NO_PERSON, SET_UP)


def _person(services: Services, trust: Organisation, key: str, name: str, posts: tuple[tuple[str, str], ...]) -> Person:
    telephone = TELEPHONES.get(key.split("-", 1)[-1], "")
    return Person(
        id=PersonId(services.ids.short()),
        organisation=trust.id,
        key=PersonKey(key),
        name=name,
        email=f"{key}@trust.example",
        active=True,
        posts=tuple(Tenure(post=PostName(post), school=SchoolId(school)) for post, school in posts),
        telephone=telephone,
    )
