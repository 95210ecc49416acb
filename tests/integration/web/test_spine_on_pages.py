"""The whole case on the pages of the site: report, two hosts, a refusing provider, consent, police, outcome."""

from __future__ import annotations

from duecourse.casework.commands import letters
from duecourse.casework.queries import case_view
from engine.identity import CaseReference
from engine.record.values import WAITING
from tests.cli import ADDRESSES, ASK_HOST, CALM, FINDINGS, IN_SCOPE
from tests.services import caller, scheduler
from tests.site import Person, Site, report

REPORT = {**CALM, "affects": "me", "who": "unknown", "addresses": "\n".join(ADDRESSES), "reporter": "me"}

PROOF = {"portal": "Web form, EX-1", "hand": "The officer at the desk took it; Drew Instance saw it"}
"""What shows that a letter went out by a way."""


def letter_of(site: Site, reference: CaseReference, template: str) -> int:
    case = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference).case
    waiting = [each for each in case.letters.values() if each.template.startswith(template) and each.status == "draft"]
    return waiting[-1].number


def post(site: Site, person: Person, reference: CaseReference, template: str, way: str = "portal") -> None:
    """Read a letter, issue it, and record how it went out."""
    place = f"/cases/{reference}/letters/{letter_of(site, reference, template)}"
    issued = person.fill(place)
    assert "Issued: to send" in issued.text
    sent = person.send(issued, way=way, proof=PROOF[way])
    assert "?done=" in str(sent.url), sent.text


def withdraw_letters(site: Site, reference: CaseReference) -> None:
    """Withdraw what waits unsent: a case is not closed before."""
    with site.services.store.reading() as reading:
        case = reading.find_case(scheduler(site.services), reference)
    senior = caller(site.services, "oakfield-senior")
    for letter in case.letters.values():
        if letter.status in WAITING:
            letters.withdraw(site.services, senior, reference, letter.number, "Said in person")


def test_a_case_goes_from_the_report_to_its_closure_in_the_browser(site: Site) -> None:
    teacher, senior, deputy = (site.person(f"oakfield-{who}") for who in ("teacher", "senior", "deputy"))
    reference = report(teacher, REPORT)
    site.wait(minutes=30)
    senior.take(reference, "case/1", "acknowledge")
    senior.take(reference, "case/1", "triage", **IN_SCOPE)
    senior.take(reference, "case/1", "open_tracks")
    senior.take(reference, "investigation/1", "start")
    senior.take(reference, "investigation/1", "record_findings", **FINDINGS)
    for on in ("removal/1", "removal/2"):
        senior.take(reference, on, "decide", **ASK_HOST)
        post(site, senior, CaseReference(reference), "L02")
    site.wait(hours=2)
    deputy.take(reference, "removal/1", "look", seen_now="gone")
    site.wait(hours=22)
    deputy.take(reference, "removal/2", "check", result="still_there")
    assert "still there, " in senior.get(f"/cases/{reference}").text
    senior.take(reference, "removal/2", "prepare", isp="Example Hosting", isp_contact="abuse@hosting.example")
    post(site, senior, CaseReference(reference), "L04")
    site.wait(hours=24)
    post(site, senior, CaseReference(reference), "L05")
    senior.take(reference, "removal/2", "isp_answer", isp_said="refused")
    senior.take(reference, "police/1", "assess", finding="threatening")
    senior.take(reference, "police/1", "ask_consent")
    teacher.take(
        reference, "police/1", "consent_answer", **{"consent.police_report": "declined"}, how_consented="online"
    )
    assert "Declined" in senior.get(f"/cases/{reference}/people").text
    teacher.take(reference, "police/1", "consent_answer", **{"consent.police_report": "given"}, how_consented="signed")
    post(site, senior, CaseReference(reference), "L08", "hand")
    senior.take(reference, "police/1", "police_answer", police_said="no_further_action")
    senior.take(reference, "support/1", "offer", how_offered="In person")
    teacher.take(reference, "support/1", "answer", support_answer="declined")
    senior.take(reference, "case/1", "record_outcome", outcome="partly", outcome_words="One page stayed.")
    withdraw_letters(site, CaseReference(reference))
    closed = senior.take(reference, "case/1", "close", retention="takedown", policy_review="no")

    assert ">Closed</strong>" in closed.text
    assert "Nothing here" in senior.get("/work?show=overdue").text
