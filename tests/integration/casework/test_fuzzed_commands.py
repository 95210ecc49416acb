"""Every command, with words that nobody types: never a fault of ours, and an answer to a program is one document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given

from duecourse import cli
from duecourse.cli.commands import COMMANDS, WITHOUT_JSON
from tests.cli import CommandLine, make_template
from tests.integration.casework.test_programs_of_a_part import every_command
from tests.thrown import THROWS, Throw, throwing

FOR_EVER = ("run", "serve", "worker")
"""Commands that end when they are stopped."""
FINDS = ("audit replay", "audit verify", "backup", "doctor", "letter verify", "mail test")
"""Commands that end with 1 for what they found, or for what is away."""
PEOPLE = ("senior", "senior", "teacher", "dsl", "dpo", "central", "nobody-of-this-name")
UNDECODED = ("caf\udce9", "\udcff\udcfe", "--", "-x", "--help=no", "-")
"""What else a terminal may pass on: bytes that are no text, and what looks like an option."""
RIGHT = ("REFERENCE", "case/1", "removal/1", "1", "oakfield-deputy", "oakfield", "lumen", "2026-12-04", "L03", "hr")


@dataclass(frozen=True)
class Asked:
    """One command, with its options as it tells them itself: those that take a value, and those that take none."""

    name: str
    arguments: int
    valued: tuple[str, ...]
    flags: tuple[str, ...]

    def words(self, thrown: Throw, reference: str) -> list[str]:
        """Put words behind the command: mostly as many as it takes, some of them right."""
        right = (reference, *RIGHT[1:])
        values = [
            right[pick % len(right)] if pick % 5 < 3 else (*UNDECODED, value)[-1 if pick % 2 else pick % len(UNDECODED)]
            for pick, value in zip(thrown.picks[:8], thrown.values, strict=True)
        ]
        words = values[: self.arguments + (thrown.picks[8] % 7 == 0)]
        if words and thrown.picks[9] % 3:
            words[0] = reference
        for pick, value in zip(thrown.picks[9:12], values[5:], strict=True):
            words += [self.valued[pick % len(self.valued)], value] if self.valued and pick % 2 else []
            words += [self.flags[pick % len(self.flags)]] if self.flags and pick % 3 == 0 else []
        return [word.replace("\0", "") for word in words]


def told_of(name: str) -> Asked:
    """Ask the command line what a command takes."""
    group: Any = cli.build()
    for word in name.split():
        group = group.get_command(None, word)
    given_as: list[Any] = [each for each in group.params if each.name != "help"]
    options = [each for each in given_as if each.param_type_name == "option"]
    return Asked(
        name,
        sum(each.param_type_name == "argument" for each in given_as),
        tuple(each.opts[0] for each in options if not each.is_flag),
        tuple(each.opts[0] for each in options if each.is_flag and each.opts[0] != "--json"),
    )


@pytest.fixture(scope="module")
def asked() -> tuple[Asked, ...]:
    return tuple(told_of(name) for name, _ in every_command(COMMANDS) if name not in FOR_EVER)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    folder = tmp_path_factory.mktemp("fuzzed") / "a" / "b" / "c"
    with pytest.MonkeyPatch.context() as patch:
        folder.mkdir(parents=True)
        # what a command writes where it is told to, it writes below this folder
        patch.chdir(folder)
        yield CommandLine(make_template(folder))


@pytest.fixture(scope="module")
def reference(line: CommandLine) -> str:
    made = line.report(child_at_risk="yes", personal_data="dont_know")
    line.act("senior", made, "case/1", "acknowledge")
    return made


def test_the_command_line_says_of_each_command_what_it_takes(asked: tuple[Asked, ...]) -> None:
    takes: Mapping[str, Asked] = {each.name: each for each in asked}

    assert takes["letter dispatch"].arguments == 2
    assert "--proof" in takes["letter dispatch"].valued
    assert "--all" in takes["options"].flags


@pytest.mark.thorough
@throwing(120)
@given(thrown=THROWS)
def test_no_words_behind_a_command_are_a_fault_of_ours(
    line: CommandLine, reference: str, asked: tuple[Asked, ...], thrown: Throw
) -> None:
    command = asked[thrown.picks[12] % len(asked)]
    place = dict(every_command(COMMANDS))[command.name]
    as_json = place not in WITHOUT_JSON and thrown.picks[11] % 2 == 0
    typed = [*command.name.split(), *command.words(thrown, reference), *(["--json"] if as_json else [])]
    answer = line.run(PEOPLE[thrown.picks[10] % len(PEOPLE)], *typed)

    assert "Traceback" not in answer.err + answer.out, typed
    assert answer.code in (0, 2) or command.name in FINDS, (typed, answer.err)
    assert "on our side" not in answer.err, (typed, answer.err)
    if as_json and answer.out and "--help" not in typed:
        json.loads(answer.out)


@pytest.mark.parametrize("words", [("show", "caf\udce9"), ("case", "note", "add", "LUM-2026-0001", "\udcff\udcfe")])
def test_bytes_that_are_no_text_are_a_mistake_of_who_typed_them(line: CommandLine, words: tuple[str, ...]) -> None:
    plain, told = line.run("senior", *words), line.run("senior", *words, "--json")

    assert (plain.code, plain.out) == (2, "")
    assert "our side" not in plain.err
    assert [told.code, told.document["refused"]] == [2, True]
