"""How it stands with the private link to a step: whether one can be sent, to whom, and what became of the last one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.whole_case import whole_of
from engine.changes.answers_by_link import is_theirs
from engine.changes.contents import may_manage
from engine.identity import ActionName, InstanceId
from engine.language.consents.consent_question import ConsentPage
from engine.ports.records import UNKNOWN, Notice
from engine.record.values import Actor
from engine.steps.consents import page_of
from engine.time.moments import say_moment

SAYS = {
    "queued": "The link asked for on {at} waits to leave.",
    "sending": "The link asked for on {at} is leaving at this moment.",
    "done": "A link was sent on {at}.",
    "failed": "The link asked for on {at} did not leave: mail does not reach the address that is kept.",
    "dropped": "The link asked for on {at} did not leave: there was nothing to answer any more.",
    UNKNOWN: "Nobody knows whether the link asked for on {at} left. Send another: it ends the first.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStanding:
    """To whom a link can be sent, and what became of the last one, in words; "" where there was none."""

    name: str
    has_mail: bool
    last: str = ""


def link_standing(reader: CaseReader, on: InstanceId, action: ActionName) -> LinkStanding | None:
    """Say how it stands with the link to a step; None where none is sent, or the reader is not who would send it."""
    whole = whole_of(reader)
    instance = whole.case.tracks[on]
    if instance.person in ("", whole.person) or not is_theirs(whole.policy, whole.case, instance, action):
        return None
    if not may_manage(whole.policy, whole.case, whole.person, on):
        return None
    person = next(iter(whole.reading.people_named(whole.case.organisation, (instance.person,))), None)
    if person is None:
        return None
    sent = whole.reading.links_to(whole.case.organisation, person.id, whole.case.id)
    last = next((each for each in sent if (each.body["on"], each.body["subject"]) == (on, action)), None)
    reached = bool(person.email) and not person.case and whole.services.postroom is not None
    return LinkStanding(name=person.name, has_mail=reached, last=_said(last, reader) if last else "")


def consent_page(reader: CaseReader, on: InstanceId, action: ActionName) -> ConsentPage | None:
    """Give the page on which the person answers a step for themselves; None where it has none."""
    whole = whole_of(reader)
    instance = whole.case.tracks[on]
    definition = whole.policy.track(instance.track).definition
    return page_of(definition, action, whole.case, instance, Actor(instance.person))


def _said(notice: Notice, reader: CaseReader) -> str:
    at: datetime = notice.settled_at or notice.created_at
    return SAYS.get(notice.state, SAYS["failed"]).format(at=say_moment(at, reader.zone))
