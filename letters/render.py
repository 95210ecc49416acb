"""Drafting: a template and the facts of a case become blocks, with everything that is missing in plain sight.

The sandbox bounds neither time nor size, so rendering does: the turns of all loops together (`facts.MAX_TURNS`), the
length of what a template prints before its slots are filled, and the length of the finished letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, TypeVar, cast

from jinja2 import DictLoader, StrictUndefined, TemplateError, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.errors import BadInput, Fault
from engine.ports.letters.safe_links import contact_link, mail_link, web_link
from letters import wording
from letters.blocks import Block, Paragraph, Text, passages
from letters.catalogue import Template
from letters.facts import Gap, Missing, cut
from letters.issue_check import problems
from letters.markdown_parser import filled, parse
from letters.placeholders import Slots
from letters.printed import pictures
from letters.printed.slotted_values import Slotted

Kind = TypeVar("Kind")

MAX_SKELETON = 200_000
MAX_LETTER = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter before issue; `facts_used` holds the facts within its contract, `missing` those it still needs."""

    template: Template
    blocks: tuple[Block, ...]
    facts_used: Mapping[str, object]
    missing: tuple[Missing, ...]
    guarded_names: tuple[str, ...] = ()

    @property
    def template_id(self) -> str:
        """Give the id of the template."""
        return self.template.id

    @property
    def template_hash(self) -> str:
        """Give the content hash of the template and of every part it uses, the trust's own wording behind a `+`."""
        return self.template.whole_hash

    @property
    def title(self) -> str:
        """Give the title of the letter, as a browser or a file list shows it."""
        return self.template.title

    def problems(self) -> tuple[str, ...]:
        """Say, in sentences, everything that stands in the way of issue; nothing means it may be issued."""
        return problems(self.template, self.blocks, self.facts_used, self.missing, self.guarded_names)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the filters of one rendering need to know."""

    zone: tzinfo
    slots: Slots


def draft(template: Template, facts: Mapping[str, object], *, zone: tzinfo, guarded_names: Sequence[str] = ()) -> Draft:
    """Draft a letter; times are written in `zone`.

    A missing fact is no error: its marker stands in the letter, and `missing` lists it. Raises BadInput for facts of a
    wrong type and for a letter beyond the limits.
    """
    given = cut(template.tree, facts)
    sheet = _Sheet(zone, Slots())
    skeleton = _skeleton(template, given.context, sheet)
    if len(skeleton) + sum(len(value.text) for value in sheet.slots.values) > MAX_LETTER:
        raise BadInput(f"Letter {template.number} would have more than {MAX_LETTER} characters; shorten its facts.")
    blocks = filled(parse(skeleton), sheet.slots.values)
    blocks = (*_unseen(blocks, given.missing), *blocks)
    return Draft(
        template=template,
        blocks=blocks,
        facts_used=given.used,
        missing=given.missing,
        guarded_names=tuple(guarded_names),
    )


def _unseen(blocks: tuple[Block, ...], missing: tuple[Missing, ...]) -> Iterator[Block]:
    """Put on top what is missing and was asked about, but not printed, by the template."""
    shown = "\n".join(passage.text for passage in passages(blocks)) if missing else ""
    for gap in missing:
        if gap.marker not in shown:
            yield Paragraph((Text(gap.marker, strong=True),))


def _skeleton(template: Template, context: Mapping[str, object], sheet: _Sheet) -> str:
    compiled = environment(template.bodies).get_template(template.first)
    pieces: list[str] = []
    length = 0
    try:
        for piece in compiled.generate({**context, "letter": _constants(template), "_sheet": sheet}):
            pieces.append(piece)
            length += len(piece)
            if length > MAX_SKELETON:
                raise BadInput(f"Letter {template.number} is too long; shorten the lists of the case.")
    except TemplateError as error:
        raise Fault(f"The template {template.id} cannot be rendered: {error}") from error
    return "".join(pieces)


def _constants(template: Template) -> Mapping[str, str]:
    return {"number": template.number, "title": template.title, "mark": template.mark}


@lru_cache(maxsize=128)
def environment(bodies: tuple[tuple[str, str], ...]) -> ImmutableSandboxedEnvironment:
    """Build the closed environment of one template: no globals, our filters, and a slot for every value."""
    built = ImmutableSandboxedEnvironment(
        loader=DictLoader(dict(bodies)),
        undefined=StrictUndefined,
        finalize=_put_aside,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        auto_reload=False,
    )
    built.globals.clear()
    built.filters = cast("dict[str, Any]", dict(FILTERS))
    return built


# `pass_context` also keeps Jinja from folding constants while compiling, when there are no slots yet.
@pass_context
def _put_aside(context: Context, value: object) -> str:
    sheet = context["_sheet"]
    if isinstance(value, Slotted):
        return str(sheet.slots.put(value))
    if isinstance(value, str | Gap) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(sheet.slots.put(Slotted(str(value))))
    raise Fault(f"The template {context.name} prints a value of the kind {type(value).__name__} as it stands.")


@pass_context
def _moment(context: Context, value: object) -> object:
    return _worded(value, datetime, lambda moment: wording.moment(moment, context["_sheet"].zone))


@pass_context
def _day(context: Context, value: object) -> object:
    return _worded(value, date, lambda day: wording.day(day, context["_sheet"].zone))


@pass_context
def _weekday(context: Context, value: object) -> object:
    return _worded(value, date, lambda day: wording.weekday(day, context["_sheet"].zone))


def _duration(value: object) -> object:
    return _worded(value, timedelta, wording.duration)


def _sentence(value: object) -> object:
    return _worded(value, str, wording.sentence)


def _mail(value: object) -> object:
    return _worded(value, str, lambda words: Slotted(words, mail_link(words)))


def _web(value: object) -> object:
    return _worded(value, str, lambda words: Slotted(words, web_link(words)))


def _contact(value: object) -> object:
    return _worded(value, str, lambda words: Slotted(words, contact_link(words)))


def _picture(value: object) -> object:
    return _worded(value, str, pictures.printed)


def _worded(value: object, kind: type[Kind], write: Callable[[Kind], str | Slotted]) -> object:
    """Write a value of the right kind; let a gap through, so that its marker is printed."""
    return write(value) if isinstance(value, kind) else value


FILTERS: Mapping[str, Callable[..., object]] = {
    "moment": _moment,
    "day": _day,
    "weekday": _weekday,
    "duration": _duration,
    "sentence": _sentence,
    "mail": _mail,
    "web": _web,
    "contact": _contact,
    "picture": _picture,
}
