"""The kinds of events, each with what it means: the one list that is asked about them.

A kind is stored with its event, so none is ever taken out or given another value.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.record.effects import (
    AddressAdded,
    AddressFlagged,
    Alerted,
    ErasureChanged,
    EvidenceChanged,
    LetterChanged,
    Linked,
    NoteWritten,
    PersonAdded,
    RoleChanged,
    Shared,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What an event of a kind is; `says` is its headline for people.

    `about` is the effect that it is about: those who may know of no such effect are not told that it happened.
    Of what is `open`, everybody who sees the instance may know that it happened.
    """

    says: str
    about: type = object
    open: bool = False
    by_itself: bool = False
    on_paper: bool = False
    undoable: bool = False
    recorded: bool = True


class EventKind(StrEnum):
    """What an event records. Stored as its value."""

    OPENED = "opened"
    ACTED = "acted"
    PERSON_ADDED = "person added"
    ASSIGNED = "assigned"
    ROLE_TAKEN = "role taken"
    HANDED_OVER = "handed over"
    HANDED_BACK = "handed back"
    SHARED = "shared"
    SHARE_ENDED = "share ended"
    ADDRESS_ADDED = "address added"
    ADDRESS_FLAGGED = "address flagged"
    CORRECTED = "corrected"
    HOLD_SET = "hold set"
    HOLD_LIFTED = "hold lifted"
    CLOCK_PAUSED = "clock paused"
    CLOCK_RESUMED = "clock resumed"
    CLOCK_EXTENDED = "clock extended"
    ALERT_ACKNOWLEDGED = "alert acknowledged"
    EVIDENCE_ADDED = "evidence added"
    EVIDENCE_SEALED = "evidence sealed"
    LETTER_EDITED = "letter edited"
    LETTER_ENCLOSES = "letter encloses"
    LETTERS_JOINED = "letters put together"
    RECIPIENTS_CHANGED = "letter recipients changed"
    WORDS_CONFIRMED = "letter words confirmed"
    LETTER_COMMENTED = "letter commented"
    COMMENT_SETTLED = "letter comment settled"
    APPROVAL_ASKED = "approval asked"
    LETTER_APPROVED = "letter approved"
    LETTER_SENT_BACK = "letter sent back"
    LETTER_ISSUED = "letter issued"
    LETTER_DISPATCHED = "letter dispatched"
    LETTER_WITHDRAWN = "letter withdrawn"
    LETTER_AGAIN = "letter again"
    LETTER_TO_SEND = "letter to send"
    LETTER_UNSENT = "letter unsent"
    LETTER_ANSWERED = "letter answered"
    LETTER_RETURNED = "letter returned"
    LETTER_SENT_AGAIN = "letter sent again"
    ANSWER_AWAITED = "answer awaited"
    LETTER_NOTED = "letter noted"
    LETTER_PUT_RIGHT = "letter put right"
    LETTER_CHASED = "letter chased"
    LINK_ASKED = "link asked"
    SWEPT = "swept"
    CALENDAR_CHANGED = "calendar changed"
    ROLES_PASSED_ON = "roles passed on"
    DANGER_CLIMBED = "danger climbed"
    MIGRATED = "migrated"
    UNDONE = "undone"
    ERASURE_ASKED = "erasure asked"
    ERASED = "erased"
    ERASURE_DROPPED = "erasure given up"
    KEPT_ON = "kept on"
    NOTED = "noted"
    LINKED = "linked"
    UNLINKED = "unlinked"
    FOLLOWED = "followed"

    @property
    def means(self) -> Meaning:
        """Give what an event of this kind is."""
        return MEANINGS[self]


CLOCK_BY_HAND = (EventKind.CLOCK_PAUSED, EventKind.CLOCK_RESUMED, EventKind.CLOCK_EXTENDED)
"""What somebody does to a clock by hand."""

FROM_OUTSIDE = (
    EventKind.ASSIGNED,
    EventKind.ROLE_TAKEN,
    EventKind.HANDED_OVER,
    EventKind.HANDED_BACK,
    EventKind.ROLES_PASSED_ON,
    EventKind.CALENDAR_CHANGED,
    EventKind.MIGRATED,
)
"""What is also done to many cases at once, by somebody who has opened none of them: a post that ends, a new policy."""

OF_TWO_CASES = (EventKind.LINKED, EventKind.UNLINKED)
"""What is about two cases: told to those who may see both, on the page of linked cases, and in no history."""

