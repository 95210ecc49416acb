"""What is wrong with a record, in words for people: which case, what kind of record, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.ports.kept_cases import Became, RowKind, Stray

TOLD = 3
"""So many are told one by one; who reads them knows by then that the store was changed."""
WHAT = {
    RowKind.CASE: "what is kept of the case itself",
    RowKind.EVENT: "event {0}",
    RowKind.WORDS: "the words under '{1}' of event {0}",
    RowKind.DEADLINE: "the deadline {1} of {0}, round {2}",
    RowKind.ALERT: "the alert {2} of the deadline {1} of {0}, round {3}",
    RowKind.LETTER: "letter {0}",
    RowKind.RENDITION: "the part {1} of letter {0}",
    RowKind.EVIDENCE: "what is kept of evidence {0}",
    RowKind.NOTICE: "a notice that left or is to leave ({1})",
    RowKind.SHARE: "that the case is shared with a school",
    RowKind.SIGHT: "how the case stands in the lists of a person ({0})",
    RowKind.CLOCK_SIGHT: "how the deadline {2} of {1} stands in the lists of a person ({0})",
    RowKind.WAITING_LETTER: "how letter {0} stands in the list of letters",
    RowKind.PIECE: "by what a piece of the case is found",
}
SAYS = {
    Became.CHANGED: "{what} is not what the events give: it was changed in the store.",
    Became.GONE: "{what} is not there: it was taken out of the store.",
    Became.ADDED: "{what} comes from no event: it was put into the store.",
}
ROWS = {
    RowKind.CASE: "cases of no trust",
    RowKind.EVENT: "events",
    RowKind.WORDS: "words of events",
    RowKind.DEADLINE: "deadlines",
    RowKind.ALERT: "alerts",
    RowKind.LETTER: "letters",
    RowKind.RENDITION: "parts of letters",
    RowKind.EVIDENCE: "pieces of evidence",
    RowKind.NOTICE: "notices that left or are to leave",
    RowKind.SHARE: "schools that share a case",
    RowKind.SIGHT: "lines of lists of cases",
    RowKind.CLOCK_SIGHT: "lines of lists of deadlines",
    RowKind.WAITING_LETTER: "lines of the list of letters",
    RowKind.PIECE: "pieces that are found by their words",
}
LOST_FILE = "The file of evidence {0} is not there, or is not the one that was taken in."
STANDS_AGAIN = "The file of evidence {0} was erased, and is there: a backup was put back, or its removal is not over."
UNREADABLE = "The record of the case, or the version of the policy that it is pinned to, cannot be read."
HIDDEN = "Something in the record of the case was changed. Those who work on every part of it can see what."
UNSEEN = "A case that you may not see, by its identifier: its record was changed. Those who work on it can see what."
NO_CASE = "{count} {rows} belong to no case that is there: cases were taken out of the store, or these put in."


def told(strays: Sequence[Stray]) -> str:
    """Tell what is wrong with the rows of a case; "" where nothing is."""
    says = [_sentence(stray) for stray in strays[:TOLD]]
    more = len(strays) - TOLD
    return " ".join([*says, f"And {more} more."] if more > 0 else says)


def _sentence(stray: Stray) -> str:
    if stray.kind is RowKind.FILE:
        return (STANDS_AGAIN if stray.became is Became.ADDED else LOST_FILE).format(*stray.which)
    what = WHAT[stray.kind].format(*stray.which)
    return SAYS[stray.became].format(what=f"{what[0].upper()}{what[1:]}")


def told_of_lost(kind: RowKind, count: int) -> str:
    """Tell that rows belong to no case."""
    return NO_CASE.format(count=count, rows=ROWS[kind])
