"""The gate against possible indecent images of children (ruling 9): the engine's own, whatever a policy's files say.

The files declare which questions ask about such an image (`kind: possible image of a child`); that a report asks one
is checked, and what older files do not declare is kept for them (`engine.language.earlier`).

A page that is flagged is flagged under every address that names it. Nothing of it is taken, and what is there
already is shut away unseen, on whichever instance it is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import replace

from engine.addresses.reported import NO_PAGES, Pages, page_of
from engine.identity import CASE, FactName, InstanceId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.language.guards import comparisons
from engine.language.machine import sources
from engine.language.track_definition import Action, TrackDefinition
from engine.language.vocabulary import FactKind, Truth
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.effects import AddressFlagged, EvidenceChanged, Moved
from engine.record.outbox_marks import TOLD
from engine.record.values import Actor, Answer, Evidence, Instance
from engine.steps.deadlines import Happening
from engine.steps.openings import follow_openings
from engine.steps.transition import Recording

SAID: tuple[str, ...] = (Truth.NO, Truth.DONT_KNOW, Truth.YES)
"""What may be said about it, each graver than the one before."""
SHUT = Reason(
    code=ReasonCode.POSSIBLE_IMAGE,
    source=ReasonSource(SourceKind.IMAGE),
    says="This may be an indecent image of a child. It must not be copied, saved, sent or opened by anyone.",
    unlocks="Record the address and what was said in words only; the designated safeguarding lead decides.",
)
SHUT_AWAY = Reason(
    code=ReasonCode.SHUT_AWAY,
    source=ReasonSource(SourceKind.IMAGE),
    says="This evidence is shut away and is opened by nobody.",
    unlocks="Ask the safeguarding lead.",
)


def image_gate(
    policy: CompiledPolicy, case: Case, on: InstanceId, seen_at: str = "", pages: Pages = NO_PAGES
) -> tuple[Reason, ...]:
    """Say why no file may be taken for an instance, seen at an address or nobody knows where; () where it may."""
    about = case.tracks[on].about.address_number
    named = {*pages.of(page_of(seen_at) if seen_at else ""), *_twins(pages, about)}
    if _is_shut(case, named, seen_at, pages):
        return (SHUT,)
    flagged = any(address.flagged for address in case.addresses.values()) or _reports_shut(pages)
    said = suspicion(policy, case.tracks[CASE].answers)
    nowhere = not named and (said != Truth.NO or (flagged and not seen_at))
    return (SHUT,) if nowhere or _is_held(policy, case, named) else ()


def is_shut_away(policy: CompiledPolicy, case: Case, evidence: Evidence, pages: Pages) -> bool:
    """Say whether evidence may be opened by nobody: it was shut away, or its page is flagged here or elsewhere."""
    here = _twins(pages, case.tracks[evidence.on].about.address_number) if evidence.on in case.tracks else frozenset()
    seen = pages.seen.get(str(evidence.number), "")
    if evidence.quarantined or seen in pages.shut or _is_shut(case, {*here, *pages.of(seen)}, "", pages):
        return True
    # what was seen nobody knows where may be of any page of the case
    nowhere = not (here or seen)
    held = _is_held(policy, case, set(case.addresses) if nowhere else {*here, *pages.of(seen)})
    return held or (nowhere and _reports_shut(pages))


def _is_held(policy: CompiledPolicy, case: Case, named: Set[str]) -> bool:
    """Say whether addresses wait for the lead: flagged after a yes, and after a "don't know" held."""
    waits = suspicion(policy, case.tracks[CASE].answers) == Truth.DONT_KNOW
    return waits and any(instance.held for instance in case.tracks.values() if instance.about.address_number in named)


def _reports_shut(pages: Pages) -> bool:
    """Say whether a page that the case reports is held by another case of the trust."""
    return not pages.shut.isdisjoint(pages.reported.values())


def _is_shut(case: Case, named: set[str], seen_at: str, pages: Pages) -> bool:
    own = {pages.reported.get(number, "") for number in named} | ({page_of(seen_at)} if seen_at else set())
    flagged = any(case.addresses[number].flagged for number in named if number in case.addresses)
    return flagged or not pages.shut.isdisjoint(own - {""})


def suspicion(policy: CompiledPolicy, answers: Mapping[FactName, Answer]) -> str:
    """Give what the case says about such an image, the gravest of it: one of `SAID`.

    Of a question that names several dangers, such an image is one that nobody has answered for yet.
    """
    found = [SAID[0]]
    for name, fact in policy.shell.facts.items():
        value = answers[name].value if fact.kind is FactKind.POSSIBLE_IMAGE and name in answers else None
        if isinstance(value, tuple):
            found += [str(Truth.DONT_KNOW) for each in value if each in fact.means]
        elif value in SAID:
            found.append(value)
    return max(found, key=SAID.index)


def why_not_calm(policy: CompiledPolicy, case: Case, by: Actor, answers: Mapping[FactName, Answer]) -> Iterator[Reason]:
    """Say why a correction of the shell may not take a warning back: that is for the lead alone."""
    shell = case.tracks[CASE].answers
    calmer = SAID.index(suspicion(policy, {**shell, **answers})) < SAID.index(suspicion(policy, shell))
    if calmer and not any(by.person in case.team.get(role, ()) for role in clearing_roles(policy)):
        yield Reason(
            code=ReasonCode.WARNING_STANDS,
            source=ReasonSource(SourceKind.IMAGE),
            says="A warning about a possible indecent image of a child is never simply taken back.",
            unlocks="The safeguarding lead corrects it, or records that it is no such image.",
        )


def clearing_roles(policy: CompiledPolicy) -> tuple[RoleName, ...]:
    """Name the roles that may say that a page shows no such image: where no step says so, those who are told of one."""
    found = (
        role
        for track in policy.definitions.values()
        for action in track.actions.values()
        if Truth.NO in (action.flags_address, *(end.flags_address for end in action.outcomes.values()))
        for role in action.by
    )
    image = policy.shell.fact(FactKind.POSSIBLE_IMAGE)
    told = (
        role
        for opening in policy.shell.opening
        if opening.when is not None and any(read.fact == image for read, _ in comparisons(opening.when))
        for role in opening.tells
    )
    return tuple(dict.fromkeys(found)) or tuple(dict.fromkeys(told))


def flag(recording: Recording, number: str, acting: str = "", drafted: Collection[str] = ()) -> list[Happening]:
    """Flag an address and every other that names its page, and shut away what was kept of it.

    Other procedures about the page go where their own flag leads, `acting` excepted: the step of that one is being
    taken, and leaves the letters `drafted`. The lead has one letter of a kind about one page, that of the first who
    writes it. Gives what happened to them.
    """
    numbers = _twins(recording.world.pages, number)
    for each in sorted(numbers, key=int):
        if not recording.case.addresses[each].flagged:
            recording.do(AddressFlagged(int(each), flagged=True))
    for evidence in tuple(recording.case.evidence.values()):
        if not evidence.quarantined and _may_be_of(recording, evidence, numbers):
            recording.do(EvidenceChanged(replace(evidence, quarantined=True)))
    about = [
        instance
        for instance in recording.case.tracks.values()
        if instance.about.address_number in numbers and instance.on != acting
    ]
    asked = set(drafted)
    return [happening for track in about for happening in _follow(recording, track, asked)]


def flag_all(recording: Recording) -> list[Happening]:
    """Flag every address of a case that is not flagged yet: it was said that there may be such an image."""
    clear = [number for number, address in recording.case.addresses.items() if not address.flagged]
    return [happening for number in clear for happening in flag(recording, number)]


def _may_be_of(recording: Recording, evidence: Evidence, numbers: frozenset[str]) -> bool:
    """Say whether evidence may be of a page: it stands with it, was seen there, or nobody knows where it was seen."""
    pages = recording.world.pages
    instance = recording.case.tracks.get(evidence.on)
    about, seen = instance.about.address_number if instance else "", pages.seen.get(str(evidence.number), "")
    known = bool(seen or about) and evidence.on != CASE
    return about in numbers or not numbers.isdisjoint(pages.of(seen)) or not known


def _follow(recording: Recording, instance: Instance, asked: set[str]) -> Iterator[Happening]:
    """Take an instance where its own flag leads from its state, with what that opens and whom it tells.

    A letter that is `asked` for already is not asked for once more.
    """
    definition = recording.policy.track(instance.track).definition
    for name, action in definition.actions.items():
        leads = action.to in definition.states and instance.state in sources(definition, action)
        if leads and _is_bare_flag(definition, action):
            recording.do(Moved(instance.on, action.to, definition.states[action.to].end))
            yield Happening(
                on=instance.on, left=instance.state, action=name, outcome="", happened_at=recording.happened_at
            )
            yield from follow_openings(recording, instance.on, action.opens)
            for template in [each for each in action.letter.after if each not in asked]:
                recording.ask_letter(template, instance.on)
                asked.add(template)
            recording.tell(
                TOLD, action.tells, instance.on, action.title, f"{instance.on} flagged {recording.event.sequence}"
            )
            return


def _is_bare_flag(definition: TrackDefinition, action: Action) -> bool:
    """Say whether a step flags and needs nobody's answer: what it asks may be left open."""
    facts = [definition.facts[name] for name in action.asks]
    needs = action.choose or any(not (fact.optional or fact.unknown) for fact in facts)
    return action.flags_address == "yes" and not needs


def _twins(pages: Pages, number: str) -> frozenset[str]:
    """Give an address with every other that names the same page; nothing for ""."""
    return frozenset({number, *pages.of(pages.reported.get(number, ""))}) if number else frozenset()
