"""What is hidden and what never was: each command gives the same answer for both, in words and as JSON."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from duecourse.clock import SetClock
from engine.record.codes import CodeKind
from tests.cli import CommandLine
from tests.hidden import NEVER_CASE, Hidden, Pair
from tests.integration.casework.test_programs_of_a_part import OF_A_CASE
from tests.need_to_know import EVERYBODY, Stage, stage_in

GIVING_OUT: Mapping[str, str] = {
    "letter get": "{ref} {letter} -o {out}",
    "evidence get": "{ref} {file} -o {out}",
    "audit export": "{ref} -o {out}",
}
"""Commands that give out a file, and so print no document."""
EVERY = {name: words for name, words in (*OF_A_CASE.items(), *GIVING_OUT.items()) if "{" in words}
KINDS = {
    "letter": CodeKind.LETTER,
    "alert": CodeKind.ALERT,
    "address": CodeKind.ADDRESS,
    "file": CodeKind.FILE,
    "on": CodeKind.PROCEDURE,
    "clock_of": CodeKind.PROCEDURE,
}
"""What a command may name in a case, and of which kind it is."""
ALONE = "riverside-senior"
"""From whom the case is hidden as a whole."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = stage_in(tmp_path_factory.mktemp("hidden-commands"))
    yield made
    made.services.store.close()


@dataclass(frozen=True)
class Asker:
    """Somebody at the command line, on a copy of the stage, beside one case of which something is hidden from them."""

    line: CommandLine
    of: Hidden

    def differing(self) -> Iterator[str]:
        """Give each command that answers otherwise for what is hidden than for what never was; "" for each other."""
        for command, words in EVERY.items():
            for there, gone, pair in self._asked(words):
                for more in ((), ("--json",)) if command in OF_A_CASE else ((),):
                    answers = [self._told(command, each, pair, more) for each in (there, gone)]
                    same = answers[0] == answers[1]
                    yield "" if same else f"{command} {' '.join(there)} {' '.join(more)}: {answers}"

    def _asked(self, words: str) -> Iterator[tuple[list[str], list[str], Pair]]:
        """Give what is typed for something hidden, and for what never was in its place."""
        known = self._known
        if not self.of.sight.visible:
            if "{ref}" in words or "{entry}" in words:
                pair = Pair(self.of.sight.reference, NEVER_CASE)
                name = "ref" if "{ref}" in words else "entry"
                there, gone = (_filled(words, {**known, name: each}) for each in (pair.hidden, pair.never))
                yield there, gone, pair
            return
        for name, kind in KINDS.items():
            for pair in self.of.pairs[kind] if f"{{{name}}}" in words else ():
                both = ((f"{pair.track}/{each}" if pair.track else each) for each in (pair.hidden, pair.never))
                there, gone = (_filled(words, {**known, name: each}) for each in both)
                yield there, gone, pair

    @property
    def _known(self) -> Mapping[str, str]:
        real, on = self.of.real, self.of.on
        file = self.line.data / "found.txt"
        file.write_text("Words")
        step = next(iter(self.of.sight.stage.policy.track(on.track).definition.actions))
        named = {name: real[kind] for name, kind in KINDS.items() if kind is not CodeKind.PROCEDURE}
        place = f"{on.track}/{real[CodeKind.PROCEDURE]}"
        return {
            **named,
            "ref": self.of.sight.reference,
            "entry": self.of.sight.reference,
            "on": place,
            "clock_of": place,
            "clock": next((each.name for each in self.of.sight.record.deadlines.values() if each.on == on), "decide"),
            "action": step,
            "file_here": str(file),
            "out": str(self.line.data / "given"),
            "hash": self.of.sight.stage.policy.hash,
        }

    def _told(self, command: str, typed: list[str], pair: Pair, more: tuple[str, ...]) -> tuple[int, str, str]:
        answer = self.line.run(self.of.sight.key, *command.split(), *typed, *more)
        return answer.code, pair.told(answer.out), pair.told(answer.err)


def _filled(words: str, known: Mapping[str, str]) -> list[str]:
    return [word.replace("_", " ") if "{" not in word else word.format(**known) for word in words.split()]


STAFF = tuple(who for who in EVERYBODY if not who.startswith("oakfield-subject") or who.endswith("employee"))


@pytest.mark.parametrize(
    "who", [pytest.param(who, marks=() if who == ALONE else pytest.mark.thorough) for who in STAFF]
)
def test_every_command_answers_for_what_is_hidden_as_for_what_never_was(stage: Stage, tmp_path: Path, who: str) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(stage.folder, folder)
    line = CommandLine(folder, SetClock(stage.services.clock.now()))
    found = [each for sight in stage.sights(who) for each in Asker(line, Hidden(sight)).differing()]

    assert [each for each in found if each] == []
    assert found or all(sight.everything for sight in stage.sights(who))


def test_every_command_that_names_a_case_or_a_thing_in_it_is_asked() -> None:
    named = {name for name, words in OF_A_CASE.items() if "{" in words}

    assert set(EVERY) == named | set(GIVING_OUT)
    assert all(any(f"{{{name}}}" in words for words in EVERY.values()) for name in (*KINDS, "ref", "entry"))
