"""Whatever a program asks for somebody who sees a part of a case, no number in the answer tells of the rest."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from duecourse.cli.command_groups import Entries
from duecourse.cli.commands import COMMANDS, WITHOUT_JSON
from duecourse.clock import SetClock
from tests.cli import CommandLine, make_template
from tests.need_to_know import REPORTER, Sight, Stage, stage_in

PARTS = ("DPO", "HR", REPORTER, "investigator")
OF_A_CASE: Mapping[str, str] = {
    "list": "",
    "due": "",
    "next": "--limit 10",
    "work": "",
    "alert list": "",
    "show": "{ref}",
    "history": "{ref}",
    "options": "{ref} --all",
    "case person list": "{ref}",
    "letter list": "{ref}",
    "letters": "",
    "search": "oakfield",
    "sar": "oakfield-teacher -o {file_here}.zip",
    "send-link": "{ref} {on} consent_answer",
    "letter answered": "{ref} {letter} --by Host --says Gone",
    "letter returned": "{ref} {letter} --why Unknown",
    "letter sent-again": "{ref} {letter} --to Elsewhere --proof Posted",
    "letter wait": "{ref} {letter}",
    "letter correct": "{ref} {letter} --wrong Slip --instead Right",
    "letter recall": "{ref} {letter} --because Early",
    "letter astray": "{ref} {letter} --what Envelope --address Elsewhere",
    "letter chase": "{ref} {letter}",
    "letter pack": "{ref} -o {file_here}.zip --format zip",
    "letter verify": "",
    "evidence list": "{ref}",
    "explain-deadline": "{ref} {clock_of} {clock}",
    "audit verify": "",
    "audit replay": "",
    "audit access": "{ref}",
    "register list": "",
    "register show": "{entry}",
    "address add": "{ref} https://another.example/1",
    "address flag": "{ref} {address} --illegal-image",
    "evidence add": "{ref} {file_here} --on {on}",
    "letter issue": "{ref} {letter}",
    "letter approval": "{ref} {letter}",
    "letter ask-approval": "{ref} {letter}",
    "letter approve": "{ref} {letter}",
    "letter send-back": "{ref} {letter} --reason Slip",
    "letter to-approve": "",
    "letter check": "{ref} {letter}",
    "letter goes-with": "{ref} {letter}",
    "letter addresses": "{ref} {letter}",
    "letter together": "{ref} {letter}",
    "letter apart": "{ref} {letter} {address}",
    "letter people": "{ref} {letter}",
    "letter people-add": "{ref} {letter} {file_here}",
    "letter people-off": "{ref} {letter} 1",
    "letter person-change": "{ref} {letter} 1 --name Other",
    "letter send-each": "{ref} {letter}",
    "letter dispatch-each": "{ref} {letter} --way post --proof Receipt --all",
    "letter form": "{ref} {letter}",
    "letter large-print": "{ref} {letter}",
    "letter enclose": "{ref} {letter} file-1 --name Notes",
    "letter take-out": "{ref} {letter} file-1",
    "letter words": "{ref} {letter}",
    "letter confirm": "{ref} {letter} none --reason Needed",
    "letter comments": "{ref} {letter}",
    "letter comment": "{ref} {letter} Seen",
    "letter settle": "{ref} {letter} K7F",
    "letter dispatch": "{ref} {letter} --proof Receipt-12345",
    "letter send": "{ref} {letter} --to ann@trust.example",
    "letter stop": "{ref} {letter}",
    "letter decide": "{ref} {letter} sent",
    "letter wording": "{ref} {letter}",
    "letter edit": "{ref} {letter} --back",
    "letter withdraw": "{ref} {letter} --reason Slip",
    "letter again": "{ref} {letter} --reason Slip",
    "alert acknowledge": "{ref} {alert} --reason Seen",
    "hold set": "{ref} {on} police --reason Asked",
    "hold lift": "{ref} {on} police --reason Asked",
    "deadline pause": "{ref} {clock_of} {clock} --reason Away --yes",
    "deadline resume": "{ref} {clock_of} {clock} --reason Back --yes",
    "deadline extend": "{ref} {clock_of} {clock} --reason Away --by 1_hour --yes",
    "act": "{ref} {on} {action}",
    "correct": "{ref} {on} scope=in_scope --reason Slip",
    "undo": "{ref} --reason Slip",
    "migrate": "{ref} --to {hash} --preview",
    "case person add": "{ref} oakfield-deputy --part witness",
    "case person change": "{ref} Somebody --relation parent",
    "assign": "{ref} HR oakfield-deputy",
    "case role take": "{ref} HR hr --reason Slip",
    "hand-over": "oakfield-senior --case {ref} --to oakfield-deputy --reason Away",
    "case note add": "{ref} Telephoned",
    "case note list": "{ref}",
    "case link add": "{ref} LUM-2026-0002 --reason Both",
    "case link remove": "{ref} LUM-2026-0002 --reason Slip",
    "case link list": "{ref}",
    "case share": "{ref} --with riverside --reason Both",
    "retention list": "",
    "retention show": "{ref}",
    "retention keep": "{ref} --until 2040-01-01 --reason Asked",
    "retention propose": "{ref} --reason Over",
    "retention dispose": "{ref}",
    "retention give-up": "{ref} --reason Slip",
    "retention certificate": "{ref} {file_here}.pdf",
    "erasure show": "{ref}",
    "erasure ask": "{ref} --ground right --letter {letter} --reason Asked",
    "erasure do": "{ref} 1",
    "erasure drop": "{ref} 1 --reason Slip",
    "erasure asked": "",
    "erasure list": "",
    "erasure apply": "{file_here}",
    "open": "--policy lumen --school oakfield",
    "ask": "May_I --school oakfield",
    "register add": "declaration My_own_site --school oakfield",
    "calendar close": "oakfield 2026-12-18 --reason Snow --yes",
    "calendar closes-at": "16:30 --school oakfield --reason Early --yes",
    "person leave": "oakfield-deputy",
    "person move": "oakfield-deputy oakfield riverside",
    "role table": "",
}
"""Every command that says something of cases, with what follows it; `_` stands for a space within a word."""
OF_NO_CASE = (
    *(
        "document end",
        "document keep",
        "document list",
        "init",
        "setup",
        "catch-up",
        "rebuild-search",
        "backup",
        "restore",
        "move-store",
        "check",
        "policies",
        "coverage",
        "clause",
        "doctor",
        "due-date",
        "sweep",
        "aside list",
        "aside restore",
    ),
    *(
        "catch-up",
        "person history",
        "school history",
        "person add",
        "person change",
        "person end",
        "person list",
        "post give",
        "post end",
        "post list",
    ),
    *("by-hand list", "by-hand done", "told show", "told choose", "security-log", "troubles"),
    *("privacy show", "privacy assessment", "retention schedule", "retention set"),
    *("feed show", "feed make", "feed end", "feed list"),
    *("cover give", "cover end", "cover list", "school add", "school change", "school end", "school list"),
    *(
        "setting set",
        "setting list",
        "calendar show",
        "calendar hours",
        "calendar load",
        "calendar open",
        "account list",
        "account invite",
        "account reset",
        "account withdraw",
        "account unbind",
        "account end-sessions",
        "account let-in",
        "account drop-second-factor",
    ),
    *("helpline list", "helpline add", "helpline change", "helpline confirm", "helpline end", "audit anchor"),
    *("platform list", "platform add", "platform change", "platform confirm", "platform end"),
    *("letterhead show", "letterhead change", "letterhead logo", "letterhead specimen", "letterhead word"),
    *("letterhead signatures", "letterhead end-signature"),
    *("house-words list", "house-words show", "house-words copy", "house-words preview"),
    *("mail list", "mail test", "mail decide", "mail release", "mail resume"),
)
"""Commands that say nothing of what is in a case, or nothing to anybody but those who keep the trust or the machine."""
COUNTS = ("number", "revision", "events", "head", "sequence")
"""What counts the things of a case, or would tell that there are more."""


def every_command(entries: Entries, before: str = "") -> Iterator[tuple[str, str]]:
    """Give each command with all words of its name, and where its function is."""
    for name, entry in entries.items():
        if isinstance(entry, str):
            yield f"{before}{name}", entry
        else:
            yield from every_command(entry.entries, f"{before}{name} ")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = stage_in(tmp_path_factory.mktemp("programs"))
    yield made
    made.services.store.close()


@dataclass
class Asking:
    """Asks for one person, on a copy of the stage; `done` are the commands that were not refused."""

    line: CommandLine
    sight: Sight
    done: set[str] = field(default_factory=set)

    def answer(self, command: str, words: str) -> Any:
        """Give the one document that a command prints, be it a result or a refusal."""
        typed = (word.replace("_", " ") if "{" not in word else word.format(**self.known) for word in words.split())
        answer = self.line.run(self.sight.key, *command.split(), *typed, "--json")
        assert answer.code in (0, 2), f"{command}: {answer.err}"
        if answer.code == 0:
            self.done.add(command)
        return json.loads(answer.out) if answer.out else {"said": answer.err}

    @cached_property
    def known(self) -> Mapping[str, str]:
        """Give what the person may name in the case: what is not there for them is named by a code of nothing."""
        shown = self.line.run(self.sight.key, "show", self.sight.reference, "--json")
        case = shown.document if shown.code == 0 else {}
        clocks = [each for each in case["deadlines"] if each["state"] == "open"]
        entry = next(ref for ref in reversed(self.sight.stage.references))
        firsts = {name: (case[name] or [{"code": "K7F"}])[0]["code"] for name in ("letters", "alerts", "addresses")}
        file = self.line.data / "found.txt"
        file.write_text("Words")
        return {
            "ref": self.sight.reference,
            "on": case["tracks"][-1]["on"],
            "action": self.sight.stage.first_step(case["tracks"][-1]["track"]),
            "clock_of": clocks[0]["on"] if clocks else "case",
            "clock": clocks[0]["name"] if clocks else "decide",
            "letter": firsts["letters"],
            "alert": firsts["alerts"],
            "address": firsts["addresses"],
            "entry": entry,
            "file_here": str(file),
            "hash": self.line.run("", "policies", "--json").document[0]["hash"],
        }


def numbers_of(tracks: Iterable[str]) -> re.Pattern[str]:
    """Find what is called by a number: removal/2, Removal 2, letter 3."""
    names = "|".join({*tracks, "address", "letter", "evidence"} - {"case"})
    return re.compile(rf"\b(?:{names})[/ ][1-9][0-9]*\b", re.IGNORECASE)


def counted(document: Any, numbered: re.Pattern[str]) -> Iterator[str]:
    """List what counts something in an answer, and every procedure or address that is called by its number."""
    inside: list[Any] = []
    if isinstance(document, dict):
        fields: dict[str, Any] = document
        inside += fields.values()
        counts = ((name, fields.get(name)) for name in COUNTS)
        yield from (f"{name}: {value}" for name, value in counts if value and not isinstance(value, list))
    elif isinstance(document, list):
        inside += document
    elif isinstance(document, str):
        yield from numbered.findall(document)
    for each in inside:
        yield from counted(each, numbered)


def test_the_walk_goes_to_every_command() -> None:
    commands = dict(every_command(COMMANDS))
    walked = {*OF_A_CASE, *OF_NO_CASE}

    assert walked == {name for name, place in commands.items() if place not in WITHOUT_JSON}


def test_those_who_see_a_part_get_codes_and_those_who_see_all_get_numbers_too(tmp_path: Path) -> None:
    line = CommandLine(make_template(tmp_path))
    reference = line.report(personal_data="yes")
    line.wait(hours=80)
    line.done("", "sweep")
    numbered = numbers_of(each["track"] for each in line.show(reference)["tracks"])
    reads = (("show", reference), ("due",), ("alert", "list"), ("options", reference), ("letter", "list", reference))
    part, whole = ({words: line.done(who, *words) for words in reads} for who in ("dpo", "senior"))

    assert {words: told for words, document in part.items() if (told := list(counted(document, numbered)))} == {}
    assert [each["on"] for each in part["due",]] == [
        f"data_breach/{each['code']}" for each in part["show", reference]["tracks"]
    ]
    assert {each["on"] for each in whole["due",]} > {"data_breach/1", "removal/1"}
    assert all(each["number"] for each in whole["alert", "list"])


@pytest.mark.thorough
@pytest.mark.parametrize("who", PARTS)
def test_no_command_counts_for_a_program_what_somebody_may_not_see(stage: Stage, tmp_path: Path, who: str) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(stage.folder, folder)
    sight = stage.sights(who)[0]
    asking = Asking(CommandLine(folder, SetClock(stage.services.clock.now())), sight)
    numbered = numbers_of(stage.policy.tracks)
    found = {command: list(counted(asking.answer(command, words), numbered)) for command, words in OF_A_CASE.items()}

    assert not sight.everything
    assert {"list", "due", "show", "history", "options", "audit verify", "ask"} <= asking.done, found
    assert {command: told for command, told in found.items() if told} == {}
