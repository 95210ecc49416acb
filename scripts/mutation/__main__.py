"""Break the shipped procedures one small piece at a time, and write docs/reference/mutants.md: `make mutants`."""

from __future__ import annotations

import argparse
from pathlib import Path

from duecourse.bootstrap import build_letters
from duecourse.policies.library import read_workflows
from scripts.mutation.report import counted, report
from scripts.mutation.trial import Trial, sampled

PAGE = Path("docs/reference/mutants.md")


def main() -> None:
    """Try the sample, or with `--all` every mutant, and write what came of it."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutation", description=__doc__)
    parser.add_argument("--all", action="store_true", help="try every mutant, and only print the figures")
    everything = parser.parse_args().all
    texts = dict(read_workflows())
    trial = Trial(texts, build_letters().kinds())
    mutants = list(trial.mutants())
    verdicts = list(trial.run(mutants if everything else sampled(mutants)))
    for kind in dict.fromkeys(each.mutant.kind for each in verdicts):
        print(f"{kind:15}{counted([each for each in verdicts if each.mutant.kind == kind])}")
    print(f"{'all':15}{counted(verdicts)}")
    if not everything:
        PAGE.write_text(report(verdicts, texts), encoding="utf-8")


if __name__ == "__main__":
    main()
