"""The command line: plain tables for people, one JSON document for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import typer

from duecourse.cli import (
    accounts,
    adopting,
    app,
    aside,
    audit,
    beginning,
    cases,
    changes,
    doctor,
    letters,
    policies,
    registers,
    running,
    times,
    undoing,
)

Command: TypeAlias = Callable[..., None]
COMMANDS: Mapping[str, Command] = {
    "run": running.run, "init": beginning.init, "worker": running.worker, "check": policies.check,
    "new-policy": adopting.new_policy,
    "policies": policies.policies, "coverage": policies.coverage, "clause": policies.clause,
    "diagram": policies.diagram, "open": cases.open_case, "list": cases.list_cases, "show": cases.show_case,
    "history": cases.history, "options": cases.options, "act": changes.act, "correct": changes.correct,
    "assign": changes.assign, "due": times.due, "explain-deadline": times.explain_deadline, "sweep": times.run_sweep,
    "undo": undoing.undo, "migrate": undoing.migrate, "ask": registers.ask, "doctor": doctor.doctor,
}  # fmt: skip
GROUPS: Mapping[str, tuple[str, Mapping[str, Command]]] = {
    "address": ("Web addresses of a case.", {"add": changes.address_add, "flag": changes.address_flag}),
    "person": ("People of a case.", {"add": changes.person_add}),
    "evidence": (
        "Evidence of a case.",
        {"add": letters.evidence_add, "list": letters.evidence_list, "get": letters.evidence_get},
    ),
    "hold": ("Holds.", {"set": changes.hold_set, "lift": changes.hold_lift}),
    "deadline": (
        "Clocks.",
        {"pause": changes.deadline_pause, "resume": changes.deadline_resume, "extend": changes.deadline_extend},
    ),
    "aside": ("Cases that the sweep has set aside.", {"list": aside.aside_list, "restore": aside.aside_restore}),
    "alert": ("Alerts.", {"list": changes.alert_list, "acknowledge": changes.alert_acknowledge}),
    "calendar": ("Calendars.", {"show": times.calendar_show, "close": times.calendar_close}),
    "letter": (
        "Letters.",
        {
            "list": letters.letter_list, "get": letters.letter_get, "issue": letters.letter_issue,
            "dispatch": letters.letter_dispatch, "withdraw": letters.letter_withdraw, "verify": letters.letter_verify,
        },
    ),
    "register": (
        "Registers of permissions and declarations.",
        {"add": registers.register_add, "list": registers.register_list, "show": registers.register_show},
    ),
    "account": (
        "Who can sign in.",
        {
            "set-password": accounts.set_password, "end-sessions": accounts.end_sessions,
            "list": accounts.list_accounts,
        },
    ),
    "audit": (
        "The record.",
        {
            "verify": audit.audit_verify, "replay": audit.audit_replay, "export": audit.audit_export,
        },
    ),
}  # fmt: skip


def build() -> typer.Typer:
    """Put the commands together."""
    top = typer.Typer(
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        help="Duecourse sees a report of online abuse in a school through the trust's own policy, on time.",
    )
    top.callback()(app.before)
    for name, command in COMMANDS.items():
        top.command(name)(command)
    for name, (says, commands) in GROUPS.items():
        group = typer.Typer(help=says, no_args_is_help=True)
        for verb, command in commands.items():
            group.command(verb)(command)
        top.add_typer(group, name=name)
    return top


def main() -> None:
    """Run the command line and end with the right code."""
    app.run(build())
