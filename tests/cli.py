"""The command line in this process: a store of its own, a clock that is put where the test wants it."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from duecourse import cli
from duecourse.bootstrap import Builder, directory
from duecourse.cli.call import Call
from duecourse.clock import SetClock
from duecourse.config import read_settings
from duecourse.demo import TRUST_POSTS, make_organisation
from engine.ports.time_and_chance import Clock
from engine.record.values import WAITING

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ADDRESSES = ("https://posts.example/1", "https://pages.example/2")
CALM = {
    "life_in_danger": "no",
    "child_at_risk": "no",
    "personal_data": "no",
    "illegal_image": "no",
    "category": "abuse",
    "what_happened": "Two posts insult me.",
}
IN_SCOPE = {"scope": "in_scope", "scope_reason": "It is about the school.", "danger_confirmed": "yes"}
FINDINGS = {
    "author": "unknown",
    "author_basis": "The account has no name.",
    "material": "threatening",
    "personal_data": "no",
    "child_at_risk": "no",
    "nature": "A threat",
    "visible_for": "Two days",
    "recirculation": "low",
    "breach_of_policy": "yes",
    "impact": "The person is worried.",
}
ASK_HOST = {
    "approach": "ask_host",
    "approach_reason": "It is unkind and public.",
    "host_name": "Posts Example",
    "host_contact": "abuse@posts.example",
    "ground": "terms",
    "requested_action": "remove",
    "description": "A post about a member of our staff.",
}
SCHOOLS = ("oakfield-", "riverside-", "hilltop-")
TRUST = tuple(key for key, _, _ in TRUST_POSTS)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command gave: how it ended, what it printed, what it said on the side."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Read the one JSON document that was printed; anything beside it is an error here."""
        return json.loads(self.out)


@cache
def builder() -> Builder:
    """Give the one that puts services together for all commands of a test run: what it has read, it has read once."""
    return Builder()


@contextmanager
def usual_mask() -> Generator[None]:
    """Let everybody read what is written, as most machines do; a command narrows that for its own process."""
    mask = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(mask)


