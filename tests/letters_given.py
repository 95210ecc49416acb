"""A case whose request to the host is issued, or given to be sent by e-mail, and what stands of it in the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from duecourse.casework.commands import letter_texts, letters
from duecourse.casework.context.services import Services
from engine.identity import CaseReference
from engine.ports.records import Notice
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.values import WAITING
from tests.cli import FINDINGS
from tests.services import act, caller, move_clock, report, scheduler

HOST = "abuse@posts.example"
SENIOR = "oakfield-senior"


def later(place: Services, **length: float) -> None:
    """Let time go by."""
    move_clock(place, place.clock.now() + timedelta(**length))


def issued(place: Services, contact: str = HOST, *at: str) -> tuple[CaseReference, int]:
    """Bring a case to where the request to the host is issued and has not left. Gives its reference and the letter."""
    reference, _ = drafted(place, contact, *at)
    return reference, sealed(place, reference, "send")


def drafted(place: Services, contact: str = HOST, *at: str) -> tuple[CaseReference, int]:
    """Bring a case to where the request to the host is drafted. Gives its reference and the letter."""
    reference = begun(place, *at)
    asks = {"ground": "terms", "requested_action": "remove", "description": "A post"}
    approach = {"approach": "ask_host", "approach_reason": "It insults her", "host_name": "Posts Example"}
    act(place, "senior", reference, "removal/1", "decide", **approach, **asks, host_contact=contact)
    return reference, number_of(place, reference, "send")


def begun(place: Services, *at: str) -> CaseReference:
    """Report an incident, at an address that is given or another, and begin its procedures."""
    reference = report(place, *at)
    act(place, "senior", reference, "case/1", "acknowledge")
    scope = {"scope": "in_scope", "scope_reason": "Ours", "danger_confirmed": "yes"}
    act(place, "senior", reference, "case/1", "triage", **scope)
    act(place, "senior", reference, "case/1", "open_tracks")
    return reference


def sealed(place: Services, reference: CaseReference, action: str) -> int:
    """Issue the letter whose sending a step is. Gives its number."""
    number = number_of(place, reference, action)
    letter_texts.read_letter(place, caller(place, SENIOR), reference, number, "text")
    later(place, minutes=1)
    letters.issue(place, caller(place, SENIOR), reference, number)
    later(place, minutes=1)
    return number


def sent(place: Services, reference: CaseReference, number: int) -> int:
    """Read, issue and hand over a letter. Gives its number."""
    letter_texts.read_letter(place, caller(place, SENIOR), reference, number, "text")
    later(place, minutes=1)
    letters.issue(place, caller(place, SENIOR), reference, number)
    later(place, minutes=1)
    letters.dispatch(place, caller(place, SENIOR), reference, number, "by hand, Ann took it")
    later(place, minutes=1)
    return number


def number_of(place: Services, reference: CaseReference, action: str) -> int:
    """Give the number of the letter whose sending a step is."""
    return next(each.number for each in case_of(place, reference).letters.values() if each.action == action)


def consented(place: Services) -> tuple[CaseReference, int]:
    """Bring a case to where the referral to the police is issued, with the consent of the teacher it is about."""
    reference = begun(place)
    act(place, "senior", reference, "investigation/1", "start")
    act(place, "senior", reference, "investigation/1", "record_findings", **{**FINDINGS, "material": "threatening"})
    act(place, "senior", reference, "police/1", "assess")
    act(place, "senior", reference, "police/1", "ask_consent")
    answer = {"consent.police_report": "given", "how_consented": "online"}
    act(place, "teacher", reference, "police/1", "consent_answer", **answer)
    return reference, sealed(place, reference, "refer")


def close(place: Services, reference: CaseReference) -> None:
    """Find that the material is gone, and bring the case to its end."""
    act(place, "deputy", reference, "removal/1", "found_gone", check_words="It is gone.")
    finish(place, reference)


def finish(place: Services, reference: CaseReference) -> None:
    """Bring a case whose material is gone to its end."""
    act(place, "senior", reference, "investigation/1", "start")
    act(place, "senior", reference, "investigation/1", "record_findings", **{**FINDINGS, "material": "neither"})
    act(place, "senior", reference, "support/1", "offer", how_offered="In person")
    act(place, "teacher", reference, "support/1", "answer", support_answer="declined")
    act(place, "senior", reference, "case/1", "record_outcome", outcome="removed", outcome_words="It went by itself.")
    for letter in case_of(place, reference).letters.values():
        if letter.status in WAITING and not letter.action:
            letters.withdraw(place, caller(place, SENIOR), reference, letter.number, "It was said in person.")
    later(place, minutes=1)
    act(place, "senior", reference, "case/1", "close", retention="takedown", policy_review="no")


def case_of(place: Services, reference: CaseReference) -> Case:
    """Give a case as it is stored."""
    with place.store.reading() as reading:
        return reading.find_case(scheduler(place), reference)


def entries_of(place: Services, reference: CaseReference) -> Sequence[Entry]:
    """Give its events."""
    with place.store.reading() as reading:
        return reading.entries(scheduler(place), case_of(place, reference).id)


def rows_of(place: Services, kind: str = "letter") -> list[Notice]:
    """Give what the outbox holds of a kind."""
    with place.store.reading() as reading:
        found = reading.notices(reading.organisation().id)
    return [each for each in found if each.kind == kind]


def rendition(place: Services, reference: CaseReference, number: int, media: str) -> bytes:
    """Give the sealed bytes of a letter."""
    with place.store.reading() as reading:
        sealed = reading.sealed(scheduler(place), case_of(place, reference).id, number)
    assert sealed is not None
    return sealed.renditions[media]
