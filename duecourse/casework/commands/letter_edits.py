"""The wording of a draft: read as text, put in one's own words, and laid beside what the facts say meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

from duecourse.casework.commands.letter_reasons import stands_otherwise
from duecourse.casework.commands.letter_texts import facts_of, letter_for, problems_left, wording_kept
from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.case_reader import CaseReader, looking
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction
from engine.changes.letters.edited_letters import edit_wording
from engine.errors import BadAnswers, Refused
from engine.identity import CaseReference
from engine.people.visibility import works_on
from engine.ports.letters.rendered_letters import Rendered
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.chain import Event
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.values import Letter
from engine.side_by_side import TextStretch, put_together, side_by_side
from engine.steps.transition import Refusal, Step
from engine.wordings import BROUGHT, WORDING, LineChanges, Wording, changed

TEXT = "text"
"""What the text is called that somebody types."""

MEANWHILE = Reason(
    code=ReasonCode.CHANGED_MEANWHILE,
    source=ReasonSource(SourceKind.REVISION),
    says="This letter says something else by now: the case has changed, or a colleague edited it.",
    unlocks="Your text is kept below. Compare it with the letter as it is now, then save it.",
)


class Begin(StrEnum):
    """With which text somebody begins who looks at an edit again: with it, with what the facts say, with both."""

    EDIT = "edit"
    CASE = "case"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftWording:
    """The wording of a draft: `text` as it stands, `written` as the facts say it now, `edited_from` what was edited.

    `seen` stands for both of the first two: what is saved must have been typed on top of them. `edited_from` is "" for
    a draft that nobody edited. `parts` are the lines that stand for what stays, each with what it says, `keeps` the
    words that have to stay, each with why; `problems` stop its issue.
    """

    letter: Letter
    text: str
    written: str
    seen: str
    edited_from: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    keeps: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def is_edited(self) -> bool:
        """Say whether it stands in somebody's own words."""
        return bool(self.edited_from)

    @property
    def has_moved_on(self) -> bool:
        """Say whether the facts say something else than what was edited."""
        return self.is_edited and self.edited_from != self.written

    @property
    def sides(self) -> tuple[TextStretch, ...]:
        """Lay the draft that was edited, the words that somebody made of it and what the facts say now side by side."""
        return side_by_side(self.edited_from, self.text, self.written) if self.has_moved_on else ()

    def begun(self, begin: Begin) -> str:
        """Give a text to begin with where the facts have changed since; nothing of it is kept before somebody saves."""
        if not self.has_moved_on or begin is Begin.EDIT:
            return self.text
        return self.written if begin is Begin.CASE else put_together(self.sides)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit of a letter: by whom and when (UTC), and which lines changed; none where it went back to the draft.

    `brought` says by its digests from which Word file the text came, "" for one that was typed.
    """

    name: str
    at: datetime
    lines: LineChanges
    brought: str = ""


def wording(case: CaseReader, number: int) -> DraftWording:
    """Give the wording of a draft within a look. Raises NotFound, or Refused for a letter that is no draft."""
    whole = whole_of(case)
    letter = letter_for(whole.services, whole.policy, whole.case, number, whole.caller)
    demand_draft(letter)
    return _wording(whole, letter)


def read_wording(services: Services, caller: Caller, reference: CaseReference, typed: str) -> DraftWording:
    """Give the wording of a draft, named by its code or number. Raises NotFound or Refused."""
    with looking(services, caller, reference, f"letter {typed}", given=True) as case:
        return wording(case, case.letter_named(typed))


def edits(case: CaseReader, number: int) -> Sequence[Edit]:
    """List who put a letter in which words, the first first; told to those who work on it, not to who receives it."""
    whole = whole_of(case)
    letter = letter_for(whole.services, whole.policy, whole.case, number, whole.caller)
    return tuple(_edits(whole, letter)) if letter.edited and works_on_letter(case, number) else ()


def works_on_letter(case: CaseReader, number: int) -> bool:
    """Say whether the person works on the procedure of a letter, and does not only receive it."""
    whole = whole_of(case)
    letter = letter_for(whole.services, whole.policy, whole.case, number, whole.caller)
    instance = whole.case.tracks.get(letter.on)
    return instance is not None and works_on(whole.policy, whole.case, instance, whole.person)


def edit(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    number: int,
    text: str | None,
    seen: str = "",
    *,
    brought: str = "",
) -> Written:
    """Put a draft in other words; without a text it says again what the facts say.

    `seen` is what stood there when the text was typed; without it nothing is compared. `brought` are the digests of the
    Word file from which the text came.

    Raises:
        BadAnswers: the text cannot be taken; every fault is told at once. Refused, NotFound, NotPermitted.
    """
    with looking(services, caller, reference, f"letter {number}") as case:
        now = wording(case, number)
        whole = whole_of(case)
        revision = whole.record.revision
        typed = now.written if text is None else tidy(text)
        mine = Wording(now.written, typed)
        faults = rendered_as(whole, now.letter, mine).faults
    if seen and seen != now.seen:
        raise Refused((MEANWHILE,))
    if faults:
        raise BadAnswers.of({TEXT: " ".join(faults)})

    def decide(transaction: Transaction) -> Step | Refusal:
        policy = transaction.policy
        letter = letter_for(services, policy, present_in(transaction), number, caller)
        change = managed(transaction, caller, on=letter.on)
        demand_draft(letter)
        if transaction.case.revision != revision:
            return Refusal((MEANWHILE,))
        return edit_wording(policy, transaction.case, letter, mine, change, transaction.world, brought=brought)

    return carry_out(services, caller, reference, f"edit letter {number}", decide)


def demand_draft(letter: Letter) -> None:
    """Let nobody go on with the wording of a letter that is no draft. Raises Refused."""
    if letter.status != "draft":
        says = f"This letter is {letter.status}, and its wording cannot be edited any more."
        raise Refused((stands_otherwise(letter, says),))


def _wording(whole: WholeCase, letter: Letter) -> DraftWording:
    kept = wording_kept(whole.reading, whole.caller.viewer, whole.record, letter)
    rendered = rendered_as(whole, letter, kept)
    text = kept.after if kept else rendered.body
    return DraftWording(
        letter=letter,
        text=text,
        written=rendered.body,
        seen=sha256(f"{rendered.body}\0{text}".encode()).hexdigest()[:32],
        edited_from=kept.before if kept else "",
        parts=rendered.parts,
        keeps=rendered.keeps,
        problems=problems_left(whole.reading, whole.caller.viewer, whole.record, letter, rendered),
    )


def rendered_as(whole: WholeCase, letter: Letter, put: Wording | None) -> Rendered:
    """Write a draft from the facts as they are, in a wording where one is given."""
    services, zone = whole.services, ZoneInfo(whole.organisation.zone)
    facts = facts_of(services, whole.reading, whole.caller.viewer, whole.policy, whole.record, letter)
    return services.letters.draft(letter.template, facts, zone, put)


def tidy(text: str) -> str:
    """Give a text with one kind of line end, no blanks at the ends of lines, and one line end after it all."""
    lines = (line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(lines).strip("\n") + "\n"


def _edits(whole: WholeCase, letter: Letter) -> Iterator[Edit]:
    mine = [entry.event for entry in whole.entries if _edits_it(entry.event, letter)]
    names = {key: person.name for key, person in whole.people(event.by for event in mine).items()}
    for event in mine:
        words = whole.words.get((event.sequence, WORDING)) or ""
        came = whole.words.get((event.sequence, BROUGHT)) or ""
        yield Edit(name=names.get(event.by, "Somebody"), at=event.at, lines=changed(words), brought=came)


def _edits_it(event: Event, letter: Letter) -> bool:
    about = (each.letter.number for each in event.effects if isinstance(each, LetterChanged))
    return event.kind is EventKind.LETTER_EDITED and letter.number in about
