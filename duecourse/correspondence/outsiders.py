"""What letters to hosts, internet providers and the police need; nobody's name without leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from duecourse.correspondence import sightings
from duecourse.correspondence.dossier import Dossier
from engine.ports.records import Person
from engine.record.case import CASE, Instance, Part

GROUNDS = {
    "terms": "your own rules against abuse, and the rules that the website sets for those who use it",
    "illegal_content": "the law on illegal content",
    "privacy": "what the law says about a person's private information or picture",
    "impersonation": "your own rules against passing oneself off as somebody else",
    "copyright": "the rights in work that belongs to our school or trust, or to somebody who works here",
    "defamation": "what the law says about untrue statements that harm a person's good name",
}
"""What the material may go against, as a provider is told: by the ground on which the site was asked."""
CONCERNS = {
    "threatening": "We believe that some of the material may be threatening or intimidating",
    "unlawful_conduct": "We believe that somebody who works for the school may have acted against the law",
    "both": "We believe that some of the material may be threatening or intimidating, and that somebody who works for "
    "the school may have acted against the law",
}
"""Why a matter is one for the police, by what was found."""
METHODS = ("signed", "email", "online", "oral")
"""How a person may give their consent; without one of these there is no record of it."""
INQUIRY = "investigation/1"
HOST_TIME = timedelta(hours=24)
"""How long a host is given: the policy's own "within 24 hours", counted from the message (ruling 2)."""


def request(dossier: Dossier) -> Mapping[str, object]:
    """L02, the request to the host (LUM 13.5)."""
    return {
        **_named(dossier),
        "items": [item(dossier, dossier.track)],
        "requested_action": dossier.value("requested_action"),
        "amendment_text": dossier.text("amendment_text"),
        "act_by": HOST_TIME,
        "ground": dossier.value("ground"),
        "authority_statement": _authority(dossier),
        "evidence_refs": [str(row.number) for row in dossier.evidence if row.on == dossier.letter.on],
    }


def reminder(dossier: Dossier) -> Mapping[str, object]:
    """L04, the reminder to the host."""
    return {
        **_named(dossier),
        "items": [item(dossier, dossier.track)],
        "first_sent_at": dossier.done_at("send"),
        **sightings.answer(dossier),
        **sightings.checked(dossier),
        "requested_action": dossier.value("requested_action"),
        "act_by": HOST_TIME,
        "provider_is_next": bool(dossier.asked_for("removal", "escalate")),
    }


def escalation(dossier: Dossier) -> Mapping[str, object]:
    """L05, the letter to the internet provider (LUM 13.6)."""
    return {
        **_named(dossier),
        "items": [item(dossier, dossier.track)],
        "site_domain": dossier.site(dossier.track),
        **sightings.checked(dossier),
        "request_history": sightings.requests(dossier),
        "terms_or_law": GROUNDS.get(dossier.value("ground") or ""),
        "action_asked": "disable",
    }


def item(dossier: Dossier, instance: Instance) -> Mapping[str, object]:
    """One address as an outsider is told of it."""
    return {
        "url": dossier.url(instance),
        "description": dossier.text("description", instance.on),
        "posted_at": dossier.moment("posted_at", instance.on),
        "seen_at": sightings.last_seen(dossier, instance),
    }


def police_referral(dossier: Dossier) -> Mapping[str, object]:
    """L08, the referral to the police (LUM 13.7, 14.5)."""
    consent = consented(dossier)
    victim = dossier.somebody(Part.AFFECTED)
    return {
        **consent,
        "basis": "consent" if consent else "no_consent",
        "consent_ref": f"{dossier.case.reference}, {dossier.letter.on}" if consent else None,
        "no_consent_basis": None if consent else dossier.text("reason"),
        "victim": {
            "name": victim.name,
            "role": dossier.post_of(victim),
            "contact": victim.email,
        }
        if victim
        else None,
        "police_force": dossier.setting("police_force"),
        "police_ref": dossier.text("crime_reference"),
        "incidents": [_incident(dossier, track) for track in dossier.removals()],
        "threat_finding": concern(dossier),
        "risk": _finding(dossier, "impact"),
        **_author(dossier),
        "action_so_far": done_so_far(dossier) or [received(dossier)],
        "preservation_request": True,
        "possible_child_image": dossier.flagged() == "yes",
        "evidence_schedule": [
            *(_exhibit(dossier, row.number) for row in dossier.evidence),
            *(_address_only(dossier, track) for track in dossier.removals()),
        ],
    }


def consented(dossier: Dossier) -> Mapping[str, object]:
    """Give when and how the person agreed to a report to the police; nothing where no consent of theirs is in force."""
    how = dossier.value("how_consented")
    if dossier.track.consents.get("police_report") != "given" or how not in METHODS:
        return {}
    steps = dossier.steps_of(dossier.track)
    given = [event for event, action in steps if action.choose == "consent.police_report" and event.outcome == "given"]
    if not given:
        return {}
    witness = dossier.text("consent_witness") or dossier.text("witness_name")
    return {"consent_at": given[-1].happened_at, "consent_how": how, "consent_witness": witness}


