"""The JSON shapes that other programs rely on: fields are added, never renamed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from duecourse.casework.context.look.narrative import Sentence
from duecourse.casework.context.look.redaction import standing
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.look.visible_case import VisibleCase
from duecourse.casework.context.look.written_case import Written
from duecourse.casework.policies.grounds import clock_said
from duecourse.casework.queries.case_lists import AlertLine, DueLine
from engine.addresses.reported import host_of
from engine.errors import Finding
from engine.identity import About
from engine.ports.sights import ClockSight
from engine.reasons import Reason
from engine.record.effects import Clocked, LetterChanged
from engine.record.values import Alert, Deadline, Letter
from engine.steps.consequences import active_holds
from engine.steps.options import Option

Shape = dict[str, object]


def shown(view: CaseView) -> Shape:
    """The shape of `show`."""
    case, everything = view.case, view.everything
    return {
        "reference": case.reference,
        "policy": case.policy,
        "policy_hash": case.policy_hash,
        "revision": case.revision if everything else None,
        "seen": view.seen,
        "status": standing(case),
        "school": view.school.key,
        "shared": [
            {"school": school.key, "since": iso(share.since), "by": view.name(share.by)}
            for school, share in view.beside
        ],
        "tracks": _tracks(view),
        "deadlines": [deadline(view, each) for each in view.deadlines],
        "addresses": _addresses(view),
        "people": [
            {
                "number": number if everything else None,
                "person": view.name(person),
                "as": list(parts),
                "category": case.categories.get(person, ""),
            }
            for number, (person, parts) in enumerate(case.people.items(), start=1)
        ],
        "team": {role: [view.name(person) for person in people] for role, people in case.team.items()},
        "consents": [
            {"on": case.place(instance.on), "name": name, "value": instance.consents.get(name, "not_asked")}
            for instance in view.tracks
            for name in view.policy.track(instance.track).definition.consents
        ],
        "letters": [letter(case, each) for each in view.letters],
        "alerts": [
            _alert(each, case.number(each), case.code(each), case.place(each.on)) for each in case.alerts.values()
        ],
        "events": case.revision if everything else None,
        "head": case.head or None,
    }


def alert_line(line: AlertLine) -> Shape:
    """The shape of one line of `alert list`."""
    each, names = line.alert, line.names
    return {"reference": line.reference, **_alert(each, names.number(each.number), line.code, names.place(each.on))}


def letter(case: VisibleCase, letter: Letter) -> Shape:
    """The shape of one letter of a case."""
    return {
        "number": case.number(letter),
        "code": case.code(letter),
        "template": letter.template,
        "on": case.place(letter.on),
        "also": [case.place(each) for each in letter.also],
        "status": letter.status,
        "sha256": letter.sha256,
        "approval": letter.approval.state if letter.approval else "",
        "people": len(letter.recipients),
        "row": letter.recipient,
    }


def _alert(alert: Alert, number: int | None, code: str, on: str) -> Shape:
    return {
        "number": number,
        "code": code,
        "on": on,
        "deadline": alert.deadline,
        "alert": alert.alert,
        "round": alert.round,
        "status": alert.status,
        "breached_at": iso(alert.breached_at),
        "raised_at": iso(alert.raised_at),
    }


def clock_times(clock: Deadline | ClockSight) -> Shape:
    """The times of a clock: what only has to pass before a step is due by no time, and overdue at none."""
    due, overdue = (None, None) if clock.not_before else (clock.due_at, clock.overdue_at)
    from_ = clock.due_at if clock.not_before else None
    return {"due_at": iso(due), "overdue_at": iso(overdue), "not_before": iso(from_)}


def due_line(line: DueLine, *, danger: bool) -> Shape:
    """The shape of one line of `due`; `danger` says that it is one to act on."""
    row, clock = line.clock, line.clock.sight
    return {
        "reference": row.reference,
        "on": line.names.place(clock.on),
        "name": clock.name,
        "round": row.round,
        "binding": row.binding,
        **clock_times(clock),
        "rests_on": line.rests_on,
        "roles": list(row.roles),
        "danger": danger,
        "shared_with": [each.key for each in line.shared],
    }


def _tracks(view: CaseView) -> list[Shape]:
    found: list[Shape] = []
    for instance in view.tracks:
        state = view.policy.track(instance.track).definition.states[instance.state]
        found.append(
            {
                "on": view.case.place(instance.on),
                "code": view.case.code(instance),
                "track": instance.track,
                "number": instance.number if view.everything else None,
                "state": instance.state,
                "title": state.title,
                "ended": instance.ended,
                "since": iso(instance.since),
                "held": list(active_holds(instance)),
                "about": _about(view, instance.about),
            }
        )
    return found


def _addresses(view: CaseView) -> list[Shape]:
    return [
        {
            "number": view.case.number(each),
            "code": view.case.code(each),
            "url": view.url(number),
            "host": host_of(view.url(number)),
            "flagged": each.flagged,
        }
        for number, each in view.case.addresses.items()
    ]


def _about(view: CaseView, about: About) -> str:
    number = about.address_number
    if not number or view.everything:
        return about
    address = view.case.addresses.get(number)
    return About.address(view.case.code(address)) if address else ""


def deadline(view: CaseView, clock: Deadline) -> Shape:
    """The shape of one deadline."""
    track = clock.on.track
    explanation = view.explain(clock)
    return {
        "on": view.case.place(clock.on),
        "name": clock.name,
        "basis": view.policy.clock_basis(track, clock.name),
        "binding": clock.binding,
        "rests_on": clock_said(view.policy, track, clock.name),
        "unit": str(explanation.timing.within.unit),
        **clock_times(clock),
        "state": "paused" if clock.paused and clock.state == "open" else clock.state,
        "round": clock.round,
        "clauses": list(view.policy.clock_cites(track, clock.name)),
        "explanation": list(explanation.sentences(view.calendar.zone)),
    }


def sentence(told: Sentence) -> Shape:
    """The shape of one event in words."""
    return {
        "number": told.number or None,
        "code": told.code,
        "at": iso(told.at),
        "happened_at": iso(told.happened_at),
        "who": told.who,
        "says": told.says,
        "details": list(told.details),
    }


def optional(case: VisibleCase, option: Option) -> Shape:
    """The shape of one line of `options`."""
    return {
        "on": case.place(option.on),
        "code": case.code(case.tracks[option.on]),
        "action": option.action,
        "title": option.title,
        "clauses": list(option.clauses),
        "allowed": option.allowed,
        "reasons": reasons(option.reasons),
        "asks": [
            {
                "name": ask.name,
                "type": ask.type,
                "ask": ask.ask,
                "optional": ask.optional,
                "options": dict(ask.options),
                "given": ask.given,
                "help": ask.help,
            }
            for ask in option.asks
        ],
    }


def reasons(found: Iterable[Reason]) -> list[Mapping[str, str]]:
    """The shape of reasons: `code` is for programs (`engine.reasons.ReasonCode`), the sentences may change."""
    return [
        {
            "code": each.code.value,
            "says": each.says,
            "clause": each.clause,
            "unlocks": each.unlocks,
            "field": each.field,
        }
        for each in found
    ]


def written(step: Written) -> Shape:
    """The shape of a write, of as much as the person who made it may know."""
    effects = [effect for entry in step.entries for effect in entry.event.effects]
    clocks = [effect.deadline for effect in effects if isinstance(effect, Clocked)]
    letters = [effect.letter for effect in effects if isinstance(effect, LetterChanged)]
    return {
        "reference": step.reference,
        "revision": step.revision if step.everything else None,
        "events": [
            {
                "sequence": entry.event.sequence or None,
                "kind": entry.event.kind,
                "on": step.case.place(entry.event.on),
                "action": entry.event.action,
            }
            for entry in step.entries
        ],
        "deadlines": [
            {
                "on": step.case.place(each.on),
                "name": each.name,
                "round": each.round,
                "state": each.state,
                **clock_times(each),
            }
            for each in clocks
        ],
        "letters": [
            {
                "number": step.case.number(each),
                "code": step.code_of(each),
                "template": each.template,
                "status": each.status,
            }
            for each in letters
        ],
    }


def finding(each: Finding) -> Shape:
    """The shape of one finding of `check`."""
    return {
        "file": each.file,
        "line": each.line,
        "where": each.where,
        "wrong": each.wrong,
        "allowed": each.allowed,
    }


def iso(moment: datetime | None) -> str | None:
    """Write a moment as ISO 8601 with its offset."""
    return moment.isoformat() if moment else None
