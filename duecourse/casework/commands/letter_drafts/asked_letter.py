"""The letter that somebody is asked about, as it would leave if they agreed: shown to them, and kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast
from zoneinfo import ZoneInfo

from duecourse.casework.commands.letter_texts import facts_of
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.preview import UNSAID
from duecourse.casework.context.look.redaction import Redaction, redacted
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from engine.identity import ActionName, CaseId, InstanceId, WordsKey
from engine.language.consents.consent_question import ConsentPage
from engine.language.vocabulary import Consent
from engine.people.visibility import seen_case
from engine.ports.letters.letterheads import pictured
from engine.ports.records import EvidenceFile, Viewer
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.values import Letter
from engine.steps.permissions import Request
from engine.steps.take import act
from engine.steps.transition import Refusal, Step

STILL_MISSING = re.compile(r"\[missing: [^\]]*\]")
TO_BE_WRITTEN = "[still to be written by the school]"
"""What stands in the place of words that nobody has entered yet: where to enter them is no matter of the reader's."""
WITHHELD = "[not shown to you here]"
"""What stands in the place of words that the letter needs, and that the reader sees nothing of in the case."""


def asked_letter(case: CaseReader, on: InstanceId, action: ActionName, facts: Mapping[str, str]) -> str:
    """Write the letter that a consent is about, with the answers that limit it, as if they were a yes. Gives HTML.

    "" where the consent shows no letter, or a yes could not be recorded now. What it tells of the case is gathered from
    what the reader sees of it, and from the words that the page tells them: what they do not see changes nothing in it.
    """
    whole = whole_of(case)
    return _written(whole, on, action, _page(whole, on, action), facts)


def letter_on_paper(case: CaseReader, on: InstanceId, action: ActionName) -> str:
    """Write the letter for the form that the person is given on paper: as they see the case themselves."""
    whole = whole_of(case)
    theirs = replace(whole.caller.viewer, person=whole.case.tracks[on].person)
    page = _page(whole, on, action)
    signed = page.model_copy(update={"answers": {**page.answers, **page.on_paper}}) if page else None
    return _written(replace(whole, caller=replace(whole.caller, viewer=theirs)), on, action, signed, {})


def _written(
    whole: WholeCase, on: InstanceId, action: ActionName, page: ConsentPage | None, facts: Mapping[str, str]
) -> str:
    step = _supposed(whole, on, action, page, facts) if page and page.shows else None
    if page is None or step is None:
        return ""
    number = max((letter.number for letter in step.case.letters.values()), default=0) + 1
    letter = Letter(number=number, template=page.shows, on=on, status="draft")
    after = replace(step.case, letters={**step.case.letters, str(number): letter})
    zone = ZoneInfo(whole.organisation.zone)
    blocks = whole.services.letters.draft(letter.template, _facts(whole, page, step, after, letter), zone).blocks
    pictures = whole.reading.pictures(whole.case.organisation, pictured(blocks))
    title = whole.services.kind_of(letter.template).title
    shown = whole.services.letters.show(blocks, "html", title, pictures, draft=True)
    return STILL_MISSING.sub(TO_BE_WRITTEN, shown)


def _facts(whole: WholeCase, page: ConsentPage, step: Step, after: Case, letter: Letter) -> Mapping[str, object]:
    """Gather what the letter tells of the case as its reader sees it; who signs and where it goes is as it will be."""
    services, viewer, policy = whole.services, whole.caller.viewer, whole.policy
    redaction = redacted(policy, after, whole.person)
    readable = frozenset(WordsKey.of_fact(letter.on, name) for name in page.tells)
    whole_reading = cast(Reading, Supposed(whole.reading, step.entries))
    seen_reading = cast(Reading, Supposed(whole.reading, step.entries, redaction, readable))
    told = facts_of(services, whole_reading, viewer, policy, after, letter)
    seen = facts_of(services, seen_reading, viewer, policy, seen_case(policy, after, whole.person), letter)
    kind = services.kind_of(letter.template)
    own = {name.partition(".")[0].partition("[")[0] for name in services.letters.gathers(letter.template)}
    lacking = {name for name in kind.required & own if name not in seen and kind.facts.get(name) == "text"}
    return {
        **{name: value for name, value in told.items() if name not in own},
        **{name: value for name, value in seen.items() if name in own},
        **dict.fromkeys(lacking, WITHHELD),
    }


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


class Supposed:
    """A reading in which some events stand that were never recorded; with a redaction, words and files before a person.

    `readable` are the words that the person is told on their page.
    """

    def __init__(
        self,
        reading: Reading,
        entries: Sequence[Entry],
        redaction: Redaction | None = None,
        readable: Collection[WordsKey] = (),
    ) -> None:
        self._reading, self._supposed, self._redaction, self._readable = reading, tuple(entries), redaction, readable

    def entries(self, viewer: Viewer, case: CaseId) -> Sequence[Entry]:
        """Give the events of the case, with those that are supposed."""
        return (*self._reading.entries(viewer, case), *self._supposed)

    def words(self, viewer: Viewer, case: CaseId) -> Mapping[tuple[int, str], str | None]:
        """Give the words of the case, with those of the events that are supposed."""
        more = {
            (entry.event.sequence, key): words.text for entry in self._supposed for key, words in entry.words.items()
        }
        every = {**self._reading.words(viewer, case), **more}
        if self._redaction is None:
            return every
        events = {entry.event.sequence: entry.event for entry in self.entries(viewer, case)}
        return {
            (number, key): text
            for (number, key), text in every.items()
            if key in self._readable or self._redaction.reads(events[number].by, events[number].on, key)
        }

    def evidence(self, viewer: Viewer, case: CaseId) -> Sequence[EvidenceFile]:
        """List the evidence, of a redaction only what the person sees."""
        rows = self._reading.evidence(viewer, case)
        seen = self._redaction
        return rows if seen is None else [row for row in rows if str(row.number) in seen.case.evidence]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reading, name)
