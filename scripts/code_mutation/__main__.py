"""Break the engine's code one small piece at a time, and write docs/reference/code-mutants.md: `make mutation`."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from mutmut.mutation.diff_apply import get_diff_for_mutant

from scripts.code_mutation.mutants import CodeMutant, Fate, break_of, code_mutants
from scripts.code_mutation.report import WANTED, Left, rate, reasons, report

PAGE = Path("docs/reference/code-mutants.md")
LOG = Path("mutants.log")
ELSEWHERE = {"TZ": "Pacific/Auckland"}
"""The tests run as on a machine far from London: what leans on its zone by mistake is seen."""


def main() -> int:
    """Try mutants for so many minutes, then write what is known of all of them. Gives 1 where too few are found."""
    parser = argparse.ArgumentParser(prog="python -m scripts.code_mutation", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60, help="stop after so long; the next run goes on from there")
    parser.add_argument("--workers", default="2", help="how many mutants are tried at a time")
    parser.add_argument("--report-only", action="store_true", help="try none, only write the page")
    asked = parser.parse_args()
    if not asked.report_only:
        _run(asked.minutes, asked.workers)
    mutants = list(code_mutants())
    left = [Left(each, break_of(get_diff_for_mutant(each.key, path=_file(each)))) for each in mutants if _is_left(each)]
    PAGE.write_text(report(mutants, left, reasons()), encoding="utf-8")
    tried = sum(each.fate is not Fate.UNTRIED for each in mutants)
    print(f"{tried} of {len(mutants)} mutants tried, {rate(mutants):.1f} of 100 found; see {PAGE}")
    return int(rate(mutants) < WANTED)


def _run(minutes: float, workers: str) -> None:
    """Let mutmut run until its time is over; what it found by then it has kept."""
    command = [str(Path(sys.executable).parent / "mutmut"), "run", "--max-children", workers]
    with LOG.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, env={**os.environ, **ELSEWHERE}
        )
        try:
            ended = process.wait(timeout=minutes * 60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=60)
            return
    if ended:
        sys.exit(f"mutmut ended with {ended}:\n{LOG.read_text(encoding='utf-8')[-2000:]}")


def _is_left(mutant: CodeMutant) -> bool:
    return mutant.fate in (Fate.LEFT, Fate.UNTESTED)


def _file(mutant: CodeMutant) -> str:
    return mutant.module.replace(".", "/") + ".py"


if __name__ == "__main__":
    sys.exit(main())
