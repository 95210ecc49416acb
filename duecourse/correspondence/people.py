"""What letters to the people of a case and to the trust's own leads need."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from duecourse.correspondence import sightings
from duecourse.correspondence.dossier import Dossier
from duecourse.correspondence.outsiders import concern, done_so_far, received
from engine.record.case import CASE
from engine.time.due_times import after
from engine.time.duration import Duration

ROUTES = {"complaint": "complaints"}


def acknowledgement(dossier: Dossier) -> Mapping[str, object]:
    """L01, to the reporter (LUM 12.1)."""
    manager = dossier.holder("senior manager")
    return {
        "reported_at": dossier.case.reported_at,
        "category": dossier.text("category", CASE),
        "case_manager": manager.name if manager else None,
        "next_update_by": _days_ahead(dossier, "5 working days"),
    }


def personal_complaint(dossier: Dossier) -> Mapping[str, object]:
    """L03, to the person whom the site wants to complain themselves (LUM 13.5)."""
    helper = dossier.holder("senior manager")
    site = dossier.text("host_name") or dossier.site(dossier.track)
    about = dossier.text("description") or ""
    return {
        "platform": site,
        "items": [{"url": dossier.url(dossier.track)}],
        "host_said": sightings.answer(dossier).get("host_answer"),
        "route": dossier.text("host_contact") or "Use the report link that stands beside the material",
        "info_needed": ["The web address", "Who you are", "Why the material should be changed or removed"],
        "prefilled_text": f"I ask you to remove the material at this address. {about}".strip(),
        "helper": helper.name if helper else None,
        "helper_contact": helper.email if helper else None,
        "id_warning": True,
        "policy_says": dossier.asked_for("removal", "personal_answer"),
    }


def consent_request(dossier: Dossier) -> Mapping[str, object]:
    """L06, asking for consent to tell the police (LUM 13.7)."""
    usual = after(dossier.now, Duration.parse("3 working days"), dossier.calendar)
    return {
        "concern": concern(dossier),
        "threat_summary": dossier.text("what_happened", CASE) or dossier.text("category", CASE),
        "what_will_be_shared": [
            "Your name, post and e-mail address",
            "The web addresses and what was found there",
            "The evidence that was kept",
        ],
        "who_to": dossier.setting("police_force") or "the local police, on 101 or online",
        "how_to_withdraw": "Tell any senior manager, in any way, at any time before the report is sent",
        "reply_by": dossier.due_at("consent_answer") or usual,
        "policy_says": dossier.asked_for("police", "refer"),
    }


def consent_record(dossier: Dossier) -> Mapping[str, object]:
    """L07, the record of consent or of its withdrawal (LUM 13.7)."""
    person = dossier.people.get(dossier.track.person)
    decision = dossier.track.consents.get("police_report")
    return {
        "consent_ref": f"{dossier.case.reference}, {dossier.letter.on}",
        "person": {"name": person.name} if person else None,
        "decision": decision,
        "scope": ["A report of this matter to the police"],
        "given_at": dossier.done_at("consent_answer"),
        "method": dossier.value("how_consented"),
        "witness": dossier.text("consent_witness"),
        "withdrawn_at": dossier.done_at("withdraw") if decision == "withdrawn" else None,
    }


def support(dossier: Dossier) -> Mapping[str, object]:
    """L09, the offer of support (LUM 13.8)."""
    manager = dossier.holder("senior manager")
    return {
        "offered_at": dossier.done_at("offer"),
        "internal_contact": manager.name if manager else None,
        "union_note": True,
        "occupational_health": dossier.setting("occupational_health") == "yes",
        "review_on": _days_ahead(dossier, "10 working days"),
        "policy_says": dossier.asked_for("support", "offer"),
    }


def data_notice(dossier: Dossier) -> Mapping[str, object]:
    """L21, to the data protection officer; it may be incomplete and be followed by more."""
    sites = [dossier.site(track) for track in dossier.removals()]
    known = dossier.track.answers
    aware_at = (dossier.moment("aware_at") if "aware_at" in known else None) or dossier.case.reported_at
    discovered_at = (dossier.moment("discovered_at") if "discovered_at" in known else None) or dossier.case.reported_at
    what = dossier.text("what") if "what" in known else None
    return {
        "discovered_at": discovered_at,
        "aware_at": aware_at,
        "ico_due_at": aware_at + timedelta(hours=72),
        "what": what or dossier.text("what_happened", CASE) or dossier.text("category", CASE),
        "special_category": _said(dossier, "special_category"),
        "children": _said(dossier, "children") if "children" in known else dossier.danger("child_at_risk"),
        "where_visible": ", ".join(dict.fromkeys(site for site in sites if site)),
        "still_live": "not_known",
        "containment": done_so_far(dossier),
        "evidence_refs": [str(row.number) for row in dossier.evidence],
    }


def _said(dossier: Dossier, name: str) -> str:
    value = dossier.value(name)
    return value if value in ("yes", "no") else "not_known"


def safeguarding_referral(dossier: Dossier) -> Mapping[str, object]:
    """L24, to the designated safeguarding lead (LUM 5.1, 11.1, 11.2); never an image."""
    child = dossier.people.get(dossier.track.person)
    urls = [dossier.url(track) for track in dossier.removals()]
    concern = dossier.text("concern") if "concern" in dossier.track.answers else None
    return {
        "immediate_risk": dossier.danger("life_in_danger"),
        "child": {"name": child.name} if child else None,
        "concern": concern or dossier.text("what_happened", CASE) or dossier.text("category", CASE),
        "addresses": [url for url in urls if url],
        "possible_child_image": dossier.flagged(),
    }


def closure(dossier: Dossier) -> Mapping[str, object]:
    """L32, to the reporter and the person affected: what was done, and how to come back."""
    results = []
    for track in dossier.removals():
        address = dossier.case.addresses.get(track.about.removeprefix("address/"))
        if address is None or address.flagged:
            continue  # an address that may show an illegal image is told to nobody
        states = dossier.policy.track(track.track).definition.states
        results.append({"url": dossier.url(track), "result": states[track.state].title})
    looks = ("look_after_a_week", "look_after_a_month")
    clocks = [clock for clock in dossier.case.deadlines.values() if clock.name in looks and clock.state == "open"]
    days = sorted({dossier.calendar.local(clock.due_at).date() for clock in clocks if clock.due_at})
    return {
        "reported_at": dossier.case.reported_at,
        "what_was_done": done_so_far(dossier) or [received(dossier)],
        "results": results,
        "recheck_on": days,
        "how_to_reopen": dossier.setting("how_to_reopen")
        or "Tell any senior manager of the school, and quote the case reference",
    }


def redirect(dossier: Dossier) -> Mapping[str, object]:
    """L33, pointing to the procedure that fits better (LUM 5.6); a parent's post may be a complaint in disguise."""
    parent = dossier.track.track == "parent"
    route = "complaint" if parent else dossier.value("route", CASE)
    return {
        "reported_at": dossier.case.reported_at,
        "route": ROUTES.get(route or "", route),
        "reason": dossier.text("reason") if parent else dossier.text("scope_reason", CASE),
        "how": dossier.setting("how_to_complain")
        or "The procedure is on the trust's website, and the school office has a copy",
        "contact": dossier.setting("office_contact") or dossier.school.name,
    }


def _days_ahead(dossier: Dossier, length: str) -> object:
    return dossier.calendar.local(after(dossier.now, Duration.parse(length), dossier.calendar)).date()
