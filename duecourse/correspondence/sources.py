"""The sources that a letter may name under `gathers`: each asks the case, the people or the trust's settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from duecourse.correspondence import addressees, charges, earlier_letters, exhibits, own_answers, sightings, signatories
from duecourse.correspondence.capacities import capacity
from duecourse.correspondence.dossier import Dossier
from engine.identity import ActionName, Asked, FactName, RoleName, TrackName
from engine.language.vocabulary import Consent, LetterSource
from engine.ports.fact_sources import Alternative
from engine.ports.records import Person
from engine.record.codes import Codes
from engine.record.values import Instance, Part
from engine.time.due_times import after
from engine.time.duration import Duration, Unit

MANAGER, THIS_PERSON, SIGNATORY, ROLE = "manager", "this person", "signatory", "role "
"""People whom a letter may speak of, besides those who have a part in the case."""
NAMED = "fact "
"""What stands before the question whose answer names somebody of the trust or of the case."""

ReadSource = Callable[[Dossier, Alternative, str], object]


def asked_of(dossier: Dossier, alternative: Alternative) -> Dossier | None:
    """Give the dossier with the instance that a source asks about: the first of a track; None where there is none."""
    if not alternative.of:
        return dossier
    found = next(iter(dossier.case.of_track(alternative.track)), None)
    return dossier.of(found) if found else None


def _answer(dossier: Dossier, alternative: Alternative, type_: str) -> object:
    asked = asked_of(dossier, alternative)
    return own_answers.READ[type_](asked, alternative.fact) if asked and type_ in own_answers.READ else None


def _phrase(dossier: Dossier, alternative: Alternative, _: str) -> str | None:
    """Give an answer as it stands within a sentence."""
    asked = asked_of(dossier, alternative)
    said = asked.text(alternative.fact) if asked else None
    return f"{said[0].lower()}{said[1:]}" if said else None


def _unknown(dossier: Dossier, alternative: Alternative, _: str) -> str | None:
    """Give why an answer is not known, where that was said."""
    asked = asked_of(dossier, alternative)
    return asked.because(alternative.fact) if asked else None


def _done(dossier: Dossier, alternative: Alternative, _: str) -> datetime | None:
    return dossier.done_at(ActionName(alternative.names[0]))


def _consent(dossier: Dossier, alternative: Alternative, _: str) -> str | None:
    return dossier.instance.consents.get(alternative.names[0])


def _agreed(dossier: Dossier, alternative: Alternative, _: str) -> datetime | None:
    """Say when a consent was given that is in force; None where none is."""
    name = alternative.names[0]
    if dossier.instance.consents.get(name) != Consent.GIVEN:
        return None
    steps = dossier.steps_of(dossier.instance)
    given = [
        event for event, action in steps if action.choose == Asked.of_consent(name) and event.outcome == Consent.GIVEN
    ]
    return given[-1].happened_at if given else None


def _withdrawal(dossier: Dossier, alternative: Alternative, _: str) -> datetime | None:
    """Say when a consent was withdrawn that stands withdrawn; None where none does."""
    name = alternative.names[0]
    if dossier.instance.consents.get(name) != Consent.WITHDRAWN:
        return None
    steps = dossier.definition().actions.items()
    withdrawing = [step for step, action in steps if action.consent.get(name) == Consent.WITHDRAWN]
    found = [moment for step in withdrawing if (moment := dossier.done_at(step)) is not None]
    return max(found, default=None)


def _everybody_agrees(dossier: Dossier, alternative: Alternative, _: str) -> bool:
    found = dossier.case.of_track(alternative.track)
    return bool(found) and all(each.consents.get(alternative.names[0]) == Consent.GIVEN for each in found)


def _setting(dossier: Dossier, alternative: Alternative, _: str) -> str | None:
    return dossier.setting(alternative.names[0])


def _due(dossier: Dossier, alternative: Alternative, _: str) -> datetime | None:
    return dossier.due_at(alternative.names[0])


def _days(dossier: Dossier, alternative: Alternative, _: str) -> list[date]:
    """List the days on which clocks that run in the case are due."""
    clocks = (clock for clock in dossier.case.deadlines.values() if clock.name in alternative.names)
    due = (clock.due_at for clock in clocks if clock.state == "open" and clock.due_at)
    return sorted({dossier.calendar.local(moment).date() for moment in due})


def _length(dossier: Dossier, alternative: Alternative, _: str) -> str | None:
    """Say how long a clock of the letter's track has, as it would if it began now: `24 hours`."""
    given = own_answers.length_given(dossier, alternative.names[0])
    return str(given) if given else None