MEANINGS: dict[EventKind, Meaning] = {
    EventKind.OPENED: Meaning(says="The report was received", open=True),
    EventKind.ACTED: Meaning(says="A step was taken", open=True, undoable=True),
    EventKind.PERSON_ADDED: Meaning(says="Somebody was added to the case", about=PersonAdded),
    EventKind.ASSIGNED: Meaning(says="A role was given", about=RoleChanged),
    EventKind.ROLE_TAKEN: Meaning(says="A role was taken away", about=RoleChanged),
    EventKind.HANDED_OVER: Meaning(says="Roles were handed over", about=RoleChanged),
    EventKind.HANDED_BACK: Meaning(says="Roles went back by themselves", about=RoleChanged, by_itself=True),
    EventKind.SHARED: Meaning(says="The case was shared with another school", about=Shared),
    EventKind.SHARE_ENDED: Meaning(says="The case is no longer shared with a school", about=Shared),
    EventKind.ADDRESS_ADDED: Meaning(says="A web address was added", about=AddressAdded),
    EventKind.ADDRESS_FLAGGED: Meaning(says="A web address was flagged", about=AddressFlagged),
    EventKind.CORRECTED: Meaning(says="An answer was corrected"),
    EventKind.HOLD_SET: Meaning(says="A hold was set by hand"),
    EventKind.HOLD_LIFTED: Meaning(says="A hold was lifted"),
    EventKind.CLOCK_PAUSED: Meaning(says="A clock was paused", undoable=True),
    EventKind.CLOCK_RESUMED: Meaning(says="A clock runs on", undoable=True),
    EventKind.CLOCK_EXTENDED: Meaning(says="A clock was given more time", undoable=True),
    EventKind.ALERT_ACKNOWLEDGED: Meaning(says="An alert was taken up", about=Alerted),
    EventKind.EVIDENCE_ADDED: Meaning(says="Evidence was kept", about=EvidenceChanged),
    EventKind.EVIDENCE_SEALED: Meaning(
        says="What was known of earlier evidence was sealed", about=EvidenceChanged, by_itself=True
    ),
    EventKind.LETTER_EDITED: Meaning(says="The wording of a letter was edited", about=LetterChanged),
    EventKind.LETTER_ENCLOSES: Meaning(says="What goes with a letter was changed", about=LetterChanged),
    EventKind.LETTERS_JOINED: Meaning(says="It was changed of which addresses a letter speaks", about=LetterChanged),
    EventKind.RECIPIENTS_CHANGED: Meaning(says="The list of people of a letter was changed", about=LetterChanged),
    EventKind.WORDS_CONFIRMED: Meaning(says="Words of a letter were confirmed with a reason", about=LetterChanged),
    EventKind.LETTER_COMMENTED: Meaning(says="Somebody commented on the draft of a letter", about=LetterChanged),
    EventKind.COMMENT_SETTLED: Meaning(says="A comment on the draft of a letter was settled", about=LetterChanged),
    EventKind.APPROVAL_ASKED: Meaning(says="A second person was asked to approve a letter", about=LetterChanged),
    EventKind.LETTER_APPROVED: Meaning(says="A second person approved a letter", about=LetterChanged),
    EventKind.LETTER_SENT_BACK: Meaning(says="A letter was sent back to its author", about=LetterChanged),
    EventKind.LETTER_ISSUED: Meaning(says="A letter was issued", about=LetterChanged, on_paper=True),
    EventKind.LETTER_DISPATCHED: Meaning(says="A letter was dispatched", about=LetterChanged, on_paper=True),
    EventKind.LETTER_WITHDRAWN: Meaning(says="A letter was withdrawn", about=LetterChanged, on_paper=True),
    EventKind.LETTER_AGAIN: Meaning(says="A letter is written again", about=LetterChanged, on_paper=True),
    EventKind.LETTER_TO_SEND: Meaning(
        says="A letter was given to be sent by e-mail", about=LetterChanged, on_paper=True
    ),
    EventKind.LETTER_UNSENT: Meaning(says="What became of a letter by e-mail", about=LetterChanged, on_paper=True),
    EventKind.LETTER_ANSWERED: Meaning(says="A letter was answered", about=LetterChanged, on_paper=True),
    EventKind.LETTER_RETURNED: Meaning(says="A letter came back", about=LetterChanged, on_paper=True),
    EventKind.LETTER_SENT_AGAIN: Meaning(
        says="A letter was sent again, to another address", about=LetterChanged, on_paper=True
    ),
    EventKind.ANSWER_AWAITED: Meaning(says="An answer to a letter is awaited", about=LetterChanged),
    EventKind.LETTER_NOTED: Meaning(says="An automatic note came for a letter", about=LetterChanged, on_paper=True),
    EventKind.LETTER_PUT_RIGHT: Meaning(says="A letter that was sent is put right", about=LetterChanged, on_paper=True),
    EventKind.LETTER_CHASED: Meaning(says="A letter is chased", about=LetterChanged, on_paper=True),
    EventKind.LINK_ASKED: Meaning(says="A private link was asked for, by which somebody answers for themselves"),
    EventKind.SWEPT: Meaning(says="The time for something came", by_itself=True),
    EventKind.CALENDAR_CHANGED: Meaning(says="The calendar changed and times moved", by_itself=True),
    EventKind.ROLES_PASSED_ON: Meaning(says="Roles were passed on", about=RoleChanged, by_itself=True),
    EventKind.DANGER_CLIMBED: Meaning(says="Nobody had opened a danger, so others were told", by_itself=True),
    EventKind.MIGRATED: Meaning(says="The case moved to another version of its policy", undoable=True),
    EventKind.UNDONE: Meaning(says="The move to another version was taken back"),
    EventKind.ERASURE_ASKED: Meaning(says="An erasure was asked for", about=ErasureChanged),
    EventKind.ERASED: Meaning(says="Something was erased", about=ErasureChanged),
    EventKind.ERASURE_DROPPED: Meaning(says="An erasure was given up", about=ErasureChanged),
    EventKind.KEPT_ON: Meaning(says="The case is kept on after its time"),
    EventKind.NOTED: Meaning(says="A note was written", about=NoteWritten),
    EventKind.LINKED: Meaning(says="The case was linked with another", about=Linked),
    EventKind.UNLINKED: Meaning(says="The link with another case was taken off", about=Linked),
    # told to those who may know what followed from an event, and no more; never recorded
    EventKind.FOLLOWED: Meaning(says="Something changed", recorded=False),
}
