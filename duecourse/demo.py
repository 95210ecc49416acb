"""A demo trust: invented people in every role, three schools, and a dozen cases at different stages.

Everything goes through the same use cases as real work, on a clock that is set back, so that the demo can do
nothing that a real case cannot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from duecourse.casework import letters, steps
from duecourse.casework.office import Office, Sender, person_of
from duecourse.casework.sweeping import sweep
from duecourse.clock import SetClock
from engine.accounts import Account
from engine.errors import BadInput
from engine.ports import Passwords
from engine.records import Organisation, Person, School, Viewer

DEMO_PASSWORD = "invented-people-only"

SCHOOLS = (
    ("oakfield", "Oakfield Primary School (invented)", "1 Example Road, Nowhere, ZZ1 1ZZ"),
    ("riverside", "Riverside Academy (invented)", "2 Example Road, Nowhere, ZZ2 2ZZ"),
    ("hilltop", "Hilltop School (invented)", "3 Example Road, Nowhere, ZZ3 3ZZ"),
)
TRUST_POSTS = (
    ("ceo", "Avery Example", "CEO"), ("dpo", "Blake Sample", "DPO"), ("hr", "Casey Pattern", "HR"),
    ("central", "Drew Instance", "central team"), ("board", "Emery Model", "trust board"),
    ("governance", "Harper Specimen", "Head of Governance and People"), ("it", "Indigo Token", "IT"),
    ("appeal", "Lark Outline", "appeal committee"),
)  # fmt: skip
SCHOOL_POSTS = (
    ("head", "Finley", "headteacher"), ("senior", "Gray", "senior manager"), ("deputy", "Jules", "deputy head"),
    ("dsl", "Kit", "DSL"), ("deputy-dsl", "Lane", "deputy DSL"), ("chair", "Morgan", "chair of governors"),
    ("vice-chair", "Noor", "vice-chair"), ("teacher", "Oakley", "teacher"), ("teacher-two", "Parker", "teacher"),
    ("manager", "Quinn", "line manager"),
)  # fmt: skip
SETTINGS = {
    "address": "The Trust Office, 9 Example Road, Nowhere, ZZ9 9ZZ",
    "company_number": "00000000",
    "authority_statement": "We write for the trust that runs the school and looks after the people who work there.",
    "support_contacts": "The trust's own counselling line (invented) | 01632 960000 | Monday to Friday, 9am to 5pm",
    "police": "The police, on 101",
    "how_to_reopen": "Tell any senior manager of the school, and quote the case reference",
    "occupational_health": "yes",
    "policy": "lumen",
}
CALM = {"life_in_danger": "no", "child_at_risk": "no", "personal_data": "no", "illegal_image": "no"}


def make_demo(office: Office, calendar: Mapping[str, object]) -> None:
    """Fill an empty store with the demo trust and its cases; every school has the example calendar."""
    make_organisation(office, calendar)
    now = office.clock.now()
    for number, story in enumerate(STORIES):
        _Story(office, now - timedelta(hours=story.age), number).tell(story)
    sweep(office, now)


def make_organisation(office: Office, calendar: Mapping[str, object]) -> None:
    """Make the trust, its schools and its people."""
    ids = office.ids
    trust = Organisation(ids.identifier(), "demo", "Lumen Learning Trust (demo)", "Europe/London", True, SETTINGS)
    with office.store.writing() as writing:
        writing.add_organisation(trust)
        for key, name, post in TRUST_POSTS:
            writing.save_person(_person(office, trust, key, name, ((post, ""),)))
        for key, name, address in SCHOOLS:
            school = School(ids.identifier(), trust.id, key, name, address, calendar)
            writing.add_school(school)
            for suffix, first, post in SCHOOL_POSTS:
                who = f"{first} {key.title()}"
                writing.save_person(_person(office, trust, f"{key}-{suffix}", who, ((post, school.id),)))
        writing.save_person(_person(office, trust, "pupil-one", "Pupil Invented", ()))


def make_accounts(office: Office, passwords: Passwords) -> None:
    """Let everybody of a demo trust who holds a post sign in by their short name and the one published password.

    Raises:
        BadInput: the trust is a real one.
    """
    now = office.clock.now()
    # made once for all of them: a hash each would cost seconds, and the password is no secret
    shared = passwords.hash(DEMO_PASSWORD)
    with office.store.writing() as writing:
        trust = writing.organisation()
        if not trust.demo:
            raise BadInput(f"{trust.name} is no demo: each person there needs a password of their own.")
        for person in writing.people(trust.id):
            if person.posts:
                writing.save_account(Account(trust.id, person.id, person.key, shared, now))


def _person(office: Office, trust: Organisation, key: str, name: str, posts: tuple[tuple[str, str], ...]) -> Person:
    return Person(office.ids.identifier(), trust.id, key, name, f"{key}@trust.example", True, posts)


class Plot:
    """One invented case: how old it is in hours, where, and how far it got."""

    def __init__(self, age: int, school: str, stage: str, *, words: str, danger: Mapping[str, str] = CALM) -> None:
        self.age, self.school, self.stage, self.words, self.danger = age, school, stage, words, danger


STORIES = (
    Plot(2, "oakfield", "reported", words="A page shows a photo of me with a false caption."),
    Plot(26, "oakfield", "reported", words="A post calls me names."),
    Plot(20, "riverside", "acknowledged", words="An account pretends to be me."),
    Plot(8, "riverside", "triaged", words="A video of my lesson was put online without my leave."),
    Plot(10, "hilltop", "ready", words="A post says untrue things about me."),
    Plot(12, "hilltop", "requested", words="A comment thread makes fun of me."),
    Plot(60, "oakfield", "refused", words="A page lists staff with insults."),
    Plot(80, "riverside", "isp", words="A small website shows my picture."),
    Plot(90, "hilltop", "consent", words="A message says that somebody will wait for me after work."),
    Plot(100, "riverside", "removed", words="A profile used my name."),
    Plot(120, "oakfield", "closed", words="A post named me and was taken down."),
    Plot(
        5,
        "hilltop",
        "reported",
        words="A page might show a pupil.",
        danger={**CALM, "child_at_risk": "dont_know"},
    ),
)


class _Story:
    """Tells one plot, step by step, each a little later than the one before."""

    def __init__(self, office: Office, at: datetime, number: int) -> None:
        self.clock = SetClock(at)
        self.office = replace(office, clock=self.clock)
        self.number = number
        self.reference = ""

    def tell(self, plot: Plot) -> None:
        """Report, then go as far as the plot's stage."""
        self.school = plot.school
        answers = {**plot.danger, "category": "abuse", "what_happened": plot.words}
        address = f"https://posts.example/{self.number + 1}"
        new = steps.NewReport(
            "lumen", plot.school, f"{plot.school}-teacher", (f"{plot.school}-teacher",), (address,), answers
        )
        self.reference = steps.report(self.office, self._by("teacher"), new).case.reference
        {
            "reported": lambda: None, "acknowledged": self.acknowledge, "triaged": self.triage, "ready": self.ready,
            "requested": self.request, "refused": self.refuse, "isp": self.escalate, "consent": self.consent,
            "removed": self.remove, "closed": self.close,
        }[plot.stage]()  # fmt: skip

    def acknowledge(self) -> None:
        self._act("senior", "case/1", "acknowledge")

    def triage(self) -> None:
        self.acknowledge()
        self._act(
            "senior",
            "case/1",
            "triage",
            scope="in_scope",
            scope_reason="It is about the school.",
            danger_confirmed="yes",
        )
        self._act("senior", "case/1", "open_tracks")

    def ready(self) -> None:
        self.triage()
        self._act(
            "senior", "removal/1", "decide", approach="ask_host", approach_reason="It is unkind and public.",
            host_name="Posts Example", host_contact="abuse@posts.example", ground="terms", requested_action="remove",
            description="A post about a member of our staff.",
        )  # fmt: skip

    def request(self) -> None:
        self.ready()
        self._send("senior", "removal/1", "send", "Web form, reference EX-1")

    def refuse(self) -> None:
        self.request()
        self._act(
            "senior",
            "removal/1",
            "host_answer",
            host_said="refused",
            host_words="We see no breach of our rules.",
        )

    def escalate(self) -> None:
        self.refuse()
        self._send("senior", "removal/1", "escalate", "E-mail to the abuse desk, kept in the mailbox")

    def consent(self) -> None:
        self.triage()
        self._act("senior", "investigation/1", "start")
        self._act(
            "senior", "investigation/1", "record_findings", author="unknown", author_basis="The account has no name.",
            material="threatening", personal_data="no", child_at_risk="no", nature="A threat", visible_for="Two days",
            recirculation="low", impact="The person is worried.",
        )  # fmt: skip
        self._act("senior", "police/1", "assess")
        self._act("senior", "police/1", "ask_consent")

    def remove(self) -> None:
        self.request()
        self._act("deputy", "removal/1", "look", seen_now="gone", check_words="The page says that it was removed.")

    def close(self) -> None:
        self.remove()
        self._act("senior", "investigation/1", "start")
        self._act(
            "senior", "investigation/1", "record_findings", author="other", author_basis="They said so.",
            material="neither", personal_data="no", child_at_risk="no", nature="Unkind words", visible_for="A day",
            recirculation="low", impact="Upset, and well supported.",
        )  # fmt: skip
        self._act("senior", "support/1", "offer", how_offered="In person")
        self._act("teacher", "support/1", "answer", support_answer="declined")
        self._act("senior", "case/1", "record_outcome", outcome="removed", outcome_words="The host took it down.")
        self._act("senior", "case/1", "close", retention="takedown", policy_review="no")

    def _send(self, who: str, on: str, action: str, proof: str) -> None:
        with self.office.store.reading() as reading:
            case = reading.find_case(self._by(who).viewer, self.reference)
        letter = next(
            each for each in case.letters.values() if (each.on, each.action, each.status) == (on, action, "draft")
        )
        letters.issue(self.office, self._by(who), self.reference, letter.number)
        self._later()
        letters.dispatch(self.office, self._by(who), self.reference, letter.number, proof)

    def _act(self, who: str, on: str, action: str, **facts: str) -> None:
        self._later()
        steps.take_step(self.office, self._by(who), self.reference, on, action, facts=facts)

    def _later(self) -> None:
        self.clock.moment += timedelta(minutes=10)

    def _by(self, who: str) -> Sender:
        with self.office.store.reading() as reading:
            organisation = reading.organisation()
            person = person_of(reading, organisation.id, f"{self.school}-{who}")
        return Sender(Viewer(organisation.id, person.id), "as a demo")
