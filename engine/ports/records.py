"""The plain records that casework, store and letters exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

from engine.identity import (
    NO_CASE,
    NO_PERSON,
    NO_SCHOOL,
    CaseId,
    CaseReference,
    InstanceId,
    OrganisationId,
    PersonId,
    PersonKey,
    PostName,
    SchoolId,
)
from engine.ports.fact_sources import Gathering, SignatureSource
from engine.ports.rules.rule_hits import RuleHit
from engine.record.values import SCHEDULER


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose eyes a read is for, and when: what they see by a post hangs on whether they hold it at that moment.
    Without a moment, only posts count of which neither beginning nor end is known. The scheduler sees every case."""

    organisation: OrganisationId
    person: PersonId
    at: datetime | None = None

    @property
    def sees_all(self) -> bool:
        """Say whether no visibility filter applies."""
        return self.person == SCHEDULER


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A trust. `key` is its short name; `demo` marks invented data, on which a clock may be set by hand.

    `staffing` counts the changes of who is there and where: what was read at the same count is still so. It is None
    in a transaction that makes such a change, of which nothing may be kept: it may yet be undone."""

    id: OrganisationId
    key: str
    name: str
    zone: str
    demo: bool
    settings: Mapping[str, str] = field(default_factory=dict)
    staffing: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A school of a trust, or the place beside its schools where the trust itself is: its kind is "trust".

    `calendar` holds its own rows as text. Nothing new is reported before `joins_on`, or when it is not active."""

    id: SchoolId
    organisation: OrganisationId
    key: str
    name: str
    address: str
    calendar: Mapping[str, object]
    active: bool = True
    kind: Literal["school", "trust"] = "school"
    joins_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A post as somebody holds it, held it, or will: a `school` of "" means the whole trust.

    It is held from `since` on, where that is known, and no longer at `until`; both are aware moments in UTC. Somebody
    acting exercises the post in place of its holder, who does not hold it meanwhile; somebody who covers holds it too,
    while its holder is away. `instead_of` is that holder.
    """

    post: PostName
    school: SchoolId = NO_SCHOOL
    since: datetime | None = None
    until: datetime | None = None
    kind: Literal["held", "acting", "cover"] = "held"
    instead_of: PersonId = NO_PERSON

    def is_held(self, at: datetime) -> bool:
        """Say whether the post is held at a moment."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)

    @property
    def same(self) -> tuple[PostName, SchoolId]:
        """Give what makes two of them the same post, whenever it was held."""
        return self.post, self.school


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody known to the trust: staff, and people of a case who hold no post. A person who has left is not active.

    `posts` are those of every time, `held` those of a moment. Lists show `name`; `title`, `given` and `family` may be
    empty; a letter speaks to them by `address_form`. An outsider is known in one `case` alone, with a `relation` to it.
    `former_names` are earlier ones, the latest last; `leaves_at` ends their last day. `telling` and `colours` are how
    they chose to be told of what is no danger, and to see the pages; with `large_print` letters are printed so."""

    id: PersonId
    organisation: OrganisationId
    key: PersonKey
    name: str
    email: str
    active: bool = True
    posts: tuple[Tenure, ...] = ()
    telephone: str = ""
    title: str = ""
    given: str = ""
    family: str = ""
    address_form: str = ""
    postal_address: str = ""
    case: CaseId = NO_CASE
    relation: str = ""
    former_names: tuple[str, ...] = ()
    leaves_at: datetime | None = None
    telling: Mapping[str, str] = field(default_factory=dict, hash=False)
    large_print: bool = False
    colours: Mapping[str, str] = field(default_factory=dict, hash=False)

    def is_there(self, at: datetime) -> bool:
        """Say whether somebody has not left at a moment."""
        return self.active and (self.leaves_at is None or at < self.leaves_at)

    def held(self, at: datetime) -> tuple[Tenure, ...]:
        """Give the posts that are held at a moment."""
        return tuple(each for each in self.posts if each.is_held(at))


UNKNOWN: Final = "unknown"
DROPPED: Final = "dropped"
DISMISSED: Final = "dismissed"
"""States of a message: nobody knows whether it left; it is of no use any more, because something else was done instead;
it failed, and a person let go of it."""
TOLD, DIGEST, SET_ASIDE, HANDED_ON, ACCOUNT, ONE_TIME = "told", "digest", "set aside", "handed on", "account", "once"
"""Kinds: known at once, of several notices, of a case that no sweep takes, of cases handed over, of one's account, and
a link by which somebody chooses a password."""
OF_NO_EVENT = (SET_ASIDE, DIGEST, HANDED_ON, ACCOUNT, ONE_TIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that leaves after commit: unique by recipient and dedupe key, and without any content of a case.

    `kind` is `alert`, `told` (a role must know at once), `given` (a case came with a post), `set aside` (no sweep takes
    the case any more), `letter` (given to be sent by the recipient), `unsent` (it did not leave) or `draft` (to render;
    the recipient is ""). `done` is sent, `gathered` stands in a digest; `unknown` was on its way when a process died.
    `message_id` is its name as mail at every try, `next_at` when it is tried again, `settled_at` when it was sent or
    failed; of one under way or unknown, when it was handed over."""

    id: str
    organisation: OrganisationId
    case: CaseId
    reference: CaseReference
    recipient: PersonId
    kind: str
    dedupe: str
    body: Mapping[str, str]
    created_at: datetime
    state: Literal["queued", "sending", "done", "failed", "unknown", "gathered", "dropped", "dismissed"] = "queued"
    attempts: int = 0
    error: str = ""
    message_id: str = ""
    next_at: datetime | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLetter:
    """A letter as rendered, not yet sealed. `blocks` and `facts` are JSON, `problems` sentences; `hits`, the rules that
    its words break, confirmed or not, are not kept with it, nor is a known person who is its `reader`, nor
     `signed_because`, why its signatory signs it."""

    case: CaseId
    number: int
    template: str
    template_hash: str
    blocks: str
    facts: str
    problems: tuple[str, ...]
    rendered_at: datetime
    hits: tuple[RuleHit, ...] = field(default=(), compare=False)
    reader: PersonId = field(default=NO_PERSON, compare=False)
    signed_because: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedLetter:
    """A letter as issued: nothing in it ever changes. `record` is the JSON text that was hashed."""

    case: CaseId
    number: int
    record: str
    sha256: str
    issued_at: datetime
    issued_by: PersonId
    renditions: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """What is kept of one piece of evidence; the bytes stand in the file store under their digest."""

    case: CaseId
    number: int
    on: InstanceId
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    url: str
    captured_at: datetime | None
    added_at: datetime
    added_by: PersonId
    quarantined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    """One line of a list of cases; `shared` are other schools that share it, for those who work on the case itself."""

    id: CaseId
    reference: CaseReference
    policy: str
    policy_hash: str
    school: SchoolId
    status: str
    reported_at: datetime
    revision: int
    next_due_at: datetime | None
    shared: tuple[SchoolId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneByHand:
    """That somebody did what a policy asks for outside Duecourse, at a school or for the trust (""), on a day of its
    zone. Of one duty the one that was noted last counts."""

    id: str
    organisation: OrganisationId
    policy: str
    number: str
    school: SchoolId
    done_on: date
    by: PersonId
    noted_at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterKind:
    """A letter that can be written: who `signs` it, and whom it goes to or else `nobody`; `desk` has `{}` for a name.
    What would go to a pupil goes to the role under `pupils`, and to nobody where there is none.
    `gathers` says where facts come from, without it answers of its own instance do, with `answers` the others as well:
    `required` must be answered. With `names_nobody` no person of the case stands in it. `steps` leave or send it, it
    `cites` others; `encloses` must go with it. A second person approves it, or its steps `approval_of` alone. Its fact
    `reply_by` is by when it asks for an answer. With `one_each` it goes to each of a list of people. It is `chased` by
    no word, a letter or telephone. One not to be `withdrawn` is corrected, or ends `instead` as that says."""

    id: str
    number: str
    title: str
    addressee: str
    to: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    gathers: Mapping[str, Gathering] = field(default_factory=dict)
    signs: tuple[SignatureSource, ...] = ()
    is_to_organisation: bool = False
    desk: str = ""
    answers: bool = False
    nobody: str = ""
    one_each: bool = False
    pupils: str = ""
    also_to: str = ""
    names_nobody: bool = False
    steps: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    approval: str = ""
    approval_of: tuple[str, ...] = ()
    encloses: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    reply_by: str = ""
    chased: str = "no"
    tells: str = ""
    mark: str = ""
    withdrawn: bool = True
    instead: str = ""
