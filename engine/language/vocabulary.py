"""The words of the procedure language itself: what the files may say, whatever their tracks and steps are called.

Code decides by these words and by no other: which track, step, question, role or letter is meant is declared in the
files by kind. A test looks for names of the shipped files in Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, TypeAlias

from engine.identity import RoleName, TrackName

LANGUAGE = "2"
"""The version in which files are written today; what earlier ones lack stands in `workflows/earlier`."""


class Reserved(StrEnum):
    """Words that stand for themselves wherever a name could stand."""

    CASE = "case"
    ANY = "any"
    STAY = "stay"
    SAME = "same"
    ANYONE = "anyone"
    CONDUCT = "conduct"
    TOP = "top"
    ENTRY = "entry"
    REPORTED = "reported_at"
    FIRST_KNOWN = "first_known"


class Scope(StrEnum):
    """What may stand before a dot in a guard."""

    CONSENT = "consent"
    CASE = "case"
    RECORDED = "recorded"
    DONE = "done"
    EVIDENCE = "evidence"
    DUE = "due"
    OVERDUE = "overdue"
    OTHERS = "others"


class Truth(StrEnum):
    """The answers of a question of the type `yesno` or `danger`."""

    YES = "yes"
    NO = "no"
    DONT_KNOW = "dont_know"


class Consent(StrEnum):
    """How a consent may stand."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    GIVEN = "given"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    WITHDRAWN = "withdrawn"


class FactKind(StrEnum):
    """What an answer means to Duecourse itself. Of some kinds, `means` names the answers that say so.

    In the shell: what a request is for (`purpose`), what a case is mostly about (`topic`), the dangers, and whom a
    report is about; `own report`, whether somebody reports themselves, is answered by Duecourse. `name of the site` is
    what the operator of an address is called; a `witness` is named who is not the person who records it. The rest
    belongs to registers (`register` with the answers that mean "has read the policy") and to questions about the
    policy.
    """

    PURPOSE = "purpose"
    TOPIC = "topic"
    DANGER_TO_LIFE = "danger to life"
    DANGER_TO_CHILD = "danger to a child"
    DATA_MADE_PUBLIC = "personal data made public"
    POSSIBLE_IMAGE = "possible image of a child"
    POST_OF_SUBJECT = "post of the subject"
    CATEGORY_OF_SUBJECT = "category of the subject"
    OWN_REPORT = "own report"
    SITE = "name of the site"
    WITNESS = "witness"
    REGISTER = "register"
    ENTRY = "entry"
    ENTRY_PURPOSE = "what an entry is for"
    ENTRY_SCOPE = "scope of an entry"
    ENTRY_FROM = "entry counts from"
    ENTRY_UNTIL = "entry counts until"
    QUESTION = "question"
    REPLY = "reply"


class ActionKind(StrEnum):
    """What a step is: a `look` at an address, the `filing` of an entry or a question, a `lookup` in the registers."""

    LOOK = "look"
    FILING = "filing"
    LOOKUP = "lookup"


class StateKind(StrEnum):
    """What a state means: the shell is a `request` and no report; an entry is `in force`, or was `taken back`."""

    REQUEST = "request"
    IN_FORCE = "in force"
    TAKEN_BACK = "taken back"


class TrackKind(StrEnum):
    """What a track is: an entry in a `register`, or a `question` about the policy."""

    REGISTER = "register"
    QUESTION = "question"


class RoleKind(StrEnum):
    """What roles are to the shell: who manages a case, who investigates, who checks, who looks after a school."""

    MANAGER = "manager"
    INVESTIGATOR = "investigator"
    CHECKER = "checker"
    OVERSEER = "overseer"


class Reader(StrEnum):
    """Whose letters wait for a word: to the `subject`, to an `outsider` who is named, or about an `address`."""

    SUBJECT = "subject"
    OUTSIDER = "outsider"
    ADDRESS = "address"


class Waited(StrEnum):
    """Whom a state waits for, where letters tell of it: the operator of the site."""

    HOST = "host"


class LetterSource(StrEnum):
    """Where a letter says that a fact of it comes from; what follows the word stands in the reference of letters."""

    ANSWER = "answer"
    PHRASE = "phrase"
    UNKNOWN = "unknown"
    DONE = "done"
    CONSENT = "consent"
    AGREED = "agreed"
    WITHDRAWAL = "withdrawal"
    EVERYBODY_AGREES = "everybody_agrees"
    SETTING = "setting"
    DUE = "due"
    DAYS = "days"
    LENGTH = "length"
    BOUND = "bound"
    AHEAD = "ahead"
    AFTER = "after"
    REPORTED = "reported"
    REFERENCE = "reference"
    NAME = "name"
    POST = "post"
    EMAIL = "email"
    TELEPHONE = "telephone"
    SITE = "site"
    SITES = "sites"
    ADDRESS = "address"
    ADDRESSES = "addresses"
    INSTANCE = "instance"
    EACH = "each"
    UNFLAGGED = "unflagged"
    STATE = "state"
    LAST_SEEN = "last_seen"
    CHECKED_AT = "checked_at"
    FOUND = "found"
    SITE_ANSWER = "site_answer"
    SITE_WORDS = "site_words"
    SITE_REQUESTS = "site_requests"
    SITE_ANSWERS = "site_answers"
    POSTED = "posted"
    RULES = "rules"
    CHARGES = "charges"
    RULES_UPHELD = "rules_upheld"
    PUT_IN = "put_in"
    NOTICE_DUE = "notice_due"
    NOTICE_UNTIL = "notice_until"
    TEACHES = "teaches"
    BEGINS_WITH = "begins_with"
    STILL_TO_COME = "still_to_come"
    SAME_PERSON = "same_person"
    PRESCRIBED = "prescribed"
    CITED = "cited"
    TOLD = "told"
    TOLD_AT = "told_at"
    EVIDENCE = "evidence"
    OWN_EVIDENCE = "own_evidence"
    SCHEDULE = "schedule"
    POSSIBLE_IMAGE = "possible_image"
    EARLIER = "earlier"