def _bound(dossier: Dossier, alternative: Alternative, _: str) -> str:
    return own_answers.bound(dossier, alternative.names[0])


def _ahead(dossier: Dossier, alternative: Alternative, type_: str) -> object:
    """Give a moment, or a day, so far from now: `ahead 3 working days`, or as far as a clock has it: `ahead check`."""
    said = " ".join(alternative.names)
    clock = said in dossier.definition().deadlines
    length = own_answers.length_given(dossier, said) if clock else Duration.parse(said)
    if length is None:
        return None
    moment = after(dossier.now, length, dossier.calendar)
    return dossier.calendar.local(moment).date() if type_ == "date" else moment


def later(moment: object, length: str) -> datetime | None:
    """Give a moment so many hours after another; None where there is none."""
    return moment + hours_of(length) if isinstance(moment, datetime) else None


def hours_of(text: str) -> timedelta:
    """Read a length of time in hours, as letters give it. Raises BadInput."""
    length = Duration.parse(text)
    return timedelta(hours=length.amount if length.unit is Unit.HOURS else length.amount * 24)


def _reported(dossier: Dossier, *_: object) -> datetime:
    return dossier.case.reported_at


def _reference(dossier: Dossier, *_: object) -> str:
    return f"{dossier.case.reference}, {Codes(dossier.case.id, dossier.policy.tracks).place(dossier.instance.on)}"


def _who(dossier: Dossier, of: str) -> Person | None:
    if of == MANAGER:
        return signatories.acting_manager(dossier)
    if of == SIGNATORY:
        signatory = signatories.signatory_of(dossier)
        return signatory.person if signatory else None
    if of.startswith(NAMED):
        return dossier.called(dossier.text(FactName(of.removeprefix(NAMED))) or "")
    if of == THIS_PERSON:
        return dossier.people.get(dossier.instance.person)
    if of.startswith(ROLE):
        return addressees.holder(dossier, RoleName(of.removeprefix(ROLE)))
    return dossier.somebody(Part(of))


def _of_person(read: Callable[[Dossier, Person], str | None]) -> ReadSource:
    def asked(dossier: Dossier, alternative: Alternative, _: str) -> str | None:
        person = _who(dossier, alternative.of)
        return read(dossier, person) if person else None

    return asked


def _site(dossier: Dossier, *_: object) -> str | None:
    return dossier.site(dossier.instance)


def _sites(dossier: Dossier, alternative: Alternative, _: str) -> str:
    sites = (dossier.site(each) for each in dossier.case.of_track(alternative.track))
    return ", ".join(dict.fromkeys(site for site in sites if site))


def _address(dossier: Dossier, *_: object) -> str | None:
    return dossier.url(dossier.instance)


def _addresses(dossier: Dossier, alternative: Alternative, _: str) -> list[str]:
    return [url for each in dossier.case.of_track(alternative.track) if (url := dossier.url(each))]


def _state(dossier: Dossier, *_: object) -> str:
    return dossier.definition().states[dossier.instance.state].title


def _last_seen(dossier: Dossier, alternative: Alternative, _: str) -> datetime | None:
    return sightings.last_seen(dossier, alternative.fact)


def _checked_at(dossier: Dossier, *_: object) -> datetime | None:
    look = sightings.checked_together(dossier)
    return look.at if look else None


def _found(dossier: Dossier, *_: object) -> str | None:
    look = sightings.checked_together(dossier)
    return look.found if look else None


def _prescribed(dossier: Dossier, alternative: Alternative, _: str) -> list[Mapping[str, object]]:
    return dossier.asked_for(alternative.track, *map(ActionName, alternative.names))


def _cited(dossier: Dossier, alternative: Alternative, _: str) -> list[str]:
    """Name the clauses that stand behind these steps in this trust's policy, whether it says must or may."""
    steps = map(ActionName, alternative.names)
    known = alternative.track in dossier.policy.definition.tracks
    return [number for step in steps for number in dossier.policy.cites(alternative.track, step)] if known else []


def _evidence(dossier: Dossier, *_: object) -> list[str]:
    return [str(row.number) for row in dossier.evidence]


