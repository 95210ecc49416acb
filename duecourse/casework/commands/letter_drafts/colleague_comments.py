"""What colleagues say to each other about a draft: read by those who work on it, said, and settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.commands.letter_edits import works_on_letter
from duecourse.casework.commands.letter_reasons import stands_otherwise
from duecourse.casework.commands.letter_texts import letter_for
from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.redaction import codes_of
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction
from engine.changes.letters import draft_comments
from engine.changes.letters.draft_comments import COMMENT
from engine.errors import BadAnswers, BadInput, NotFound
from engine.identity import CaseReference
from engine.questions.texts import check_text
from engine.record.codes import CodeKind, typed_code
from engine.record.papers.letter_parts import Comment
from engine.record.values import Letter
from engine.steps.transition import Refusal, Step

SAYS, LONGEST, MOST = "says", 2_000, 100
"""What the words of a comment are called; so many characters of one, and so many about one draft, at most."""
ERASED = "[erased: a comment on a letter]"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfDraft:
    """A comment on a draft: by whom, when (UTC), its words, and who settled it and when; "" and None while it is open.

    `code` is what it is called by.
    """

    code: str
    name: str
    at: datetime
    says: str
    settled_by: str = ""
    settled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Say whether nobody has settled it."""
        return self.settled_at is None


def comments(case: CaseReader, number: int) -> Sequence[SaidOfDraft]:
    """List what colleagues said about a draft, the first first; told to those who work on it, to nobody else."""
    whole = whole_of(case)
    letter = letter_for(whole.services, whole.policy, whole.case, number, whole.caller)
    return tuple(_comments(whole, letter)) if letter.comments and works_on_letter(case, number) else ()


def _comments(whole: WholeCase, letter: Letter) -> Iterator[SaidOfDraft]:
    wanted = {number for each in letter.comments for number in (each.event, each.settled)}
    events = {each.event.sequence: each.event for each in whole.entries if each.event.sequence in wanted}
    names = {key: person.name for key, person in whole.people(event.by for event in events.values()).items()}
    codes = whole.redaction.case.codes
    for each in letter.comments:
        said, settled = events[each.event], events.get(each.settled)
        yield SaidOfDraft(
            code=codes.of(CodeKind.EVENT, each.event),
            name=names.get(said.by, "Somebody"),
            at=said.at,
            says=whole.words.get((each.event, COMMENT)) or ERASED,
            settled_by=names.get(settled.by, "Somebody") if settled else "",
            settled_at=settled.at if settled else None,
        )


def comment(services: Services, caller: Caller, reference: CaseReference, number: int, says: str) -> Written:
    """Say something about a draft to those who work on it. Raises BadAnswers, Refused, NotFound or NotPermitted."""
    words = _checked(says)

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = letter_for(services, transaction.policy, present_in(transaction), number, caller)
        change = managed(transaction, caller, on=letter.on)
        if letter.status != "draft":
            return Refusal((stands_otherwise(letter, f"This letter is {letter.status}: it is no draft any more."),))
        if len(letter.comments) >= MOST:
            return Refusal((stands_otherwise(letter, f"This draft has {MOST} comments, and takes no more."),))
        return draft_comments.comment(transaction.policy, transaction.case, letter, words, change, transaction.world)

    return carry_out(services, caller, reference, f"comment on letter {number}", decide)


def _checked(says: str) -> str:
    try:
        words = check_text(says).strip()
    except BadInput as bad:
        raise BadAnswers.of({SAYS: str(bad)}) from bad
    if not words:
        raise BadAnswers.of({SAYS: "Write what you want to say"})
    if len(words) > LONGEST:
        raise BadAnswers.of({SAYS: f"Say it in at most {LONGEST} characters"})
    return words


def settle(services: Services, caller: Caller, reference: CaseReference, number: int, code: str) -> Written:
    """Settle a comment on a draft, by its code. Raises Refused, NotFound or NotPermitted."""

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = letter_for(services, transaction.policy, present_in(transaction), number, caller)
        change = managed(transaction, caller, on=letter.on)
        found = _named(transaction, letter, code)
        if found.settled:
            return Refusal((stands_otherwise(letter, "This comment was settled already."),))
        return draft_comments.settle(
            transaction.policy, transaction.case, letter, found.event, change, transaction.world
        )

    return carry_out(services, caller, reference, f"settle a comment on letter {number}", decide)


def _named(transaction: Transaction, letter: Letter, code: str) -> Comment:
    codes, wanted = codes_of(transaction.policy, transaction.case), typed_code(code)
    found = (each for each in letter.comments if wanted and codes.of(CodeKind.EVENT, each.event) == wanted)
    comment = next(found, None)
    if comment is None:
        raise NotFound(f"Nobody said anything about this letter that is called {code}.")
    return comment
