"""All that the page of the registers shows of them, in one look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.context.look.entries import RegisterEntry
from duecourse.casework.context.look.lookup import Looker, PolicyQuestion
from duecourse.casework.context.report_form import ReportPlaces, report_places_in
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.registers.filing import log_entries, log_questions, questions_in
from duecourse.casework.registers.known_to_all import known_in, log_known, opened_by
from duecourse.casework.registers.unread import overseen_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """The entries and the questions that somebody may see, newest entry first, and where they may make one.

    `known` are those that everybody at the school is to know, `opened` says that there is such a register under the
    policy, and `oversees` that they may look up who has not read the policy.
    """

    entries: tuple[RegisterEntry, ...]
    questions: tuple[PolicyQuestion, ...]
    places: ReportPlaces
    oversees: bool
    known: tuple[RegisterEntry, ...]
    opened: bool


def registers(services: Services, caller: Caller, at: datetime | None = None) -> Registers:
    """List entries as they stood at a moment, now unless one is given, and questions as they stand.

    Raises NotFound where the viewer has no school.
    """
    with services.store.reading() as reading:
        looker = Looker(services, reading, caller.viewer, at or services.clock.now())
        entries = sorted(looker.entries(""), key=lambda entry: entry.reference, reverse=True)
        questions = questions_in(services, reading, caller)
        places = report_places_in(services, reading, caller)
        known = known_in(services, reading, places, at or services.clock.now())
        oversees = bool(overseen_in(services, reading, caller, places))
    log_entries(services, caller, entries)
    log_questions(services, caller, questions)
    log_known(services, caller, known)
    return Registers(
        entries=tuple(entries),
        questions=tuple(questions),
        places=places,
        oversees=oversees,
        known=known,
        opened=bool(opened_by(places.policy)),
    )
