"""Break the shipped procedures one small piece at a time, and write docs/reference/mutants.md: `make mutants`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from duecourse.bootstrap import build_letters
from duecourse.policies.library import read_workflows
from scripts.mutation.report import kinds, report, summed
from scripts.mutation.trial import Trial, sampled

PAGE = Path("docs/reference/mutants.md")


def main() -> None:
    """Try the sample, or with `--all` every mutant, and write what came of it."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutation", description=__doc__)
    parser.add_argument("--all", action="store_true", help="try every mutant, and only print the figures")
    parser.add_argument("--kind", action="append", default=[], help="try this kind alone, and only print")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="how many work side by side")
    asked = parser.parse_args()
    texts = dict(read_workflows())
    trial = Trial(texts, build_letters().kinds())
    mutants = [each for each in trial.mutants() if not asked.kind or each.kind in asked.kind]
    verdicts = trial.run_beside(mutants if asked.all or asked.kind else sampled(mutants), asked.processes)
    for kind, mine in {**kinds(verdicts), "all": verdicts}.items():
        print(f"{kind:15}{summed(mine)}")
    for verdict in verdicts:
        if verdict.unseen or (asked.kind and not verdict.killed):
            print(f"{verdict.mutant.file}: {verdict.mutant.where}: {verdict.mutant.says}: {verdict.shown or 'UNSEEN'}")
    if not (asked.all or asked.kind):
        PAGE.write_text(report(verdicts, texts), encoding="utf-8")


if __name__ == "__main__":
    main()