@contextmanager
def with_settings(environment: Mapping[str, str]) -> Generator[None]:
    """Put settings in place for one command, and everything back afterwards."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("DUECOURSE_")]:
        del os.environ[name]
    os.environ.update(environment)
    try:
        with usual_mask():
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@dataclass
class CommandLine:
    """`duecourse` on a store of its own; the person who acts is named by post (`senior`) or by short name (`dpo`)."""

    data: Path
    clock: Clock = field(default_factory=lambda: SetClock(MONDAY))
    settings: dict[str, str] = field(default_factory=dict)

    def run(self, who: str, *words: str) -> Answer:
        """Run a command to its end."""
        out, err, code = io.StringIO(), io.StringIO(), 0
        settings = {"DUECOURSE_AS": key_of(who), **self.settings} if who else self.settings
        call = Call(clock=self.clock, builder=builder())
        with with_settings(settings), redirect_stdout(out), redirect_stderr(err):
            try:
                cli.main(["--data", str(self.data), *words], call)
            except SystemExit as end:
                code = int(end.code or 0)
        return Answer(code, out.getvalue(), err.getvalue())

    def done(self, who: str, *words: str) -> Any:
        """Run a command that must work. Gives its JSON document."""
        answer = self.run(who, *words, "--json")
        assert answer.code == 0, f"{words}: {answer.err}"
        return answer.document

    def said(self, who: str, *words: str) -> str:
        """Run a command that must work. Gives what a person reads."""
        answer = self.run(who, *words)
        assert answer.code == 0, f"{words}: {answer.err}"
        return answer.out

    def refused(self, who: str, *words: str) -> str:
        """Run a command that must be refused. Gives what was said; nothing may have been printed as a result."""
        answer = self.run(who, *words)
        assert (answer.code, answer.out) == (2, ""), f"{words}: {answer.out}"
        return answer.err

    def reasons(self, who: str, *words: str) -> list[dict[str, str]]:
        """Run a command that must be refused. Gives the reasons as programs read them."""
        answer = self.run(who, *words, "--json")
        assert answer.code == 2, f"{words}: {answer.out}"
        assert answer.document["refused"] is True
        return list(answer.document["reasons"])

    @property
    def now(self) -> datetime:
        """Give the time that commands see."""
        return self.clock.now()

    def put(self, moment: datetime) -> None:
        """Put the clock somewhere."""
        self.clock = SetClock(moment)

    def wait(self, **length: int) -> None:
        """Let time pass: `wait(hours=24)`."""
        self.put(self.now + timedelta(**length))

    def report(self, *addresses: str, who: str = "teacher", **facts: str) -> str:
        """Report an incident for Oakfield's teacher. Gives the reference."""
        places = [word for address in addresses or ADDRESSES[:1] for word in ("--address", address)]
        document = self.done(
            who,
            "open",
            "--policy",
            "lumen",
            "--school",
            "oakfield",
            "--for",
            "oakfield-teacher",
            "--reported-by",
            "oakfield-teacher",
            *places,
            *as_options({**CALM, **facts}),
        )
        return str(document["reference"])

    def act(self, who: str, reference: str, on: str, action: str, **facts: str) -> Any:
        """Take a step that must work."""
        return self.done(who, "act", reference, on, action, *as_options(facts))

    def consent(self, who: str, reference: str, answer: str, how: str) -> Any:
        """Record the answer to the question whether the police may be told."""
        words = ("--fact", f"consent.police_report={answer}", "--fact", f"how_consented={how}")
        return self.done(who, "act", reference, "police", "consent_answer", *words)

    def begin(self, reference: str) -> None:
        """Acknowledge, triage, start."""
        self.act("senior", reference, "case", "acknowledge")
        scope = as_options(IN_SCOPE)
        self.done("senior", "act", reference, "case", "triage", *scope, "--then", "open_tracks")

    def find(self, reference: str, **findings: str) -> None:
        """Look into a case that has begun and record what was found."""
        self.act("senior", reference, "investigation", "start")
        self.act("senior", reference, "investigation", "record_findings", **{**FINDINGS, **findings})

    def show(self, reference: str, who: str = "senior") -> Any:
        """Give a case as programs read it."""
        return self.done(who, "show", reference)

    def states(self, reference: str) -> dict[str, str]:
        """Give where every procedure of a case stands."""
        return {each["on"]: each["state"] for each in self.show(reference)["tracks"]}

    def clock_of(self, reference: str, on: str, name: str) -> dict[str, Any]:
        """Give a clock of a case: the present round of it."""
        clocks = self.show(reference)["deadlines"]
        return max(
            (each for each in clocks if (each["on"], each["name"]) == (on, name)), key=lambda each: each["round"]
        )

    def option(self, who: str, reference: str, on: str, action: str) -> dict[str, Any]:
        """Give one line of `options`."""
        found = self.done(who, "options", reference)
        return next(each for each in found if (each["on"], each["action"]) == (on, action))

    def letter(self, reference: str, template: str, on: str = "") -> dict[str, Any]:
        """Give the newest letter of a kind: `L02`."""
        letters = self.show(reference)["letters"]
        return dict([each for each in letters if each["template"].startswith(template) and on in ("", each["on"])][-1])

    def issue(self, reference: str, template: str, on: str = "") -> str:
        """Read a letter and issue it. Gives its number."""
        number = str(self.letter(reference, template, on)["number"])
        self.said("senior", "letter", "get", reference, number)
        self.done("senior", "letter", "issue", reference, number)
        return number

    def approved(self, by: str, second: str, reference: str, code: str) -> None:
        """Have a second person approve a letter that was read, as has to be done before it is issued."""
        self.done(by, "letter", "ask-approval", reference, code)
        self.done(second, "letter", "approve", reference, code)

    def withdraw_letters(self, reference: str) -> None:
        """Withdraw every letter that waits unsent, as has to be done before a case is closed."""
        for each in self.show(reference)["letters"]:
            if each["status"] in WAITING:
                why = ("--reason", "It was said in person.")
                self.done("senior", "letter", "withdraw", reference, str(each["number"]), *why)

    def send(self, reference: str, template: str, on: str = "", proof: str = "Posted, receipt EX-1") -> str:
        """Read, issue and dispatch a letter. Gives its number."""
        number = self.issue(reference, template, on)
        self.done("senior", "letter", "dispatch", reference, number, "--proof", proof)
        return number


def key_of(who: str) -> str:
    """Give the short name of somebody: people of a post are those of Oakfield unless a school is said."""
    known = who.startswith(SCHOOLS) or who in TRUST
    return who if known else f"oakfield-{who}"


def as_options(facts: Mapping[str, str]) -> list[str]:
    """Write answers as the command line takes them."""
    return [word for name, value in facts.items() for word in ("--fact", f"{name}={value}")]


def make_template(folder: Path) -> Path:
    """Make a store that holds the demo trust and its people, without any case."""
    place = builder().services(read_settings({}, data=str(folder)), SetClock(MONDAY))
    make_organisation(place, directory("terms.yaml"))
    place.store.close()
    return folder


def copy_of(template: Path, folder: Path) -> CommandLine:
    """Give the command line on a copy of a store."""
    shutil.copytree(template, folder)
    return CommandLine(folder)
