"""A trust of one school that the commands alone have made, and short ways to work in it."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.cli import ASK_HOST, CALM, IN_SCOPE, Answer, CommandLine, as_options

TRUST = ("--key", "brook", "--name", "Brook Learning Trust (invented)")
PEOPLE = (
    "head=Ann Example=headteacher@upper",
    "deputy=Bea Example=deputy head@upper",
    "teacher=Cal Example=teacher@upper",
)
PASSWORD = "three unrelated words"
OLD_CALENDAR: Mapping[str, object] = {
    "key": "upper",
    "title": "Upper",
    "nation": "England and Wales",
    "zone": "Europe/London",
    "source": "not loaded yet",
    "checked_on": "never",
    "confirmed": "no",
    "terms": [],
}


def run(line: CommandLine, who: str, *words: str) -> Answer:
    """Run a command as one of these people, whose short names are their own."""
    return replace(line, settings={**line.settings, "DUECOURSE_AS": who}).run("", *words)


def done(line: CommandLine, who: str, *words: str) -> Any:
    answer = run(line, who, *words, "--json")
    assert answer.code == 0, f"{words}: {answer.err}"
    return json.loads(answer.out)


def refused(line: CommandLine, who: str, *words: str) -> str:
    answer = run(line, who, *words)
    assert (answer.code, answer.out) == (2, ""), f"{words}: {answer.out}"
    return answer.err


def begin(line: CommandLine, *more: str, policy: str = "lumen", people: tuple[str, ...] = PEOPLE) -> Answer:
    """Make a trust of one school."""
    named = [word for person in people for word in ("--person", person)]
    return line.run("", "init", *TRUST, "--school", "upper=Upper School", "--policy", policy, *named, *more)


def report(line: CommandLine, *more: str, who: str = "teacher") -> str:
    words = ("--school", "upper", "--for", who, "--address", "https://posts.example/1", *as_options(CALM))
    document = done(line, who, "open", *words, *more)
    return str(document["reference"])


def take(line: CommandLine, who: str, case: str, on: str, action: str, **facts: str) -> None:
    done(line, who, "act", case, on, action, *as_options(facts))


def number_of(line: CommandLine, case: str, template: str) -> str:
    letters = done(line, "head", "letter", "list", case)
    return next(str(each["number"]) for each in letters if each["template"].startswith(template))


def until_the_request(line: CommandLine, case: str) -> str:
    """Triage a report and decide to ask the host. Gives the number of the letter that is then to be written."""
    take(line, "head", case, "case", "acknowledge")
    take(line, "head", case, "case", "triage", **IN_SCOPE)
    take(line, "head", case, "case", "open_tracks")
    take(line, "head", case, "removal", "decide", **ASK_HOST)
    return number_of(line, case, "L02")


def send(line: CommandLine, case: str, number: str) -> None:
    assert run(line, "head", "letter", "get", case, number).code == 0
    done(line, "head", "letter", "issue", case, number)
    done(line, "head", "letter", "dispatch", case, number, "--proof", "Web form, reference EX-1")


def own_policy_in(folder: Path) -> Path:
    """Give a folder of procedures that holds one policy, which is not one of those shipped."""
    policies = folder / "own" / "policies"
    policies.mkdir(parents=True)
    shutil.copy(Path(__file__).parents[1] / "policies" / "brackenfield.yaml", policies)
    return policies.parent


@contextmanager
def at_a_terminal(*typed: str) -> Generator[None]:
    """Let somebody sit at a terminal and type these lines."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    kept, sys.stdin = sys.stdin, Terminal("".join(f"{text}\n" for text in typed))
    try:
        yield
    finally:
        sys.stdin = kept
