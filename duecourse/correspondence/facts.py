"""Gather what one letter needs: the common facts here, its own as its front matter declares them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from duecourse.correspondence import earlier_letters, listed_people, own_answers
from duecourse.correspondence.addressees import AddressedTo, addressee_of
from duecourse.correspondence.dossier import Dossier, as_said, merged
from duecourse.correspondence.gathered import gathered
from duecourse.correspondence.letterhead_facts import on_paper
from duecourse.correspondence.signatories import Signatory, signatory_of, unsigned
from engine.addresses.reported import as_meant
from engine.changes.letters.enclosures import NAMED
from engine.history.undo import standing_events
from engine.identity import ActionName, PersonId
from engine.language.compiled import CompiledPolicy
from engine.people.presence import in_force
from engine.people.staffing import Staffing
from engine.plain import is_group, is_list
from engine.ports.fact_sources import Gathering
from engine.ports.records import LetterKind, Viewer
from engine.ports.settings import POLICY_ADOPTED
from engine.ports.store import Reading
from engine.reasons import printed
from engine.record.case import Case
from engine.record.codes import letter_code
from engine.record.effects import LetterChanged
from engine.record.values import Letter, Part
from engine.time.calendar import Calendar


def gather(
    kind: LetterKind,
    reading: Reading,
    viewer: Viewer,
    *,
    policy: CompiledPolicy,
    case: Case,
    letter: Letter,
    gathers: Mapping[str, Gathering],
    calendar: Calendar,
    staffing: Staffing,
    helplines: Sequence[Mapping[str, object]],
    now: datetime,
) -> Mapping[str, object]:
    """Gather the facts of a letter; what nobody has entered is left out, so that the draft can say so."""
    organisation = reading.organisation()
    schools = {place.id: place for place in reading.schools(organisation.id)}
    dossier = Dossier(
        policy=policy,
        case=case,
        present=in_force(policy, case, staffing),
        staffing=staffing,
        letter=letter,
        kind=kind,
        organisation=organisation,
        school=schools[case.school],
        places={place.id: place.name for place in schools.values()},
        calendar=calendar,
        people={person.id: person for person in reading.people(organisation.id, case.id)},
        words=as_meant(reading.words(viewer, case.id)),
        events=standing_events(reading.entries(viewer, case.id)),
        evidence=tuple(reading.evidence(viewer, case.id)),
        helplines=tuple(helplines),
        now=now,
        earlier=earlier_letters.earlier_letter(reading, viewer, case, letter),
        put=earlier_letters.put_before(reading, viewer, case, letter, gathers),
    )
    return on_paper(_facts_of(dossier, gathers), reading, organisation, case.school, viewer.person)


def _facts_of(dossier: Dossier, gathers: Mapping[str, Gathering]) -> Mapping[str, object]:
    """Give what its contract asks for, and its `signatory`, `signed_because` or `unsigned`, `reader`, `to_nobody`."""
    answered = own_answers.answers(dossier) if dossier.kind.answers or not gathers else {}
    own = {**answered, **gathered(dossier, gathers)}
    common = _common(dossier)
    common["attachments"] = [*_enclosed(dossier), *_on_paper(own)]
    to = listed_people.listed(dossier) or _both(common["addressee"], own.get("addressee"))
    return _without_gaps({**common, **own, "addressee": to})


NOTHING, SOURCE = "nothing", "source"
"""What a letter says that it cites: nothing, as no clause concerns its reader; or, where no clause does, the source."""


def _both(usual: object, own: object) -> object:
    return {**usual, **own} if isinstance(usual, dict) and isinstance(own, dict) else usual


def _common(dossier: Dossier) -> dict[str, object]:
    case = dossier.case
    clauses = _clauses(dossier)
    signatory, addressed = signatory_of(dossier), addressee_of(dossier)
    return {
        "trust": _trust(dossier),
        "school": {
            "name": dossier.school.name,
            "address": dossier.school.address,
            "nation": dossier.school.calendar.get("nation") if dossier.school.kind == "school" else "",
        },
        "case_ref": case.reference,
        "letter_ref": f"{case.reference}/{letter_code(case.id, dossier.letter.number)}",
        **_replaced(dossier),
        "date": dossier.calendar.local(dossier.now).date(),
        "sender": _sender(signatory) if signatory else {},
        "signatory": signatory.person.id if signatory else None,
        "signed_because": signatory.why if signatory else "",
        "unsigned": None if signatory else unsigned(dossier),
        "addressee": addressed.facts,
        "reader": addressed.person.id if addressed.person else None,
        "meant_for": addressed.pupil.name if addressed.pupil else None,
        "to_nobody": addressed.stopped or None,
        "policy": _policy(dossier),
        "clauses": clauses,
        "footing": None if clauses else _footing(dossier),
        "support_contacts": [*_own_contacts(dossier), *_independent_contacts(dossier)],
        "own_contacts": _own_contacts(dossier),
        "independent_contacts": _independent_contacts(dossier),
        "guarded_names": _guarded(dossier, signatory, addressed),
        "rules_of": dossier.earlier.letter.template if dossier.earlier else None,
        "earlier_mark": _earlier_mark(dossier),
    }


def _earlier_mark(dossier: Dossier) -> str | None:
    """Give the mark of the letter that this one is about; a person who got it by mistake learns nothing of that."""
    return dossier.kind.mark if dossier.earlier and dossier.letter.about_as != "wrong person" else None


def _trust(dossier: Dossier) -> dict[str, object]:
    """Name the trust as its letters have to; its address once, where that is its registered office."""
    address, office = dossier.setting("address"), dossier.setting("registered_office")
    return {
        "legal_name": dossier.organisation.name,
        "address": None if address == office else address,
        "company_number": dossier.setting("company_number"),
        "registered_office": office,
    }


def _policy(dossier: Dossier) -> dict[str, object]:
    """Name the policy and how it is dated; of a draft, who adopted it."""
    policy = dossier.policy.definition
    found: dict[str, object] = {"title": policy.title, "dating": policy.dating}
    if policy.draft and (adoption := dossier.setting(POLICY_ADOPTED)):
        found |= {"dating": policy.model_copy(update={"draft": False}).dating, "adoption": adoption}
    return found | ({"is_draft": True} if policy.draft else {})


def _replaced(dossier: Dossier) -> dict[str, object]:
    """Name the letter that went out and in whose place this one is written, and the day on which it went."""
    number = dossier.letter.replaces
    sent = [
        event.happened_at
        for event in dossier.events
        for each in event.effects
        if isinstance(each, LetterChanged) and (each.letter.number, each.letter.status) == (number, "dispatched")
    ]
    if not number or not sent:
        return {}
    reference = f"{dossier.case.reference}/{letter_code(dossier.case.id, number)}"
    return {"replaces": {"ref": reference, "sent": dossier.calendar.local(sent[-1]).date()}}


def _enclosed(dossier: Dossier) -> Iterator[str]:
    """Name what goes with the letter, with its pages where these are known."""
    for each in dossier.letter.enclosures:
        name = dossier.words.get((each.event, NAMED)) or "a document whose name was erased"
        yield f"{name} ({each.pages} {'page' if each.pages == 1 else 'pages'})" if each.pages else name


def _on_paper(own: Mapping[str, object]) -> Sequence[object]:
    papers = own.get("on_paper")
    return papers if is_list(papers) else ()


def _clauses(dossier: Dossier) -> list[Mapping[str, object]]:
    """List the clauses that the letter is about, those of its own step or of the steps that it names; each number once.

    Parts of a clause, which the policy prints under one number, stand as one.
    """
    track, clauses = dossier.instance.track, dossier.policy.definition.clauses
    found: dict[str, dict[str, None]] = {}
    for step in _cited_steps(dossier) if dossier.may_cite else ():
        for number in dossier.policy.cites(track, step):
            if number in clauses:
                found.setdefault(printed(number), {})[as_said(clauses[number].says)] = None
    return [{"number": number, "says": merged(says)} for number, says in found.items()]


def _footing(dossier: Dossier) -> str | None:
    """Say what the step of the letter rests on, where the letter asks for that and no clause demands the step."""
    if SOURCE not in dossier.kind.cites:
        return None
    sources = (dossier.policy.step_source(dossier.instance.track, step) for step in _cited_steps(dossier))
    return next((source for source in sources if source), None)


def _cited_steps(dossier: Dossier) -> tuple[ActionName, ...]:
    if NOTHING in dossier.kind.cites:
        return ()
    named = tuple(ActionName(name) for name in dossier.kind.cites if name != SOURCE)
    return named or _steps(dossier)


def _steps(dossier: Dossier) -> tuple[ActionName, ...]:
    """Name the step whose sending the letter is, or the steps that leave it behind."""
    if dossier.letter.action:
        return (dossier.letter.action,)
    found = []
    for name, action in dossier.policy.track(dossier.instance.track).definition.actions.items():
        outcomes = (template for end in action.outcomes.values() for template in end.letter.after)
        if dossier.letter.template in {*action.letter.after, *outcomes}:
            found.append(name)
    return tuple(found)


def _sender(signatory: Signatory) -> dict[str, object]:
    person = signatory.person
    return {
        "name": person.name,
        "role": signatory.title,
        "place": signatory.place,
        "email": person.email,
        "phone": person.telephone,
    }


def _own_contacts(dossier: Dossier) -> list[dict[str, object]]:
    """The trust's own contacts for support, as it has set them."""
    own = [line.split("|") for line in (dossier.setting("support_contacts") or "").splitlines() if "|" in line]
    return [
        {
            "name": parts[0].strip(),
            "contact": parts[1].strip(),
            "hours": parts[2].strip() if parts[2:] else None,
        }
        for parts in own
    ]


