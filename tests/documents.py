"""The blocks of our pages: which words mark them, how their commands are run in an empty folder, what has to be shown.

The first word behind the fence is for the reader's colours, the second for the tests:

| fence | the tests |
|---|---|
| `console` | run each line behind `$ ` in order; lines below it are what it prints, `…` for what differs |
| `console not-run` | judge the form alone: a command of ours is one, with options that it has |
| `yaml terms.yaml`, `text people.csv` | write the file into the folder, as the reader does |
| `ini` | every setting of ours is one |
| `text`, `yaml`, `nginx` | nothing: it is only shown |

A command that ends otherwise than well says so behind it: `# refused` (2), `# not yet` (1).
"""

from __future__ import annotations

import io
import re
import shlex
import shutil
from collections.abc import Iterable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

from duecourse import cli
from duecourse.cli.call import Call
from duecourse.clock import SetClock
from tests.cli import Answer, builder, with_settings

ROOT = Path(__file__).parents[1]
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LANGUAGES = ("console", "text", "yaml", "ini", "nginx")
NOT_RUN = "not-run"
ENDS = {"# refused": 2, "# not yet": 1}
"""What stands beside a command that is to end otherwise than well, and the code it ends with."""

OURS = re.compile(r"\$ (?:D|duecourse) ")
NOTE = re.compile(r"\s{2,}#.*$")
ELSEWHERE = ("/srv/", "/var/backups/")
"""Folders of a real machine; they lie in the folder of the test."""


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: where it stands, how it is marked, what stands in it."""

    where: str
    language: str
    mark: str
    text: str

    @property
    def is_run(self) -> bool:
        """Say whether its commands are run."""
        return self.language == "console" and self.mark != NOT_RUN

    @property
    def is_file(self) -> bool:
        """Say whether the reader is to write it into a file."""
        return self.language != "console" and bool(self.mark)


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a page: where it stands, how it is to end, and the lines that it is to print."""

    where: str
    line: str
    ends: int
    shown: tuple[str, ...]


def blocks(page: str) -> list[Block]:
    """Give the fenced blocks of a page, which is named from the root of the repository."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = []
    for each in FENCE.finditer(text):
        language, _, mark = each["info"].strip().partition(" ")
        line = text.count("\n", 0, each.start()) + 1
        found.append(Block(f"{page}:{line}", language, mark, each["text"]))
    return found


def commands_of(block: Block) -> Iterator[Command]:
    """Give the commands of a block, each with what is shown below it."""
    whole = block.text.replace("\\\n", "")
    for part in filter(None, re.split(r"^(?=\$ )", whole, flags=re.MULTILINE)):
        line, *shown = part.splitlines()
        if not line.startswith("$ "):
            raise AssertionError(f"{block.where}: '{line}' stands before any command")
        ends = next((code for mark, code in ENDS.items() if mark in line), 0)
        yield Command(block.where, NOTE.sub("", line), ends, tuple(each for each in shown if each.strip()))


def is_shown(shown: tuple[str, ...], said: str) -> bool:
    """Say whether the lines stand in what was said, in their order; blanks count alike, and `…` stands for anything."""
    shown = tuple(line for line in shown if line.strip() != "…")
    words = [r"[ \t]+".join(re.escape(word) for word in line.split()).replace("…", r"[^\n]*?") for line in shown]
    return re.search(".*?".join(words), said, re.DOTALL) is not None


@dataclass
class Desk:
    """Somebody at a desk who does what a page says: a folder, a moment, and settings that were exported.

    `given` are names that a page leaves open, such as a reference, and what they are here.
    """

    folder: Path
    clock: SetClock
    settings: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)

    def do(self, page: str) -> int:
        """Do a page from its top to its end. Gives how many commands of ours there were."""
        return self.do_blocks(blocks(page))

    def do_blocks(self, some: Iterable[Block]) -> int:
        """Do some blocks, one after the other. Gives how many commands of ours there were."""
        done = 0
        with chdir(self.folder):
            for block in some:
                if block.is_file:
                    self._write(block)
                elif block.is_run:
                    for command in commands_of(block):
                        done += self._is_done(command)
        return done

    def run(self, *words: str) -> Answer:
        """Run one command of ours to its end."""
        out, err, code = io.StringIO(), io.StringIO(), 0
        call = Call(clock=self.clock, builder=builder())
        with with_settings(self.settings), redirect_stdout(out), redirect_stderr(err):
            try:
                cli.main(list(words), call)
            except SystemExit as end:
                code = int(end.code or 0)
        return Answer(code, out.getvalue(), err.getvalue())

    def _write(self, block: Block) -> None:
        file = self.folder / block.mark
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self._here(block.text), encoding="utf-8")

    def _here(self, text: str) -> str:
        for name, value in self.given.items():
            text = text.replace(name, value)
        for place in ELSEWHERE:
            text = text.replace(place, f"{self.folder}{place}")
        return text

    def _is_done(self, command: Command) -> bool:
        line = self._here(command.line)
        if not OURS.match(command.line):
            self._by_hand(command.where, *shlex.split(line)[1:])
            return False
        line, _, file = line.partition(" > ")
        answer = self.run(*shlex.split(line)[2:])
        said = f"{answer.out}{answer.err}"
        assert answer.code == command.ends, f"{command.where}: {line}\n{said}"
        shown = tuple(self._here(each) for each in command.shown)
        assert is_shown(shown, said), f"{command.where}: {line} printed\n{said}"
        if file:
            Path(file).write_text(answer.out, encoding="utf-8")
        return True

    def _by_hand(self, where: str, first: str, *words: str) -> None:
        match first, words:
            case "export", (setting,):
                name, _, value = setting.partition("=")
                self.settings[name] = value
            case "mkdir", ("-p", folder):
                Path(folder).mkdir(parents=True)
            case "cp", ("-r", source, target):
                shutil.copytree(source, target)
            case "cp", (source, target):
                shutil.copy(source, target)
            case _:
                raise AssertionError(f"{where}: '{first}' cannot be run here; mark the block `console {NOT_RUN}`")


def settings_named(text: str, known: Iterable[str]) -> set[str]:
    """Give the settings of ours that a text names and that are none."""
    return set(re.findall(r"\bDUECOURSE_([A-Z_]+)\b", text)) - set(known)