REVIEW = "review "
"""A hold's review is a clock named after the hold: `review preservation`."""
AN_ANSWER = "answer "
"""A wait for an answer to a letter is a clock named after the letter: `answer K7F`."""


def is_answer(clock: str) -> bool:
    """Say whether a clock waits for the answer to a letter."""
    return clock.startswith(AN_ANSWER)


class Post(StrEnum):
    """The posts that every policy knows: those of the school first, then those of the trust."""

    HEADTEACHER = "headteacher"
    DEPUTY_HEAD = "deputy head"
    SENIOR_MANAGER = "senior manager"
    SLT = "SLT"
    LINE_MANAGER = "line manager"
    TEACHER = "teacher"
    DSL = "DSL"
    DEPUTY_DSL = "deputy DSL"
    CHAIR_OF_GOVERNORS = "chair of governors"
    VICE_CHAIR = "vice-chair"
    GOVERNOR = "governor"
    CEO = "CEO"
    HEAD_OF_GOVERNANCE = "Head of Governance and People"
    CENTRAL_TEAM = "central team"
    HR = "HR"
    DPO = "DPO"
    DEPUTY_DPO = "deputy DPO"
    IT = "IT"
    DIRECTOR_OF_MARKETING = "director of marketing"
    TRUST_BOARD = "trust board"
    CHAIR_OF_TRUSTEES = "chair of trustees"
    SAFEGUARDING_TRUSTEE = "safeguarding trustee"
    HEARING_PANEL = "hearing panel"
    APPEAL_COMMITTEE = "appeal committee"
    ADMINISTRATOR = "administrator"


GOVERNING: tuple[Post, ...] = (
    Post.CHAIR_OF_GOVERNORS,
    Post.VICE_CHAIR,
    Post.GOVERNOR,
    Post.TRUST_BOARD,
    Post.CHAIR_OF_TRUSTEES,
    Post.SAFEGUARDING_TRUSTEE,
)
"""The posts of governors and trustees: the person who holds no other is not employed by them."""
YES_NO: Mapping[str, str] = {Truth.YES.value: "Yes", Truth.NO.value: "No"}
DANGER: Mapping[str, str] = {**YES_NO, Truth.DONT_KNOW.value: "I don't know"}
CONSENT: Mapping[str, str] = {
    Consent.NOT_ASKED.value: "Not asked",
    Consent.ASKED.value: "Asked",
    Consent.GIVEN.value: "Given",
    Consent.DECLINED.value: "Declined",
    Consent.NO_ANSWER.value: "No answer",
    Consent.WITHDRAWN.value: "Withdrawn",
}
CONSENT_ANSWERS: tuple[str, ...] = (Consent.GIVEN.value, Consent.DECLINED.value, Consent.NO_ANSWER.value)
STARTS_AT_ONCE = (Reserved.ENTRY.value, Reserved.REPORTED.value, Reserved.FIRST_KNOWN.value)
"""What a clock may count from without a step or an answer: its place, its report or opening, what was reported."""
CASE_TRACK = TrackName(Reserved.CASE.value)
"""The track that every case begins with: its shell."""
ANYONE = RoleName(Reserved.ANYONE.value)
"""Whom a step is for that everybody may take, but for Duecourse itself."""
RECEIVER = RoleName("recipient")
"""Those to whom a report was given by the person who made it."""
CONDUCT: str = Reserved.CONDUCT.value
TOP: str = Reserved.TOP.value
"""Lists of answers that every policy has: its own rules of conduct, and the posts that its reports may be about."""
TIMED_TYPES = ("date", "time")
"""Types of facts that say when something was or will be: each is bounded by `engine.questions.bounds`."""
FREE_TYPES = ("text", "address", "person")
"""Types of facts whose values are words or names: kept apart from the record, never read by a guard."""
Found: TypeAlias = Literal["there", "part", "changed", "gone", ""]
"""What somebody who looked at an address found there; "" for a step that is no look at it."""
CATEGORIES: Mapping[str, str] = {
    "employee": "Employed here",
    "agency": "Agency or supply staff",
    "trainee": "Trainee or placement student",
    "volunteer": "Volunteer",
    "governor": "Governor or trustee",
    "contractor": "Employed by a contractor",
    "pupil": "Pupil",
    "parent": "Parent or carer",
    "other": "Somebody else",
    "unknown": "Not known",
}
"""What somebody is to the trust: with their part in the case it chooses the procedures that are theirs."""
PUPIL, FOR_PUPIL = "pupil", "for_pupil"
"""What somebody is to whom nobody writes, as an adult speaks with them; and how guards ask whether they are."""
EVIDENCE_KINDS: tuple[str, ...] = ("screenshot", "document", "note")
"""What evidence may be, as it is kept and as guards count it."""
NOT_KNOWN = "not_known"
"""How a letter says that a danger was neither affirmed nor denied."""
