"""One event in the making: effects are folded as they are added, so that each next question sees the last answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from engine.addresses.reported import NO_PAGES, Pages
from engine.identity import CASE, NO_ACTION, ActionName, InstanceId, PersonId, RoleName, WordsKey
from engine.language.compiled import CompiledPolicy
from engine.people.presence import in_force
from engine.people.staffing import CONFLICTED, Staffing
from engine.ports.time_and_chance import Identifiers
from engine.questions.texts import check_whole
from engine.reasons import Reason
from engine.record.case import Case
from engine.record.chain import Entry, Event, Words, seal
from engine.record.effects import Effect, LetterChanged, done_in
from engine.record.outbox_marks import LINK, NEWS, TOLD, LetterPost, Tell, outgoing
from engine.record.replacement import replace
from engine.record.replay import begin_event, fold
from engine.record.values import Instance, Letter
from engine.steps.dangers import is_danger
from engine.steps.guard_view import InstanceGuardView
from engine.steps.sets.letter_sets import left_of_list
from engine.time.calendar import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What some roles must know; who holds them is settled when the event is finished, after roles are staffed.

    `people` must know whatever they hold; with `theirs` also where the case is about them.
    """

    kind: str
    roles: tuple[RoleName, ...]
    on: InstanceId
    subject: str
    dedupe: str
    people: tuple[PersonId, ...] = ()
    theirs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What came of a step: the case after it, its sealed event, who must know, letters to draft and to send.

    `before_it` are steps that were taken with it, in their order; their events stand among `entries`.
    """

    case: Case
    entries: tuple[Entry, ...]
    tells: tuple[Tell, ...]
    drafts: tuple[int, ...]
    posts: tuple[LetterPost, ...] = ()
    before_it: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a step was not taken: every reason, never only the first."""

    reasons: tuple[Reason, ...]


