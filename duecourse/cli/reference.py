"""The reference of the command line, written from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typer.core import TyperGroup

from engine.reasons import ReasonCode

HEAD = """# The command line

Written from the code by `scripts/write_reference.py`; a test compares. Exit codes: 0 done, 2 a person's mistake or a
refusal, 1 our fault (with a reference to the log) or something outside that did not answer. Before a command stand
`--data DIR` and `--database URL`, or the variables `DUECOURSE_DATA` and `DUECOURSE_DATABASE`; `--version` says which
Duecourse this is; `DUECOURSE_AS` stands for `--as`, and `DUECOURSE_WORKFLOWS` names another folder of procedures.
`DUECOURSE_PG_DUMP` names the program that copies a PostgreSQL database, where it is not found by itself;
`DUECOURSE_WITHOUT_BACKUP=yes` lets a store be brought to a newer schema that could not be copied first.
`DUECOURSE_MAIL_RELAY` and what else begins with `DUECOURSE_MAIL_` say how mail leaves:
[Send mail](../how-to/send-mail.md) describes each.

## Names and numbers

With `--json`, `code` is what everybody calls a thing of a case by. `on` names a procedure as commands take it:
`removal/2` to those who see all of the case, `removal/K7F` to others. To these, `number`, `revision`,
`events` and `head` are null.

## Refusals

With `--json`, what cannot be done is told as `{"refused": true, "reasons": [...]}`, and what is locked among `options`
has such reasons too. Each has the fields `code`, `says`, `clause`, `unlocks` and `field` (the question whose answer is
meant, or ""). The sentences are for people and may be put otherwise at any time; programs go by the code:
"""


def reference(top: TyperGroup) -> str:
    """Describe every command with its arguments and options."""
    codes = (f"- `{code}`: {code.means}" for code in ReasonCode)
    return "\n".join((HEAD, *codes, "", *_described(top, "duecourse")))


def _described(command: Any, path: str) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    for name, each in inner.items():
        yield from _described(each, f"{path} {name}")
    if inner:
        return
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    named = " ".join(_named(each) for each in arguments)
    yield f"## {path} {named}\n".replace(" \n", "\n")
    yield f"{' '.join((command.help or '').split())}\n"
    for option in command.params:
        if option.param_type_name == "option" and option.name != "help":
            yield f"- `{option.opts[0]}`: {option.help or 'see above'}"
    yield ""


def _named(argument: Any) -> str:
    name = str(argument.metavar or argument.name.upper())
    return name if argument.required or name.startswith("[") else f"[{name}]"
