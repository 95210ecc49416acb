"""What a command costs before it does anything: CPU of whole processes, beside one that only imports the library.

Both sides take turns; the median of the pairs is given. Other work on the machine slows both alike.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.cli import CommandLine, make_template

ROUNDS = 15
LIBRARY = ("-c", "import typer")
HELP, COMMAND = 0.3, 0.6
GOALS = f"`--help` ≤ {HELP} s and a command on a case ≤ {COMMAND} s of CPU"


@dataclass(frozen=True)
class Row:
    """One line: CPU seconds of the command and of a process that only imports the library of the command line."""

    what: str
    ours: float
    library: float
    most: float

    @property
    def is_met(self) -> bool:
        """Say whether the goal is met."""
        return self.ours <= self.most

    @property
    def ratio(self) -> float:
        """Say how many times as much the command costs."""
        return self.ours / self.library


def measure() -> list[Row]:
    """Measure the help and commands on a case, on a store of the demo trust."""
    with tempfile.TemporaryDirectory() as folder:
        line = CommandLine(make_template(Path(folder) / "data"))
        reference = line.report()
        commands = {
            "`--help`": ("--help",),
            "`due`": ("due",),
            "`show`": ("show", reference),
            "`options`": ("options", reference),
            "`address add`, a step with its drafts": ("address", "add", reference, "https://bench.example/posts/{}"),
        }
        ours = {"DUECOURSE_DATA": str(line.data), "DUECOURSE_AS": "oakfield-senior"}
        _spent(("-m", "duecourse", "due"), ours)  # the first one keeps what the files of the procedures say
        return [_compared(what, words, ours) for what, words in commands.items()]


def _compared(what: str, words: tuple[str, ...], environment: dict[str, str]) -> Row:
    pairs = [
        (_spent(("-m", "duecourse", *(word.format(number) for word in words)), environment), _spent(LIBRARY, {}))
        for number in range(ROUNDS)
    ]
    most = HELP if words == ("--help",) else COMMAND
    return Row(what, median(ours for ours, _ in pairs), median(library for _, library in pairs), most)


def _spent(words: tuple[str, ...], environment: dict[str, str]) -> float:
    """Run a process to its end. Gives the CPU seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], env={**os.environ, **environment}, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    for row in measure():
        print(f"{row.what}: {row.ours:.2f} s, {row.ratio:.1f} times `import typer`")
    print(f"Goals: {GOALS}.")
