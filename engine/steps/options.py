"""What may be done next: every step with its questions, and what locks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from engine.identity import ActionName, FactName, InstanceId
from engine.language.compiled import CompiledPolicy
from engine.language.consents.consent_question import ConsentPage
from engine.language.machine import asked_by
from engine.language.track_definition import Action, Fact
from engine.language.vocabulary import CONSENT, CONSENT_ANSWERS, Consent, FactKind
from engine.people.presence import in_force
from engine.questions.answers import called_for, options_of
from engine.reasons import Reason, ReasonCode
from engine.record.case import Case
from engine.record.values import Actor, Instance
from engine.steps.consents import REFUSED, may_give, page_of
from engine.steps.permissions import Request, hindrances_among, unsent, unsent_letter
from engine.steps.proposals.proposed_procedures import ProposedProcedure, proposed
from engine.steps.transition import World

OWN_ANSWER: Mapping[str, str] = {Consent.GIVEN: "Yes", Consent.DECLINED: "No"}
"""What somebody answers for themselves; who does not want to answer yet leaves the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question of a step, as a form needs it; `given` is what another track handed over already.

    With `only_if` it is a question only after some answers to others of the same step: name → values. `proposed` are
    the answers that follow from what is known, and `otherwise` names the question why somebody answers otherwise.
    """

    name: str
    type: str
    ask: str
    optional: bool
    options: Mapping[str, str]
    given: str = ""
    help: str = ""
    unknown: bool = False
    kind: FactKind | None = None
    only_if: Mapping[FactName, Sequence[str]] = field(default_factory=dict)
    proposed: tuple[ProposedProcedure, ...] = ()
    otherwise: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A step on one instance: allowed, or locked with every reason.

    `asking` gives its questions; a case has some seventy steps, and a page asks those of one.
    `letter` is the number of the letter whose sending is this step, once nothing else stands in its way; else 0.
    `page` is what the person reads whose own consent it is about; then title and questions are in words for them.
    """

    on: InstanceId
    action: ActionName
    title: str
    says: str
    clauses: tuple[str, ...]
    reasons: tuple[Reason, ...]
    asking: Callable[[], tuple[Ask, ...]] = field(default=tuple, compare=False, repr=False)
    letter: int = 0
    page: ConsentPage | None = None

    @property
    def asks(self) -> tuple[Ask, ...]:
        """List its questions, in the order of the form."""
        return self.asking()

    @property
    def allowed(self) -> bool:
        """Say whether the step may be taken now."""
        return not self.reasons

    @property
    def is_theirs(self) -> bool:
        """Say whether the person has a role that takes the step."""
        return all(reason.code != ReasonCode.NOT_YOUR_STEP for reason in self.reasons)


def options(policy: CompiledPolicy, case: Case, actor: Actor, world: World) -> Iterator[Option]:
    """List every step of every instance: what may be done now, and what is locked, each with clause and reason."""
    case = in_force(policy, case, world.staffing)
    for on, instance in case.tracks.items():
        definition = policy.track(instance.track).definition
        for name, action in definition.actions.items():
            request = Request(on=on, action=name, by=actor, happened_at=world.at, proof="is asked for with the step")
            reasons = hindrances_among(policy, case, instance, request, world)
            letter = unsent(case, instance, name) if action.letter.sends and not reasons else None
            page = page_of(definition, name, case, instance, actor)
            yield Option(
                on=on,
                action=name,
                title=own_title(action, page) or action.title,
                says="" if page else action.says,
                clauses=policy.cites(instance.track, name),
                reasons=reasons or unsent_letter(policy, case, instance, request),
                asking=partial(_asks, policy, case, instance, action, page=page, actor=actor, at=world.at),
                letter=letter.number if letter else 0,
                page=page,
            )


def own_title(action: Action, page: ConsentPage | None) -> str:
    """Give what a step is called to the person whose consent it is about; "" where it has no page of theirs."""
    return "" if page is None else page.title if action.choose else page.withdrawing


def report_asks(policy: CompiledPolicy) -> tuple[Ask, ...]:
    """List the questions that a report asks, in the order of the case track."""
    definition = policy.shell
    asks = (asked_of(name, definition.facts[name], policy) for name in definition.report)
    # a list that the policy leaves empty asks for nothing
    return tuple(each for each in asks if each.type != "choice" or each.options)


def asked_of(name: FactName, fact: Fact, policy: CompiledPolicy) -> Ask:
    """Give a question as it is asked before there is an instance that could have an answer to it."""
    return Ask(
        name=name,
        type=fact.type,
        ask=fact.ask or name,
        optional=fact.optional,
        options=options_of(fact, policy.definition),
        help=fact.help,
        kind=fact.kind,
        unknown=fact.unknown,
    )


def _asks(
    policy: CompiledPolicy,
    case: Case,
    instance: Instance,
    action: Action,
    *,
    page: ConsentPage | None,
    actor: Actor,
    at: datetime,
) -> tuple[Ask, ...]:
    asks = _each_ask(policy, case, instance, action, page=page, actor=actor)
    proposal = action.proposes
    if proposal is None:
        return tuple(asks)
    rows = proposed(policy, case, instance.on, action, at)
    return tuple(
        replace(ask, proposed=rows, otherwise=proposal.otherwise) if ask.name == proposal.question else ask
        for ask in asks
    )


def _each_ask(
    policy: CompiledPolicy, case: Case, instance: Instance, action: Action, *, page: ConsentPage | None, actor: Actor
) -> Iterator[Ask]:
    definition, called = policy.track(instance.track).definition, called_for(action)
    for asked in asked_by(action):
        if page and not asked.consent and asked.fact not in page.asks:
            continue
        if consent := asked.consent:
            may = CONSENT_ANSWERS if may_give(case, instance, consent, actor) else REFUSED
            labels = CONSENT if page is None else OWN_ANSWER
            answers = {answer: labels[answer] for answer in CONSENT_ANSWERS if answer in may and answer in labels}
            yield Ask(name=asked, type="consent", ask=definition.consents[consent].ask, optional=False, options=answers)
        else:
            name = asked.fact
            fact = definition.facts[name]
            answer = instance.answers.get(name) if name in instance.given else None
            given = str(answer.value) if answer else ""
            allowed = options_of(fact, policy.definition)
            if asked == action.choose:
                allowed = {value: allowed[value] for value in action.outcomes if value in allowed}
            yield Ask(
                name=name,
                type=fact.type,
                ask=(page.asks.get(name) if page else "") or fact.ask or name,
                optional=fact.optional or bool(given),
                options=allowed,
                given=given,
                help="" if page else fact.help,
                unknown=fact.unknown,
                only_if=called.get(name, {}),
            )