def _independent_contacts(dossier: Dossier) -> list[dict[str, object]]:
    """The helplines outside the trust that somebody has confirmed (ruling 27)."""
    rows = ((row, row.get("telephone") or row.get("web") or row.get("email")) for row in dossier.helplines)
    return [
        {"name": row["name"], "contact": contact, "hours": row.get("hours")}
        for row, contact in rows
        if row.get("confirmed") == "yes" and contact
    ]


def _guarded(dossier: Dossier, signatory: Signatory | None, addressed: AddressedTo) -> list[str]:
    if dossier.earlier is None:
        meant_for = addressed.pupil.name if addressed.pupil else ""
        return [name for name in _children(dossier) if name != meant_for]
    people = (addressed.person, addressed.pupil, signatory.person if signatory else None)
    return earlier_letters.kept_back(dossier, frozenset(each.id for each in people if each is not None))


def _children(dossier: Dossier) -> list[str]:
    """Names that must not stand in a letter: every pupil or child of the case, or everybody (ruling 12).

    Nor does the subject read who reported it, unless that is the person affected, or somebody who deals with the case.
    """
    everybody, to_subject = dossier.kind.names_nobody, dossier.kind.to == Part.SUBJECT
    dealing = {person for people in dossier.case.team.values() for person in people}

    def kept_back(person: PersonId, parts: Collection[Part]) -> bool:
        told = to_subject and Part.REPORTER in parts and not {Part.AFFECTED, Part.SUBJECT} & {*parts}
        return everybody or dossier.case.is_pupil(person) or (told and person not in dealing)

    people_ = ((person, parts) for person, parts in dossier.case.people.items() if person != dossier.instance.person)
    return [
        dossier.people[person].name
        for person, parts in people_
        if person in dossier.people and kept_back(person, parts)
    ]


def _without_gaps(value: Mapping[str, object]) -> dict[str, object]:
    """Leave out what is None or empty text, at every depth: the draft marks what is missing."""
    return {key: _clean(inner) for key, inner in value.items() if inner is not None and inner != ""}


def _clean(value: object) -> object:
    if is_group(value):
        return _without_gaps(value)
    if is_list(value):
        return [_clean(item) for item in value if item is not None and item != ""]
    return value
