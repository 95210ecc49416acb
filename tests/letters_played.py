"""Every letter of every procedure of a policy, as real cases bring it about: played, read before it is issued, sent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from duecourse.casework.commands import letters
from duecourse.casework.commands.letter_answers.put_right import (
    WrongRecipient,
    chase,
    correct_letter,
    went_to_the_wrong_person,
    withdraw_sent,
)
from duecourse.casework.commands.letter_answers.received_answers import await_answer
from duecourse.casework.context.services import Caller, Services
from duecourse.demo.second_person import to_be_sent
from duecourse.outbox import run_outbox
from engine.identity import CASE, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.machine import CompiledStep
from engine.language.strict_yaml import read_mapping
from letters.blocks import Block, from_json
from tests.hands import Hands, Stuck
from tests.player import report
from tests.services import move_clock, scheduler
from tests.ways import Ways

SAID = Path(__file__).parent / "data" / "said.yaml"
NEVER_PLAYED: Mapping[str, str] = {}
"""Letters that no way of a player leads to, each with why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One letter as it was read before its issue: `facts` are what it was written from, `step` what demanded it."""

    policy: str
    template: str
    step: str
    reference: str
    blocks: tuple[Block, ...]
    facts: Mapping[str, object]
    problems: tuple[str, ...] = ()


@cache
def said() -> Mapping[str, str]:
    """Give what people of these cases answer, by question."""
    return {name: str(words) for name, words in read_mapping(SAID.read_text(encoding="utf-8"), SAID.name).items()}


@dataclass(kw_only=True)
class Reader(Hands):
    """Takes steps like other hands, answers like a person, and keeps every letter as it stood before its issue."""

    letters: list[Played] = field(default_factory=list)
    is_followed: bool = False

    def __post_init__(self) -> None:
        self.said = said()

    def _problems(self, who: Caller, number: int) -> tuple[str, ...]:
        problems = super()._problems(who, number)
        case = self.case
        with self.services.store.reading() as reading:
            draft = reading.draft(scheduler(self.services), case.id, number)
        assert draft is not None
        letter = case.letters[str(number)]
        played = Played(
            policy=self.policy.key,
            template=draft.template,
            step=f"{letter.on.track}.{letter.action}" if letter.action else letter.on.track,
            reference=self.reference,
            blocks=from_json(draft.blocks),
            facts=json.loads(draft.facts),
            problems=problems,
        )
        self.letters.append(played)
        return problems

    def _go_out(self, who: Caller, number: int) -> None:
        last = self.letters[-1]
        super()._go_out(who, number)
        self.letters[-1] = replace(last, problems=())
        if not self.is_followed and number:
            self.is_followed = True
            self._follow(who, number)

    def _follow(self, who: Caller, number: int) -> None:
        """Have what has gone out corrected, withdrawn, asked back and chased; each letter is read and taken back."""
        place, reference = self.services, self.reference
        to = WrongRecipient(name="Pat Example", address="3 Other Street, Oakfield")
        kind = place.kind_of(self.case.letters[str(number)].template)
        correct_letter(place, who, reference, number, wrong=said()["wrong"], instead=said()["instead"])
        self._read_and_drop(who)
        if kind.withdrawn:
            withdraw_sent(place, who, reference, number, because=said()["because"])
            self._read_and_drop(who)
        number = to_be_sent(place, who, reference, number)[0]  # of a list, what concerns one of the people alone
        went_to_the_wrong_person(place, who, reference, number, to, what="It was put into the wrong envelope.")
        self._read_and_drop(who)
        # nobody is chased for a case that is closed
        if kind.chased == "letter" and not self.case.tracks[CASE].ended:
            until = self.case.letters[str(number)].reply_by
            await_answer(place, who, reference, number, place.clock.now() + timedelta(minutes=1))
            move_clock(place, place.clock.now() + timedelta(minutes=2))
            chase(place, who, reference, number)
            self._read_and_drop(who)
            await_answer(place, who, reference, number, until)

    def _read_and_drop(self, who: Caller) -> None:
        run_outbox(self.services)
        number = max(letter.number for letter in self.case.letters.values())
        self._problems(who, number)
        letters.withdraw(self.services, who, self.reference, number, "It was read.")


def play(place: Services, policy: CompiledPolicy, track: str) -> Iterator[Played]:
    """Go through every step of a track, in as many cases as that takes, and give each letter that leaves."""
    ways = _ways(policy)
    left = [name for name, step in policy.track(TrackName(track)).steps.items() if _leaves(step)]
    for _ in range(len(left)):
        player = report(place, ways, track, about_nobody=left == ["no_governor"], hands=Reader)
        try:
            player.wander(player.instance(track), left)
        except Stuck:
            return
        taken = {each.split(" ", 1)[1] for each in player.hands.taken if each.startswith(f"{track}/")}
        taken |= {each.split(" ", 1)[1] for each in player.hands.taken if track == "case" and each.startswith("case")}
        assert isinstance(player.hands, Reader)
        yield from _last_of_each(player.hands.letters)
        left = [name for name in left if name not in taken]
        if not left or not taken:
            return


def _leaves(step: CompiledStep) -> bool:
    """Say whether a step sends a letter, or leaves one behind."""
    return bool(step.definition.letter.sends or step.definition.letter.after or step.end.letter.after)


def _last_of_each(letters: list[Played]) -> Iterator[Played]:
    """Give letters as they went out, not as they were read on the way there.

    Left out are drafts to somebody of whom it was said afterwards that they are a pupil: those are never issued.
    """
    letters = [each for each in letters if not any("nobody writes to one" in said for said in each.problems)]
    for letter in letters:
        if not letter.problems:
            yield letter
    for template in {each.template for each in letters} - {each.template for each in letters if not each.problems}:
        yield next(each for each in reversed(letters) if each.template == template)


_WAYS: dict[str, Ways] = {}


def _ways(policy: CompiledPolicy) -> Ways:
    if policy.key not in _WAYS:
        _WAYS[policy.key] = Ways(policy)
    return _WAYS[policy.key]
