"""Reasons: why something is refused or cannot be taken, as a code for programs and a sentence for people.

Code asks for the code and the source of a reason, never for its words, so that these may be put otherwise at any time.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum
from typing import Self


class SourceKind(StrEnum):
    """What kind of thing a reason comes from; `Source.names` names it."""

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
    """Why something is refused, each with what it means.

    The values are given to other programs: they are added to, and never renamed.
    """

    _value_: str
    means: str

    def __new__(cls, value: str, means: str) -> Self:
        """Make a code that is its value, and knows what it means."""
        code = str.__new__(cls, value)
        code._value_, code.means = value, means
        return code

    # where an instance stands
    NOT_YET = "not_yet", "Another step leads there first."
    NO_LONGER = "no_longer", "No step leads back to where this one starts."
    CASE_CLOSED = "case_closed", "The case has ended."
    UNMET = "unmet", "A rule of the step does not hold, or nobody knows yet whether it does."
    NEVER = "never", "It would lead to what must never be."
    HELD = "held", "A hold stands in the way."

    # who does it
    NOT_YOUR_STEP = "not_your_step", "The step is for other roles."
    PART_OF_THE_CASE = "part_of_the_case", "Those whom the case is about hold no role in it."
    WITNESS = "witness", "Who reported what they saw does not investigate it."
    KEPT_APART = "kept_apart", "The person has had a role that is kept apart from this one."
    NO_POST = "no_post", "The person has no post here."
    SECOND_PERSON = "second_person", "Somebody else has to do it than the person who did something before."
    NOBODY_NAMED = "nobody_named", "It is about a person, and nobody is named yet."
    ONLY_THEY = "only_they", "Only the person themselves gives this consent again."
    CONSENT_AS_GIVEN = "consent_as_given", "How a consent was given is changed by nobody else."

    # letters
    NOT_ISSUED = "not_issued", "The letter whose sending the step is has not been issued yet."
    LETTER_STANDS_OTHERWISE = (
        "letter_stands_otherwise",
        "The letter is not where it would have to be.",
    )
    LETTER_INCOMPLETE = "letter_incomplete", "Something is missing from the letter, or wrong in it."
    LETTER_OUTDATED = (
        "letter_outdated",
        "A date in the letter has passed, or the facts have changed.",
    )
    LEFT_THE_HOUSE = "left_the_house", "What has been sent cannot be called back."

    # clocks and times
    NO_SUCH_CLOCK = "no_such_clock", "There is no such clock in the case."
    CLOCK_ENDED = "clock_ended", "The clock runs no longer."
    CLOCK_FIXED = "clock_fixed", "The law or the policy gives the time, and nobody moves it."
    CLOCK_STANDS_OTHERWISE = "clock_stands_otherwise", "It is paused already, or it is not paused."
    CLOCK_HELD = "clock_held", "The clock stands still because of a hold, and runs again with its end."
    TO_COME = "to_come", "The time lies in the future."
    TOO_EARLY = "too_early", "The time lies before what led to it."
    BEFORE_ITS_DAY = "before_its_day", "The time lies before the day that was arranged."

    # what was done already
    DONE_ALREADY = "done_already", "It is so already."
    NOT_DONE = "not_done", "There is nothing yet that could be changed."
    RESTS_ON_IT = "rests_on_it", "A step that was taken rests on the answer as it stands."
    BUILT_ON = "built_on", "Something was built on it since."
    NO_STEP = "no_step", "Only a step can be taken back."

    # versions
    OTHER_POLICY = "other_policy", "The version given is one of another policy."
    OTHERWISE = "otherwise", "What was done in the case would be otherwise under the new version."
    MOVED_SINCE = "moved_since", "The case has moved to another version since."
    CHANGED_MEANWHILE = "changed_meanwhile", "Somebody else changed the case in the meantime."

    # the gate against images of children
    POSSIBLE_IMAGE = "possible_image", "It may be an indecent image of a child."
    SHUT_AWAY = "shut_away", "The evidence is opened by nobody."
    WARNING_STANDS = "warning_stands", "The warning is taken back by the safeguarding lead alone."

    # what was typed
    ANSWER_MISSING = "answer_missing", "A question is not answered that has to be."
    ANSWER_UNKNOWN = "answer_unknown", "There is an answer to a question that is not asked."
    ANSWER_MALFORMED = "answer_malformed", "The answer cannot be taken as it is."
    ANSWER_UNTIMELY = "answer_untimely", "The answer is a time at which that cannot have been, or cannot be arranged."
    ANSWER_CONTRADICTS = "answer_contradicts", "The answer cannot stand beside another."
    NO_REASON = "no_reason", "The change needs a reason in words."
    NO_PROOF = "no_proof", "A sending is recorded with what shows it."

    # mistakes that carry no list of reasons
    BAD_INPUT = "bad_input", "Something that was given cannot be taken as it is."
    NOT_FOUND = "not_found", "There is no such thing, or none that may be seen."
    NOT_PERMITTED = "not_permitted", "It may be seen, and not done."
    NOT_AGAIN = "not_again", "The same form was sent in and done before."
    NO_CALENDAR = "no_calendar", "No calendar covers a date that is needed."

    ELSEWHERE = "elsewhere", "Something stands in the way that the reader may not know of."


@dataclass(frozen=True, slots=True)
class Source:
    """Where a reason comes from: its kind, and the names of the rule, hold, roles, clock or question meant.

    `reads` names the tracks whose other instances were looked at to find it, with `OTHERS` where those were of any: who
    may not see those is not told the reason. `on` is the instance where it lies, "" for the one that was asked about.
    """

    kind: SourceKind
    names: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    on: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is refused: code and source for programs; for people the sentence, the clause behind it and what
    would unlock it ("" where there is none).

    `field` names the question whose answer stands in the way, such as `happened`, or is "".
    """

    code: ReasonCode
    source: Source
    says: str
    _: KW_ONLY
    clause: str = ""
    unlocks: str = ""
    field: str = ""


INPUT = Source(SourceKind.INPUT)
"""What was typed, or left out."""