def _own_evidence(dossier: Dossier, *_: object) -> list[str]:
    here = {each.on for each in dossier.instances}
    return [str(row.number) for row in dossier.evidence if row.on in here]


def _schedule(dossier: Dossier, alternative: Alternative, _: str) -> list[Mapping[str, object]]:
    return exhibits.schedule(dossier, alternative.track, alternative.fact)


READ: Mapping[LetterSource, ReadSource] = {
    LetterSource.ANSWER: _answer,
    LetterSource.PHRASE: _phrase,
    LetterSource.UNKNOWN: _unknown,
    LetterSource.DONE: _done,
    LetterSource.CONSENT: _consent,
    LetterSource.AGREED: _agreed,
    LetterSource.WITHDRAWAL: _withdrawal,
    LetterSource.EVERYBODY_AGREES: _everybody_agrees,
    LetterSource.SETTING: _setting,
    LetterSource.DUE: _due,
    LetterSource.DAYS: _days,
    LetterSource.LENGTH: _length,
    LetterSource.BOUND: _bound,
    LetterSource.AHEAD: _ahead,
    LetterSource.REPORTED: _reported,
    LetterSource.REFERENCE: _reference,
    LetterSource.NAME: _of_person(lambda _, person: person.name),
    LetterSource.POST: _of_person(lambda dossier, person: capacity(dossier, person) or None),
    LetterSource.EMAIL: _of_person(lambda _, person: person.email),
    LetterSource.TELEPHONE: _of_person(lambda _, person: person.telephone),
    LetterSource.SITE: _site,
    LetterSource.SITES: _sites,
    LetterSource.ADDRESS: _address,
    LetterSource.ADDRESSES: _addresses,
    LetterSource.STATE: _state,
    LetterSource.LAST_SEEN: _last_seen,
    LetterSource.CHECKED_AT: _checked_at,
    LetterSource.FOUND: _found,
    LetterSource.SITE_ANSWER: lambda dossier, *_: sightings.answer(dossier)[0],
    LetterSource.SITE_WORDS: lambda dossier, *_: sightings.answer(dossier)[1],
    LetterSource.SITE_REQUESTS: lambda dossier, *_: sightings.requests_together(dossier),
    LetterSource.SITE_ANSWERS: lambda dossier, *_: sightings.answers(dossier),
    LetterSource.POSTED: lambda dossier, alternative, _: sightings.posted(dossier, *map(FactName, alternative.names)),
    LetterSource.CHARGES: charges.charges,
    LetterSource.RULES_UPHELD: charges.rules_upheld,
    LetterSource.PUT_IN: charges.put_in,
    LetterSource.NOTICE_DUE: charges.notice_due,
    LetterSource.NOTICE_UNTIL: charges.notice_until,
    LetterSource.TEACHES: charges.teaches,
    LetterSource.BEGINS_WITH: charges.begins_with,
    LetterSource.STILL_TO_COME: charges.still_to_come,
    LetterSource.SAME_PERSON: charges.same_person,
    LetterSource.RULES: lambda dossier, alternative, _: dossier.rules(alternative.fact),
    LetterSource.PRESCRIBED: _prescribed,
    LetterSource.CITED: _cited,
    LetterSource.TOLD: exhibits.told,
    LetterSource.TOLD_AT: exhibits.told_at,
    LetterSource.EVIDENCE: _evidence,
    LetterSource.OWN_EVIDENCE: _own_evidence,
    LetterSource.SCHEDULE: _schedule,
    LetterSource.EARLIER: lambda dossier, alternative, _: earlier_letters.told(dossier, alternative.names[0]),
    LetterSource.POSSIBLE_IMAGE: lambda dossier, *_: dossier.flagged(),
}
"""Every source but those that speak of whole instances, or of another fact of the letter."""


def instances(dossier: Dossier, alternative: Alternative) -> tuple[Instance, ...] | None:
    """List the instances of which a list tells, one entry for each; None where a source speaks of none."""
    if alternative.source is LetterSource.INSTANCE:
        return dossier.instances
    if alternative.source not in (LetterSource.EACH, LetterSource.UNFLAGGED):
        return None
    found = dossier.case.of_track(TrackName(alternative.names[0]))
    if alternative.source is LetterSource.EACH:
        return found
    # an address that may show an illegal image is told to nobody
    return tuple(each for each in found if not dossier.is_flagged(each))
