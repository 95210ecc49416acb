"""Questions of a step as fields of a form: drawn, read, and said again before anybody confirms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from duecourse.web.forms.dates import read_date, read_moment
from duecourse.web.forms.proposed_answers import NOTHING, nothing_of, ticked_of, with_why
from duecourse.web.forms.typed import Typed
from engine.addresses.reported import notes_on, read_as, reported
from engine.errors import BadAnswers, BadInput
from engine.questions.answers import UNKNOWN
from engine.questions.texts import check_text
from engine.reasons import Reason, ReasonCode
from engine.steps.options import Ask
from engine.time.moments import say_date, say_moment

WIDGETS = {
    "yesno": "radios",
    "danger": "radios",
    "choice": "radios",
    "consent": "radios",
    "choices": "checkboxes",
    "count": "number",
    "date": "date",
    "time": "moment",
    "address": "text",
    "line": "text",
    "person": "select",
    "text": "textarea",
    "lines": "textarea",
}
HAPPENED = "happened"


def _address(text: str) -> str:
    return reported(text).url if text else ""


LIMITED: Mapping[str, Callable[[str], str]] = {"text": check_text, "address": _address}
"""What can be kept of each kind of words: told beside the question, before anything else is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question as a form shows it. `typed` is the text in each of its boxes, by the name of the box.

    `only_if` says after which answers to others it is asked, and `called` whether these are given; `proposed`, that its
    answers follow by themselves, and are ticked until somebody changes them.
    """

    name: str
    widget: str
    label: str
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False
    unknown: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()
    only_if: Mapping[str, Sequence[str]] = field(default_factory=dict)
    called: bool = True
    proposed: bool = False

    @property
    def text(self) -> str:
        """Give what stands in its only box."""
        return self.typed.get(self.name, "")

    def box(self, part: str) -> str:
        """Give the text in one of several boxes, such as `day` or `because`."""
        return self.typed.get(f"{self.name}-{part}", "")

    @property
    def boxes(self) -> dict[str, str]:
        """Give the texts of a date and its time."""
        return {part: self.box(part) for part in ("day", "month", "year", "time")}


def field_of(ask: Ask, typed: Typed, people: Mapping[str, str]) -> Field:
    """Make the field of a question, with what was typed into it; `people` is for questions about somebody."""
    hint = ask.help
    if ask.given:
        hint = f"{hint} Known already: {ask.options.get(ask.given, ask.given)}.".strip()
    options = people if ask.type == "person" else {**ask.options, **with_why(ask)}
    boxes = {name: typed.get(name) for name in boxes_of(ask.name)}
    label = f"{ask.ask} (optional)" if ask.optional else ask.ask
    widget = WIDGETS[ask.type]
    return Field(
        name=ask.name,
        widget=widget,
        label=label,
        hint=hint,
        options=options,
        optional=ask.optional,
        unknown=ask.unknown,
        typed=boxes,
        chosen=ticked_of(ask, typed),
        proposed=bool(ask.otherwise),
        only_if=dict(ask.only_if.items()),
        called=all(set(typed.all(other)) & set(values) for other, values in ask.only_if.items()),
    )


def boxes_of(name: str) -> tuple[str, ...]:
    """Name the boxes in which a question may be answered."""
    parts = ("day", "month", "year", "time", "unknown", "because")
    return (name, *(f"{name}-{part}" for part in parts))


def happened_field(typed: Typed) -> Field:
    """Make the question that every step asks last: when it took place."""
    boxes = {name: typed.get(name) for name in boxes_of(HAPPENED)}
    hint = "Leave this empty if it was just now. Otherwise give the date and the time, for example 9:30am."
    return Field(
        name=HAPPENED, widget="moment", label="When did this happen? (optional)", hint=hint, optional=True, typed=boxes
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """A form as it was read: texts as the engine takes them, and what is wrong by the name of the field."""

    facts: Mapping[str, str]
    faults: Mapping[str, str]
    happened_at: datetime | None = None


def read(asks: Collection[Ask], typed: Typed, zone: tzinfo) -> Answers:
    """Read the boxes of every question; what the engine can judge is left to it."""
    facts: dict[str, str] = {}
    faults: dict[str, str] = {}
    for ask in asks:
        try:
            text = _read_one(ask, typed, zone)
        except BadInput as bad:
            faults[ask.name] = str(bad)
            continue
        if text:
            facts[ask.name] = text
    for ask in asks:
        if not is_called(ask, facts):
            facts.pop(ask.name, None)
            faults.pop(ask.name, None)
    happened_at = _happened(typed, zone, faults)
    return Answers(facts, faults, happened_at)


def is_called(ask: Ask, facts: Mapping[str, str]) -> bool:
    """Say whether the other answers of a form call for a question: what they do not call for is no answer."""
    return all(set(facts.get(other, "").split(",")) & set(values) for other, values in ask.only_if.items())


def unseen(asks: Iterable[Ask], facts: Mapping[str, str], typed: Typed) -> list[str]:
    """Name the questions that the answers call for and that did not stand on the page: the next one asks them."""
    shown = typed.all("asked")
    left = (ask for ask in asks if ask.only_if and ask.name not in shown and ask.name not in facts)
    return [ask.name for ask in left if is_called(ask, facts)]


def demanded(asks: Sequence[Ask], typed: Typed, zone: tzinfo) -> Mapping[str, str]:
    """Read the answers to some questions. Raises BadAnswers for what is missing or cannot be taken."""
    answers = read(asks, typed, zone)
    faults = {**missing(asks, answers.facts), **answers.faults}
    if faults:
        raise BadAnswers.of(faults)
    return answers.facts


def _read_one(ask: Ask, typed: Typed, zone: tzinfo) -> str:
    if ask.unknown and typed.get(f"{ask.name}-unknown"):
        return UNKNOWN + check_text(typed.get(f"{ask.name}-because"))
    if ask.type in LIMITED:
        return LIMITED[ask.type](typed.get(ask.name))
    match WIDGETS[ask.type]:
        case "checkboxes":
            return ",".join(typed.all(ask.name)) or nothing_of(ask, typed)
        case "date":
            day = _day(ask.name, typed)
            return day.isoformat() if day else ""
        case "moment":
            moment = _moment(ask.name, typed, zone)
            return moment.isoformat() if moment else ""
        case _:
            return typed.get(ask.name)


def _happened(typed: Typed, zone: tzinfo, faults: dict[str, str]) -> datetime | None:
    try:
        return _moment(HAPPENED, typed, zone)
    except BadInput as bad:
        faults[HAPPENED] = str(bad)
        return None


def moment_of(text: str) -> datetime | None:
    """Give the moment that `read` wrote as text; None where nothing was answered."""
    return datetime.fromisoformat(text) if text else None


def _day(name: str, typed: Typed) -> date | None:
    day, month, year = (typed.get(f"{name}-{part}") for part in ("day", "month", "year"))
    return read_date(day, month, year) if day or month or year else None


def _moment(name: str, typed: Typed, zone: tzinfo) -> datetime | None:
    day, time = _day(name, typed), typed.get(f"{name}-time")
    if day is None and not time:
        return None
    if day is None:
        raise BadInput("Give the date as well: day, month and year.")
    if not time:
        raise BadInput("Give the time as well, for example 9:30am.")
    return read_moment(day, time, zone)


def say(ask: Ask, text: str, people: Mapping[str, str], zone: tzinfo) -> str:
    """Say an answer as the person who gave it reads it again."""
    if text.startswith(UNKNOWN):
        return f"Not known: {text.removeprefix(UNKNOWN)}"
    if not text:
        return f"{ask.options.get(ask.given, ask.given)} (known already)" if ask.given else "Not answered"
    match WIDGETS[ask.type]:
        case "radios":
            return ask.options.get(text, text)
        case "checkboxes":
            return "; ".join({**ask.options, **NOTHING}.get(part, part) for part in text.split(","))
        case "select":
            return people.get(text, text)
        case "date":
            return say_date(date.fromisoformat(text))
        case "moment":
            return say_moment(datetime.fromisoformat(text), zone)
        case _:
            return " ".join((text, *notes_on([text]))) if ask.type == "address" else text


AS_READ, AS_TYPED = "read_as", "as typed"


def confirming(typed: Typed, name: str) -> tuple[Ask, ...]:
    """Ask whether an address was read as it was meant; nothing where it was typed as it is taken."""
    try:
        address = reported(typed.get(name))
    except BadInput:
        return ()
    if not address.was_read:
        return ()
    answers = {address.url: "Yes, take that address", AS_TYPED: "No, keep what I typed"}
    return (
        Ask(
            name=AS_READ,
            type="choice",
            ask=f"{read_as(address)} Is that the page?",
            optional=False,
            options=answers,
            help=READ_HELP,
        ),
    )


READ_HELP = (
    "What you typed leads there through a mail filter, an app or a search engine, or carries marks that follow you."
)


def named(reasons: Iterable[Reason], asks: Sequence[Ask]) -> dict[str, str]:
    """Say what the engine found wrong in the words of a form: a missing answer is asked for by its question."""
    labels = {ask.name: ask for ask in asks}
    return {each.field: _said(labels.get(each.field), each) for each in reasons}


def _said(ask: Ask | None, reason: Reason) -> str:
    return asked_for(ask) if ask is not None and reason.code == ReasonCode.ANSWER_MISSING else reason.says


def missing(asks: Iterable[Ask], facts: Mapping[str, str]) -> dict[str, str]:
    """Ask for every answer that is needed and was not given."""
    return {ask.name: asked_for(ask) for ask in asks if not (ask.optional or facts.get(ask.name))}


def asked_for(ask: Ask) -> str:
    """Ask for the answer to a question that was left out."""
    verb = "Choose an answer" if WIDGETS[ask.type] in ("radios", "checkboxes", "select") else "Write an answer"
    return f"{verb}: {ask.ask}"
