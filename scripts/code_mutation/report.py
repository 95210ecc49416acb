"""The page that tells how many breaks of the code the tests find, and why each of the others is left."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.code_mutation.mutants import Break, CodeMutant, Fate

REASONS = Path(__file__).parent / "reasons.toml"
WANTED = 85
"""How many of a hundred mutants the tests must find."""
WORDS = "Words for people: a test that pinned them would forbid better ones. What decides is the code beside them."
OPEN = "**Nobody has looked at it yet.**"
HEAD = """# Code, broken on purpose

How good are the tests? `make mutation` breaks `engine/time`, `engine/steps` and `engine/record` in one small place at a
time (a comparison turned round, a number changed, an argument dropped, a text replaced) and runs the unit tests of the
engine that reach the function. It stops after the minutes that it is given, and goes on from there the next time: what
was tried and has not changed since is not tried again. A mutant that no test sees stands below with the reason why it
is left; {wanted} of 100 must be found.
"""


@dataclass(frozen=True, slots=True)
class Left:
    """A mutant that no test sees, and what it changes."""

    mutant: CodeMutant
    change: Break


def reasons(path: Path = REASONS) -> Mapping[tuple[str, str], str]:
    """Read why mutants are left: function and the line after the break ("" for all of the function) → the reason."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["left"]
    return {(row["function"], row.get("after", "")): row["why"] for row in rows}


def rate(mutants: Sequence[CodeMutant]) -> float:
    """Give how many of a hundred mutants that were tried were found; those that no test reaches were not."""
    tried = [each for each in mutants if each.fate is not Fate.UNTRIED]
    return 100 * sum(each.fate is Fate.FOUND for each in tried) / len(tried) if tried else 0.0


def report(mutants: Sequence[CodeMutant], left: Sequence[Left], why: Mapping[tuple[str, str], str]) -> str:
    """Write the whole page."""
    head = HEAD.format(wanted=WANTED)
    return "\n".join([head, *_table(mutants), "", "## What is not found", *_survivors(left, why)]) + "\n"


def why_left(left: Left, why: Mapping[tuple[str, str], str]) -> str:
    """Give the reason why a mutant is left: written for it, for its function, or that only words were changed."""
    function = f"{left.mutant.module}.{left.mutant.function}"
    own = why.get((function, left.change.after)) or why.get((function, ""))
    return own or (WORDS if left.change.is_of_words else OPEN)


def _table(mutants: Sequence[CodeMutant]) -> Iterator[str]:
    yield from ("| module | mutants | tried | found | of 100 tried |", "|---|---|---|---|---|")
    for module in (*sorted({each.module for each in mutants}), ""):
        mine = [each for each in mutants if module in ("", each.module)]
        tried = [each for each in mine if each.fate is not Fate.UNTRIED]
        found = sum(each.fate is Fate.FOUND for each in tried)
        name = f"`{module}`" if module else "**all**"
        yield f"| {name} | {len(mine)} | {len(tried)} | {found} | {f'{rate(mine):.1f}' if tried else '–'} |"


def _survivors(left: Sequence[Left], why: Mapping[tuple[str, str], str]) -> Iterator[str]:
    by_reason: dict[str, list[Left]] = {}
    for each in left:
        by_reason.setdefault(why_left(each, why), []).append(each)
    for reason, group in sorted(by_reason.items(), key=lambda item: (item[0] == OPEN, -len(item[1]))):
        yield from ("", f"{reason}", "")
        for each in group:
            untested = " (reached by no unit test of the engine)" if each.mutant.fate is Fate.UNTESTED else ""
            function = f"`{each.mutant.module}.{each.mutant.function}`{untested}"
            yield f"- {function}: `{each.change.before}` → `{each.change.after}`"
