"""The letter that somebody is asked about, as it would leave if they agreed: shown to them, and kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from duecourse.casework.commands.letter_texts import facts_of
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.preview import UNSAID
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from engine.identity import ActionName, CaseId, InstanceId
from engine.language.consents.consent_question import ConsentPage
from engine.language.vocabulary import Consent
from engine.people.visibility import seen_case
from engine.plain import is_group, is_list
from engine.ports.letters.letterheads import pictured
from engine.ports.records import Viewer
from engine.ports.store import Reading
from engine.record.chain import Entry
from engine.record.values import Letter
from engine.steps.permissions import Request
from engine.steps.take import act
from engine.steps.transition import Refusal, Step

WITHHELD = "[not shown to you here]"
"""What stands in the place of words that belong to a part of the case which the reader does not see."""


@dataclass(frozen=True, slots=True)
class AskedLetter:
    """A letter as it would leave: HTML, and whether words of it are not shown to the reader."""

    html: str
    withholds: bool


def asked_letter(case: CaseReader, on: InstanceId, action: ActionName, facts: Mapping[str, str]) -> AskedLetter | None:
    """Write the letter that a consent is about, with the answers that limit it, as if they were a yes.

    None where the consent shows no letter, or a yes could not be recorded now. Of parts of the case that the
    reader does not see, what the letter would say is not shown to them.
    """
    whole = whole_of(case)
    page = _page(whole, on, action)
    step = _supposed(whole, on, action, page, facts) if page and page.shows else None
    if page is None or step is None:
        return None
    number = max((letter.number for letter in step.case.letters.values()), default=0) + 1
    letter = Letter(number=number, template=page.shows, on=on, status="draft")
    after = replace(step.case, letters={**step.case.letters, str(number): letter})
    reading = cast(Reading, Supposed(whole.reading, step.entries))
    services, viewer = whole.services, whole.caller.viewer
    told = facts_of(services, reading, viewer, whole.policy, after, letter)
    seen = facts_of(services, reading, viewer, whole.policy, seen_case(whole.policy, after, whole.person), letter)
    own = {name.partition(".")[0].partition("[")[0] for name in services.letters.gathers(letter.template)}
    shown = {name: _shown(value, seen.get(name)) if name in own else value for name, value in told.items()}
    blocks = services.letters.draft(letter.template, shown, case.zone).blocks
    pictures = whole.reading.pictures(whole.case.organisation, pictured(blocks))
    html = services.letters.show(blocks, "html", services.kind_of(letter.template).title, pictures, draft=True)
    return AskedLetter(html, withholds=shown != told)


def _page(whole: WholeCase, on: InstanceId, action: ActionName) -> ConsentPage | None:
    consents = whole.policy.track(whole.case.tracks[on].track).definition.consents.values()
    return next((each.page for each in consents if each.page and action in each.page.steps), None)


def _supposed(
    whole: WholeCase, on: InstanceId, action: ActionName, page: ConsentPage | None, facts: Mapping[str, str]
) -> Step | None:
    """Suppose that the person agrees; None where that could not be recorded."""
    definition = whole.policy.track(whole.case.tracks[on].track).definition.actions[action]
    if page is None or not definition.choose.consent:
        return None
    limits = {name: text for name, text in facts.items() if name in page.asks}
    said: dict[str, str] = {definition.choose: Consent.GIVEN.value, **dict(page.answers.items()), **limits}
    request = Request(
        on=on, action=action, by=whole.caller.actor, happened_at=whole.now, facts=said, proof=UNSAID, via=""
    )
    result = act(whole.policy, whole.record, request, whole.world)
    return None if isinstance(result, Refusal) else result


def _shown(told: object, seen: object) -> object:
    """Give what the reader may read of a fact: words that what they see of the case does not hold are not shown."""
    if isinstance(told, str):
        return told if told == seen else WITHHELD
    if is_group(told):
        known = seen if is_group(seen) else {}
        return {name: _shown(value, known.get(name)) for name, value in told.items()}
    if is_list(told):
        known_items = seen if is_list(seen) else []
        return [_shown(each, known_items[at] if at < len(known_items) else None) for at, each in enumerate(told)]
    return told


class Supposed:
    """A reading in which some events stand that were never recorded; all else is read as it is."""

    def __init__(self, reading: Reading, entries: Sequence[Entry]) -> None:
        self._reading, self._entries = reading, tuple(entries)

    def entries(self, viewer: Viewer, case: CaseId) -> Sequence[Entry]:
        """Give the events of the case, with those that are supposed."""
        return (*self._reading.entries(viewer, case), *self._entries)

    def words(self, viewer: Viewer, case: CaseId) -> Mapping[tuple[int, str], str | None]:
        """Give the words of the case, with those of the events that are supposed."""
        more = {
            (entry.event.sequence, key): words.text for entry in self._entries for key, words in entry.words.items()
        }
        return {**self._reading.words(viewer, case), **more}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reading, name)
