"""The command line: plain tables for people, one JSON document for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import typer

from duecourse.cli import app
from duecourse.cli.cases import audit, cases, changes, letters, registers, times, undo
from duecourse.cli.installation import aside, backup, doctor, processes
from duecourse.cli.policies import adoption, policies
from duecourse.cli.trust import accounts, beginning, helplines, people, posts, schools, settings
from duecourse.logs import write_log
from duecourse.private import keep_private

Command: TypeAlias = Callable[..., None]
COMMANDS: Mapping[str, Command] = {
    "run": processes.run,
    "init": beginning.init,
    "serve": processes.serve,
    "worker": processes.worker,
    "backup": backup.backup,
    "check": policies.check,
    "new-policy": adoption.new_policy,
    "policies": policies.policies,
    "coverage": policies.coverage,
    "clause": policies.clause,
    "diagram": policies.diagram,
    "open": cases.open_case,
    "list": cases.list_cases,
    "show": cases.show_case,
    "history": cases.history,
    "options": cases.options,
    "act": changes.act,
    "correct": changes.correct,
    "assign": changes.assign,
    "due": times.due,
    "explain-deadline": times.explain_deadline,
    "sweep": times.run_sweep,
    "undo": undo.undo,
    "migrate": undo.migrate,
    "ask": registers.ask,
    "doctor": doctor.doctor,
}
GROUPS: Mapping[str, tuple[str, Mapping[str, Command]]] = {
    "address": ("Web addresses of a case.", {"add": changes.address_add, "flag": changes.address_flag}),
    "case person": ("People of a case.", {"add": changes.person_add}),
    "person": (
        "The people of the trust.",
        {
            "add": people.person_add,
            "change": people.person_change,
            "end": people.person_end,
            "list": people.person_list,
        },
    ),
    "post": (
        "Who holds which post.",
        {"give": posts.post_give, "end": posts.post_end, "list": posts.post_list},
    ),
    "school": (
        "The schools of the trust.",
        {
            "add": schools.school_add,
            "change": schools.school_change,
            "end": schools.school_end,
            "list": schools.school_list,
        },
    ),
    "setting": ("What is set for the whole trust.", {"set": settings.setting_set, "list": settings.setting_list}),
    "helpline": (
        "Where people find support.",
        {
            "list": helplines.helpline_list,
            "add": helplines.helpline_add,
            "change": helplines.helpline_change,
            "confirm": helplines.helpline_confirm,
            "end": helplines.helpline_end,
        },
    ),
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
    "calendar": (
        "Calendars.",
        {"show": times.calendar_show, "close": times.calendar_close, "load": schools.calendar_load},
    ),
    "letter": (
        "Letters.",
        {
            "list": letters.letter_list,
            "get": letters.letter_get,
            "issue": letters.letter_issue,
            "dispatch": letters.letter_dispatch,
            "withdraw": letters.letter_withdraw,
            "verify": letters.letter_verify,
        },
    ),
    "register": (
        "Registers of permissions and declarations.",
        {"add": registers.register_add, "list": registers.register_list, "show": registers.register_show},
    ),
    "account": (
        "Who can sign in.",
        {
            "set-password": accounts.set_password,
            "end-sessions": accounts.end_sessions,
            "list": accounts.list_accounts,
        },
    ),
    "audit": (
        "The record.",
        {
            "verify": audit.audit_verify,
            "replay": audit.audit_replay,
            "export": audit.audit_export,
        },
    ),
}


def build() -> typer.Typer:
    """Put the commands together."""
    top = typer.Typer(
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        # square brackets of a help text are meant as they stand: markup would swallow them
        rich_markup_mode=None,
        help="Duecourse sees a report of online abuse in a school through the trust's own policy, on time.",
    )
    top.callback()(app.before)
    for name, command in COMMANDS.items():
        top.command(name)(command)
    above = {"": top}
    for path, (says, commands) in GROUPS.items():
        group = typer.Typer(help=says, no_args_is_help=True, rich_markup_mode=None)
        for verb, command in commands.items():
            group.command(verb)(command)
        *outer, name = path.split(" ")
        _group(above, " ".join(outer), top).add_typer(group, name=name)
    return top


def _group(above: dict[str, typer.Typer], path: str, top: typer.Typer) -> typer.Typer:
    """Give the group of groups that a path names, made where it is not there yet."""
    if path not in above:
        above[path] = typer.Typer(help=f"What belongs to a {path}.", no_args_is_help=True, rich_markup_mode=None)
        top.add_typer(above[path], name=path)
    return above[path]


def main() -> None:
    """Run the command line and end with the right code; nobody else can read what it writes."""
    keep_private()
    write_log("%(message)s")
    app.run(build())