def concern(dossier: Dossier) -> str | None:
    """Say why a matter is one for the police, as it was found."""
    return CONCERNS.get(dossier.value("finding") or _found(dossier, "material") or "")


def _author(dossier: Dossier) -> Mapping[str, object]:
    """Say who may be behind it, as far as findings say so: what somebody is to the school, and never a name."""
    author, label = _found(dossier, "author"), _finding(dossier, "author")
    if not (author and label):
        return {}
    if author == "unknown":
        return {"author_unknown": True}
    return {"suspected_author": {"name": f"{label[0].lower()}{label[1:]}", "basis": _finding(dossier, "author_basis")}}


def _incident(dossier: Dossier, instance: Instance) -> Mapping[str, object]:
    """Tell of one address: the words that were noted down, or else what was said about them, and by whom."""
    ours = dossier.text("description", instance.on)
    return {
        "happened_at": dossier.moment("posted_at", instance.on),
        "seen_at": sightings.last_seen(dossier, instance),
        "words_quoted": dossier.text("quoted", instance.on),
        "described": ours,
        "reported": None if ours else dossier.text("what_happened", CASE),
        "platform": dossier.text("host_name", instance.on) or dossier.site(instance),
        "url": dossier.url(instance),
    }


def _exhibit(dossier: Dossier, number: int) -> Mapping[str, object]:
    row = next(row for row in dossier.evidence if row.number == number)
    by = dossier.people.get(row.added_by)
    return {
        "number": str(row.number),
        "description": f"{row.kind}: {row.name}{' (shut away)' if row.quarantined else ''}",
        "captured_at": row.captured_at or row.added_at,
        "captured_by": _post(dossier, by),
        "sha256": row.sha256,
        "held_at": f"{dossier.organisation.name}, case {dossier.case.reference}",
    }


def _post(dossier: Dossier, person: Person | None) -> str:
    """Name somebody by post, never by name: the person who kept the evidence may be the person affected."""
    post = dossier.post_of(person) if person else None
    return f"a {post} of the school" if post else "a reporter"


def _address_only(dossier: Dossier, instance: Instance) -> Mapping[str, object]:
    """List an address as it was reported: the record itself is evidence, also where no file may be kept."""
    reporter = dossier.somebody(Part.REPORTER)
    return {
        "number": instance.about.replace("address/", "A"),
        "description": "Web address, as it was reported, in words",
        "captured_at": dossier.moment("seen_at", instance.on) or instance.reported_at,
        "captured_by": _post(dossier, reporter),
        "held_at": f"{dossier.organisation.name}, case {dossier.case.reference}",
    }


def _finding(dossier: Dossier, name: str) -> str | None:
    return dossier.text(name, INQUIRY) if INQUIRY in dossier.case.tracks else None


def _found(dossier: Dossier, name: str) -> str | None:
    return dossier.value(name, INQUIRY) if INQUIRY in dossier.case.tracks else None


def done_so_far(dossier: Dossier) -> list[str]:
    """Tell, for letters, what was done about each address, without any name; [] where nothing was."""
    told: list[str] = []
    for track in dossier.removals():
        site = dossier.site(track) or "a website"
        steps = (("send", "was asked"), ("remind", "was reminded"), ("check", "was checked"))
        told += [
            f"{site} {says} on {_day(dossier, track.done[name].happened_at)}"
            for name, says in steps
            if name in track.done
        ]
        if "escalate" in track.done:
            told.append(
                f"The internet provider of {site} was asked on {_day(dossier, track.done['escalate'].happened_at)}"
            )
    return told


def received(dossier: Dossier) -> str:
    """Say what happened to a report about whose addresses nothing was done: it was looked at once somebody did."""
    looked = "triage" in dossier.case.tracks[CASE].done
    return "The report was received and looked into" if looked else "The report was received"


def _day(dossier: Dossier, moment: datetime) -> str:
    local = dossier.calendar.local(moment)
    return f"{local.day} {local:%B %Y}"


def _authority(dossier: Dossier) -> str:
    said = dossier.setting("authority_statement")
    return said or (
        f"We write for {dossier.organisation.name}, which runs the school and looks after the people who work there."
    )


def _named(dossier: Dossier) -> Mapping[str, object]:
    """Name the member of staff only where every affected person has agreed to it (ruling 12)."""
    support = dossier.case.of_track("support")
    agreed = bool(support) and all(track.consents.get("naming") == "given" for track in support)
    person = dossier.somebody(Part.AFFECTED)
    return {
        "affected_person_named": agreed,
        "affected_person": {"name": person.name} if agreed and person else None,
    }