def joined(steps: Sequence[Step]) -> Step:
    """Give several steps that are taken together as one: the last, with those before it."""
    if len(steps) == 1:
        return steps[0]
    entries = tuple(entry for each in steps for entry in each.entries)
    return replace(steps[-1], entries=entries, before_it=tuple(steps[:-1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that a step needs and the engine does not make: people, days, identifiers, the present.

    `pages` tells which addresses name one page; it is looked up only for what may depend on it.
    """

    at: datetime
    calendar: Calendar
    staffing: Staffing
    ids: Identifiers
    pages: Pages = NO_PAGES


@dataclass(slots=True, kw_only=True)
class Recording:
    """Collects what one event changes; `gone` are the letters that left by it."""

    policy: CompiledPolicy
    world: World
    case: Case
    event: Event
    effects: list[Effect] = field(default_factory=list)
    words: dict[str, Words] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    drafts: list[int] = field(default_factory=list)
    posts: list[LetterPost] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    @classmethod
    def begin(cls, policy: CompiledPolicy, world: World, case: Case, event: Event) -> Recording:
        """Begin an event on a case; its sequence is the case's next."""
        numbered = replace(event, sequence=case.revision + 1)
        return cls(policy=policy, world=world, case=begin_event(case, numbered), event=numbered)

    @property
    def happened_at(self) -> datetime:
        """Give the moment from which clocks run."""
        return self.event.happened_at

    def do(self, *effects: Effect) -> None:
        """Add effects and fold them at once."""
        for effect in effects:
            each = LetterChanged(self._dated(effect.letter)) if isinstance(effect, LetterChanged) else effect
            self.case = fold(each, self.case, self.event)
            self.effects.append(each)

    def _dated(self, letter: Letter) -> Letter:
        """Note on a letter since when it stands as it does: gone since it left, else since that was recorded."""
        before = self.case.letters.get(str(letter.number))
        if before is not None and before.status == letter.status:
            return letter
        if letter.status == "dispatched":
            self.gone.append(letter.number)
        return replace(letter, since=self.event.happened_at if letter.status == "dispatched" else self.event.at)

    def keep(self, key: str, text: str) -> None:
        """Keep words beside the event under a fresh salt; empty ones are not kept. Raises BadInput."""
        if text:
            self.words[key] = Words(check_whole(text), self.world.ids.salt())

    def keep_all(self, on: InstanceId, words: Mapping[str, str]) -> None:
        """Keep the words of several answers of one instance."""
        for name, text in words.items():
            self.keep(WordsKey.of_fact(on, name), text)

    def tell(
        self,
        kind: str,
        roles: Iterable[RoleName],
        on: InstanceId,
        subject: str,
        dedupe: str,
        *,
        people: Iterable[PersonId] = (),
    ) -> None:
        """Tell those who hold these roles in the case, or are given them by this very event; and these people."""
        message = Message(kind=kind, roles=tuple(roles), on=on, subject=subject, dedupe=dedupe, people=tuple(people))
        self.messages.append(message)

    def inform(self, roles: Iterable[RoleName], on: InstanceId, subject: str, dedupe: str) -> None:
        """Tell some roles what has begun or been done; where that is of a danger, they must know it at once."""
        self.tell(TOLD if is_danger(self.policy, self.case, on) else NEWS, roles, on, subject, dedupe)

    def ask_letter(self, template: str, on: InstanceId, action: ActionName = NO_ACTION) -> None:
        """Ask for a draft; one that is asked for already and not yet issued is drafted again instead.

        Who stood on the list of one that was stopped, and has no letter yet, stands on that of the new one.
        """
        waiting = [
            letter
            for letter in self.case.letters.values()
            if (letter.template, letter.on, letter.action, letter.status) == (template, on, action, "draft")
        ]
        number = waiting[0].number if waiting else len(self.case.letters) + 1
        if not waiting:
            left = left_of_list(self.case, template, on)
            draft = Letter(number=number, template=template, on=on, status="draft", action=action, recipients=left)
            self.do(LetterChanged(draft))
        if number not in self.drafts:
            self.drafts.append(number)

    def give(self, people: Iterable[PersonId]) -> None:
        """Tell people that the case is theirs too: its reference, and nothing of it."""
        name = f"given {self.event.sequence}"
        self.messages.append(Message(kind="given", roles=(), on=CASE, subject="", dedupe=name, people=tuple(people)))

    def send_link(self, person: PersonId, on: InstanceId, action: ActionName) -> None:
        """Send somebody whom the case is about a link of their own to one of their steps."""
        name = f"{LINK} {on} {self.event.sequence}"
        self.messages.append(
            Message(kind=LINK, roles=(), on=on, subject=action, dedupe=name, people=(person,), theirs=True)
        )

    def view(self, instance: Instance) -> InstanceGuardView:
        """See one instance as guards see it."""
        return InstanceGuardView(self.case, instance, self.policy.definitions, self.happened_at)

    def finish(self) -> Step:
        """Seal the event and give the step."""
        tells = tuple(self._tells())
        ended = [each.number for each in done_in(self.effects)]
        marks = tuple(each.mark for each in outgoing(tells, self.drafts, self.case.revision, ended, self.posts))
        event = replace(self.event, effects=tuple(self.effects), notices=marks)
        entry = seal(self.case.head, event, self.words)
        return Step(
            case=replace(self.case, head=entry.hash),
            entries=(entry,),
            tells=tells,
            drafts=tuple(self.drafts),
            posts=tuple(self.posts),
        )

    def _tells(self) -> Iterator[Tell]:
        """Give who must know: those whose role is in force, and none whom the case is about."""
        team = in_force(self.policy, self.case, self.world.staffing).team if self.messages else {}
        for message in self.messages:
            holders = (
                person
                for role in message.roles
                for person in team.get(role, ())
                if not self.case.is_part(person, *CONFLICTED)
            )
            apart = () if message.theirs else CONFLICTED
            named = (person for person in message.people if not self.case.is_part(person, *apart))
            people = dict.fromkeys((*named, *holders))
            if people:
                yield Tell(
                    kind=message.kind,
                    people=tuple(people),
                    on=message.on,
                    subject=message.subject,
                    dedupe=message.dedupe,
                )
