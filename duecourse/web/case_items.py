"""The reported addresses of a case, and what is known where a step is taken, in the words of the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.commands.evidence_looks.file_previews import can_be_drawn
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.queries.story.case_story import happened
from duecourse.casework.queries.story.known_answers import KnownAnswer, answered_in, dangers_answered
from duecourse.casework.search.same_pages import SamePage
from engine.identity import InstanceId, WordsKey
from engine.language.vocabulary import ActionKind, FactKind
from engine.ports.records import EvidenceFile
from engine.record.values import Address, Deadline, Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One reported address with its procedure. `checks` are (when, what) of the looks at it, oldest first."""

    address: Address
    url: str
    instance: Instance
    state: str
    host: str
    clocks: tuple[Deadline, ...]
    checks: tuple[tuple[datetime, str], ...]


def items(view: CaseView) -> list[Item]:
    """List the addresses of a case that the viewer may see."""
    found = []
    for instance in view.tracks:
        if instance.about.is_address:
            number = instance.about.address_number
            found.append(_item(view, view.case.addresses[number], instance))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHere:
    """What stands beside a step: the report in its words, the answers about danger, the page, what was answered.

    `same` are other cases about a page of this one, for who manages it.
    """

    words: str
    reporters: tuple[str, ...]
    dangers: tuple[KnownAnswer, ...]
    item: Item | None
    answers: tuple[KnownAnswer, ...]
    same: tuple[SamePage, ...] = ()


def known_at(view: CaseView, on: InstanceId) -> KnownHere:
    """Gather what somebody needs to know to take a step of a procedure, as far as they may see it."""
    told = happened(view)
    return KnownHere(
        words=told.words,
        reporters=told.reporters,
        dangers=dangers_answered(view),
        item=next((item for item in items(view) if item.instance.on == on), None),
        answers=answered_in(view, on),
    )


def pictures(case: CaseReader) -> list[EvidenceFile]:
    """List the files of a case of which a picture can be drawn, for those who see its evidence; none shut away."""
    if not case.view.whole or not any(can_be_drawn(each.media_type) for each in case.view.case.evidence.values()):
        return []
    return [row for row in case.evidence() if row.name and not row.quarantined and can_be_drawn(row.media_type)]


def _item(view: CaseView, address: Address, instance: Instance) -> Item:
    definition = view.policy.track(instance.track).definition
    asked = definition.fact(FactKind.SITE)
    host = instance.answers.get(asked)
    name = view.words.get((host.event, WordsKey.of_fact(instance.on, asked))) if host else ""
    clocks = tuple(clock for clock in view.deadlines if clock.on == instance.on and clock.state == "open")
    checks = tuple(
        (done.happened_at, _outcome(definition.actions[action].title, done.outcome))
        for action, done in sorted(instance.done.items(), key=lambda pair: pair[1].happened_at)
        if definition.actions[action].kind is ActionKind.LOOK
    )
    state = definition.states[instance.state].title
    return Item(
        address=address,
        url=view.url(str(address.number)),
        instance=instance,
        state=state,
        host=name or "",
        clocks=clocks,
        checks=checks,
    )


def _outcome(title: str, outcome: str) -> str:
    return f"{title}: {outcome.replace('_', ' ')}" if outcome else title
