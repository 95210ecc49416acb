"""Reasons: why something is refused or cannot be taken, as a code for programs and a sentence for people.

Code asks for the code and the source of a reason, never for its words, so that these may be put otherwise at any time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class SourceKind(StrEnum):
    """What kind of thing a reason comes from; `ReasonSource.names` names it."""

    STATE = "state"  # where an instance stands
    GUARD = "guard"  # a rule that a step asks for
    NEVER = "never"  # a rule of what must never be
    HOLD = "hold"  # a hold on an instance
    ROLE = "role"  # who a step is for
    PART = "part"  # what somebody is to the case, and what they did in it
    SECOND_PERSON = "second person"  # a step that the same person may not take after another
    CONSENT = "consent"  # what was asked of a person, and what they said
    LETTER = "letter"  # a letter of the case
    CLOCK = "clock"  # a deadline of the case
    TIME = "time"  # when something happened
    RECORD = "record"  # what was done in the case already
    REVISION = "revision"  # what others did meanwhile
    VERSION = "version"  # another version of the policy
    IMAGE = "image"  # a possible indecent image of a child
    INPUT = "input"  # what was typed, or left out
    HIDDEN = "hidden"  # something that the reader may not know of


class ReasonCode(StrEnum):
    """Why something is refused. The values are given to other programs: they are added to, and never renamed."""

    NOT_YET = "not_yet"
    NO_LONGER = "no_longer"
    CASE_CLOSED = "case_closed"
    UNMET = "unmet"
    NEVER = "never"
    HELD = "held"
    NOT_YOUR_STEP = "not_your_step"
    PART_OF_THE_CASE = "part_of_the_case"
    WITNESS = "witness"
    KEPT_APART = "kept_apart"
    NO_POST = "no_post"
    KEEPS_THE_INSTALLATION = "keeps_the_installation"
    LAST_OF_ITS_ROLE = "last_of_its_role"
    SECOND_PERSON = "second_person"
    NOBODY_NAMED = "nobody_named"
    ONLY_THEY = "only_they"
    CONSENT_AS_GIVEN = "consent_as_given"
    NOT_ISSUED = "not_issued"
    UNSENT = "unsent"
    LETTER_STANDS_OTHERWISE = "letter_stands_otherwise"
    LETTER_INCOMPLETE = "letter_incomplete"
    LETTER_OUTDATED = "letter_outdated"
    NOT_APPROVED = "not_approved"
    LEFT_THE_HOUSE = "left_the_house"
    ON_ITS_WAY = "on_its_way"
    SEAL_BROKEN = "seal_broken"
    NO_SUCH_CLOCK = "no_such_clock"
    CLOCK_ENDED = "clock_ended"
    CLOCK_FIXED = "clock_fixed"
    CLOCK_STANDS_OTHERWISE = "clock_stands_otherwise"
    CLOCK_HELD = "clock_held"
    TO_COME = "to_come"
    TOO_EARLY = "too_early"
    BEFORE_ITS_DAY = "before_its_day"
    DONE_ALREADY = "done_already"
    NOT_DONE = "not_done"
    RESTS_ON_IT = "rests_on_it"
    BUILT_ON = "built_on"
    NO_STEP = "no_step"
    OTHER_POLICY = "other_policy"
    OTHERWISE = "otherwise"
    MOVED_SINCE = "moved_since"
    CHANGED_MEANWHILE = "changed_meanwhile"
    POSSIBLE_IMAGE = "possible_image"
    SHUT_AWAY = "shut_away"
    WARNING_STANDS = "warning_stands"
    ANSWER_MISSING = "answer_missing"
    ANSWER_UNKNOWN = "answer_unknown"
    ANSWER_MALFORMED = "answer_malformed"
    ANSWER_UNTIMELY = "answer_untimely"
    ANSWER_CONTRADICTS = "answer_contradicts"
    NO_REASON = "no_reason"
    NO_PROOF = "no_proof"
    BAD_INPUT = "bad_input"
    NOT_FOUND = "not_found"
    NOT_PERMITTED = "not_permitted"
    NOT_AGAIN = "not_again"
    NO_CALENDAR = "no_calendar"
    ELSEWHERE = "elsewhere"

    @property
    def means(self) -> str:
        """Say what it means."""
        return MEANINGS[self]


MEANINGS: dict[ReasonCode, str] = {
    # where an instance stands
    ReasonCode.NOT_YET: "Another step leads there first.",
    ReasonCode.NO_LONGER: "No step leads back to where this one starts.",
    ReasonCode.CASE_CLOSED: "The case has ended.",
    ReasonCode.UNMET: "A rule of the step does not hold, or nobody knows yet whether it does.",
    ReasonCode.NEVER: "It would lead to what must never be.",
    ReasonCode.HELD: "A hold stands in the way.",
    # who does it
    ReasonCode.NOT_YOUR_STEP: "The step is for other roles.",
    ReasonCode.PART_OF_THE_CASE: "Those whom the case is about hold no role in it.",
    ReasonCode.WITNESS: "Who reported what they saw does not investigate it.",
    ReasonCode.KEPT_APART: "The person has had a role that is kept apart from this one.",
    ReasonCode.NO_POST: "The person has no post here.",
    ReasonCode.KEEPS_THE_INSTALLATION: "The person keeps the installation, and comes to the role by no post.",
    ReasonCode.LAST_OF_ITS_ROLE: "A role that manages the case always has somebody.",
    ReasonCode.SECOND_PERSON: "Somebody else has to do it than the person who did something before.",
    ReasonCode.NOBODY_NAMED: "It is about a person, and nobody is named yet.",
    ReasonCode.ONLY_THEY: "Only the person themselves gives this consent again.",
    ReasonCode.CONSENT_AS_GIVEN: "How a consent was given is changed by nobody else.",
    # letters
    ReasonCode.UNSENT: "A letter of the case waits, neither sent nor withdrawn with a reason.",
    ReasonCode.NOT_ISSUED: "The letter whose sending the step is has not been issued yet.",
    ReasonCode.LETTER_STANDS_OTHERWISE: "The letter is not where it would have to be.",
    ReasonCode.LETTER_INCOMPLETE: "Something is missing from the letter, or wrong in it.",
    ReasonCode.LETTER_OUTDATED: "A date in the letter has passed, or the facts have changed.",
    ReasonCode.NOT_APPROVED: "A second person has to approve the letter first, and has not, or not as it is now.",
    ReasonCode.LEFT_THE_HOUSE: "What has been sent cannot be called back.",
    ReasonCode.ON_ITS_WAY: "The letter waits to leave by e-mail, is leaving, or nobody knows whether it left.",
    ReasonCode.SEAL_BROKEN: "What is stored of the letter is not what was sealed.",
    # clocks and times
    ReasonCode.NO_SUCH_CLOCK: "There is no such clock in the case.",
    ReasonCode.CLOCK_ENDED: "The clock runs no longer.",
    ReasonCode.CLOCK_FIXED: "The law or the policy gives the time, and nobody moves it.",
    ReasonCode.CLOCK_STANDS_OTHERWISE: "It is paused already, or it is not paused.",
    ReasonCode.CLOCK_HELD: "The clock stands still because of a hold, and runs again with its end.",
    ReasonCode.TO_COME: "The time lies in the future.",
    ReasonCode.TOO_EARLY: "The time lies before what led to it.",
    ReasonCode.BEFORE_ITS_DAY: "The time lies before the day that was arranged.",
    # what was done already
    ReasonCode.DONE_ALREADY: "It is so already.",
    ReasonCode.NOT_DONE: "There is nothing yet that could be changed.",
    ReasonCode.RESTS_ON_IT: "A step that was taken rests on the answer as it stands.",
    ReasonCode.BUILT_ON: "Something was built on it since.",
    ReasonCode.NO_STEP: "Only a step can be taken back.",
    # versions
    ReasonCode.OTHER_POLICY: "The version given is one of another policy.",
    ReasonCode.OTHERWISE: "What was done in the case would be otherwise under the new version.",
    ReasonCode.MOVED_SINCE: "The case has moved to another version since.",
    ReasonCode.CHANGED_MEANWHILE: "Somebody else changed the case in the meantime.",
    # the gate against images of children
    ReasonCode.POSSIBLE_IMAGE: "It may be an indecent image of a child.",
    ReasonCode.SHUT_AWAY: "The evidence is opened by nobody.",
    ReasonCode.WARNING_STANDS: "The warning is taken back by the safeguarding lead alone.",
    # what was typed
    ReasonCode.ANSWER_MISSING: "A question is not answered that has to be.",
    ReasonCode.ANSWER_UNKNOWN: "There is an answer to a question that is not asked.",
    ReasonCode.ANSWER_MALFORMED: "The answer cannot be taken as it is.",
    ReasonCode.ANSWER_UNTIMELY: "The answer is a time at which that cannot have been, or cannot be arranged.",
    ReasonCode.ANSWER_CONTRADICTS: "The answer cannot stand beside another.",
    ReasonCode.NO_REASON: "The change needs a reason in words.",
    ReasonCode.NO_PROOF: "A sending is recorded with what shows it.",
    # mistakes that carry no list of reasons
    ReasonCode.BAD_INPUT: "Something that was given cannot be taken as it is.",
    ReasonCode.NOT_FOUND: "There is no such thing, or none that may be seen.",
    ReasonCode.NOT_PERMITTED: "It may be seen, and not done.",
    ReasonCode.NOT_AGAIN: "The same form was sent in and done before.",
    ReasonCode.NO_CALENDAR: "No calendar covers a date that is needed.",
    ReasonCode.ELSEWHERE: "Something stands in the way that the reader may not know of.",
}


@dataclass(frozen=True, slots=True)
class ReasonSource:
    """Where a reason comes from: its kind, and the names of the rule, hold, roles, clock or question meant.

    `reads` names the tracks whose other instances were looked at to find it, with `OTHERS` where those were of any: who
    may not see those is not told the reason. `on` is the instance where it lies, "" for the one that was asked about.
    """

    kind: SourceKind
    names: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    on: str = ""


def printed(number: str) -> str:
    """Say the number of a clause as a reader finds it: 10/6.3 is printed in section 10.

    13.6#2 is a part of 13.6 by a split of ours, which the document does not print: it is told as 13.6.
    """
    own = number.split("#", 1)[0]
    if "/" in own:
        section, own = own.split("/", 1)
        return f"{own} (in section {section})"
    return own[:1].upper() + own[1:]


def printed_together(numbers: Iterable[str]) -> str:
    """List clauses as the policy prints them, each once."""
    return ", ".join(dict.fromkeys(printed(number) for number in numbers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something is refused: code and source for programs; for people the sentence, the clause behind it and what
    would unlock it ("" where there is none).

    `field` names the question whose answer stands in the way, such as `happened`, or is "".
    """

    code: ReasonCode
    source: ReasonSource
    says: str
    clause: str = ""
    unlocks: str = ""
    field: str = ""

    @property
    def printed(self) -> str:
        """Name the clauses as the policy prints them."""
        return printed_together(each for each in self.clause.split(", ") if each)


INPUT = ReasonSource(SourceKind.INPUT)
"""What was typed, or left out."""
