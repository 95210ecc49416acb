"""What letters to hosts, internet providers and the police need; nobody's name without leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from duecourse.correspondence.dossier import Dossier
from engine.case import Part, Track
from engine.records import Person

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
        "host_answer": dossier.text("host_words"),
        "requested_action": dossier.value("requested_action"),
        "checked_at": _checked_at(dossier),
        "act_by": HOST_TIME,
    }


def escalation(dossier: Dossier) -> Mapping[str, object]:
    """L05, the letter to the internet provider (LUM 13.6)."""
    return {
        **_named(dossier),
        "items": [item(dossier, dossier.track)],
        "site_domain": dossier.site(dossier.track),
        "request_history": _requests(dossier),
        "checked_at": _checked_at(dossier),
        "terms_or_law": dossier.text("ground"),
        "action_asked": "disable",
    }


def item(dossier: Dossier, track: Track) -> Mapping[str, object]:
    """One address as an outsider is told of it."""
    return {
        "url": dossier.url(track),
        "description": dossier.text("description", track.on),
        "seen_at": dossier.moment("seen_at", track.on),
    }


def police_referral(dossier: Dossier) -> Mapping[str, object]:
    """L08, the referral to the police (LUM 13.7, 14.5)."""
    with_consent = dossier.track.consents.get("police_report") == "given"
    victim = dossier.somebody(Part.AFFECTED)
    return {
        "basis": "consent" if with_consent else "no_consent",
        "consent_ref": f"{dossier.case.reference}, {dossier.letter.on}" if with_consent else None,
        "no_consent_basis": None if with_consent else dossier.text("reason"),
        "victim": {
            "name": victim.name, "role": dossier.post_of(victim), "contact": victim.email,
        } if victim else None,
        "police_ref": dossier.text("crime_reference"),
        "incidents": [_incident(dossier, track) for track in dossier.removals()],
        "threat_finding": _finding(dossier, "material") or dossier.text("finding"),
        "risk": _finding(dossier, "impact"),
        "action_so_far": done_so_far(dossier),
        "preservation_request": True,
        "possible_child_image": dossier.flagged() == "yes",
        "evidence_schedule": [
            *(_exhibit(dossier, row.number) for row in dossier.evidence),
            *(_address_only(dossier, track) for track in dossier.removals()),
        ],
    }  # fmt: skip


def _incident(dossier: Dossier, track: Track) -> Mapping[str, object]:
    return {
        "happened_at": dossier.moment("seen_at", track.on),
        "words_quoted": dossier.text("description", track.on) or dossier.text("what_happened", "case/1"),
        "platform": dossier.text("host_name", track.on) or dossier.site(track),
        "url": dossier.url(track),
    }


def _exhibit(dossier: Dossier, number: int) -> Mapping[str, object]:
    row = next(row for row in dossier.evidence if row.number == number)
    by = dossier.people.get(row.added_by)
    return {
        "number": str(row.number), "description": f"{row.kind}: {row.name}",
        "captured_at": row.captured_at or row.added_at, "captured_by": _post(dossier, by),
        "sha256": row.sha256, "held_at": f"{dossier.organisation.name}, case {dossier.case.reference}",
    }  # fmt: skip


def _post(dossier: Dossier, person: Person | None) -> str:
    """Name somebody by post, never by name: whoever kept the evidence may be the person affected."""
    post = dossier.post_of(person) if person else None
    return f"a {post} of the school" if post else "a reporter"


def _address_only(dossier: Dossier, track: Track) -> Mapping[str, object]:
    """List an address as it was reported: the record itself is evidence, also where no file may be kept."""
    reporter = dossier.somebody(Part.REPORTER)
    return {
        "number": track.about.replace("address/", "A"), "description": "Web address, as it was reported, in words",
        "captured_at": dossier.moment("seen_at", track.on) or track.reported_at,
        "captured_by": _post(dossier, reporter),
        "held_at": f"{dossier.organisation.name}, case {dossier.case.reference}",
    }  # fmt: skip


def _finding(dossier: Dossier, name: str) -> str | None:
    return dossier.text(name, "investigation/1") if "investigation/1" in dossier.case.tracks else None


def done_so_far(dossier: Dossier) -> list[str]:
    """Tell, for letters, what was done about each address, without any name."""
    told = []
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
    return told or ["The report was received and looked into"]


def _day(dossier: Dossier, moment: datetime) -> str:
    local = dossier.calendar.local(moment)
    return f"{local.day} {local:%B %Y}"


def _requests(dossier: Dossier) -> list[Mapping[str, object]]:
    steps = (("send", "Request to the site"), ("remind", "Reminder to the site"))
    result = dossier.text("host_said") or dossier.text("result") or "No answer so far"
    return [
        {"date": dossier.track.done[name].happened_at, "method": says, "result": result}
        for name, says in steps
        if name in dossier.track.done
    ] or [
        {
            "date": dossier.track.since,
            "method": "Complaint by the person, as the site demands",
            "result": result,
        }
    ]


def _checked_at(dossier: Dossier) -> datetime | None:
    looked = [dossier.done_at(name) for name in ("check", "look", "host_answer", "personal_answer")]
    return max((moment for moment in looked if moment), default=None)


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
