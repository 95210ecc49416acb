"""A report, one question a page: which questions there are, which come next, and what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from duecourse.casework.commands.steps import NewReport
from duecourse.casework.context.report_form import ReportForm
from duecourse.casework.context.time_checks import refuse_future
from duecourse.web.forms import fields
from duecourse.web.forms.report_faults import lines_of, wrong
from duecourse.web.forms.report_sources import (
    WHICH,
    files_page,
    from_outside,
    named_in,
    reported_by,
    reporter_pages,
    which_page,
)
from duecourse.web.forms.report_texts import (
    ABOUT,
    ADDRESSES,
    AFFECTED,
    GIVEN_TO,
    GIVEN_TO_HELP,
    GIVEN_TO_NOBODY,
    NAMED_HELP,
    NEEDED,
    NOBODY,
    POST_HELP,
    TOLD_AT,
    WHO,
    WHO_HELP,
    WizardPage,
)
from duecourse.web.forms.typed import Typed
from engine.errors import BadAnswers
from engine.language.vocabulary import FactKind, Truth
from engine.ports.records import School
from engine.record.values import Part
from engine.steps.options import Ask


@dataclass(frozen=True, kw_only=True)
class Wizard:
    """The pages of one report, given what has been answered so far."""

    form: ReportForm
    typed: Typed
    me: str
    now: datetime
    files: Callable[[], int] = int

    def questions(self) -> tuple[WizardPage, ...]:
        """List the pages that this report has: questions of danger first."""
        return (
            *self._dangers(),
            *self._place(),
            *self._about(),
            *self._what(),
            *self._affects(),
            ADDRESSES,
            *files_page(self.suspects_image),
            *reporter_pages(self.typed, self._staff()),
            *self._given_to(),
        )

    def find(self, slug: str) -> WizardPage | None:
        """Find a page by the end of its address."""
        return next((question for question in self.questions() if question.slug == slug), None)

    def with_answers(self, question: WizardPage, typed: Typed) -> Wizard:
        """Give the report with what was typed at one question in place of what stood there."""
        mine = {name for ask in question.asks for name in fields.boxes_of(ask.name)}
        others = {name: texts for name, texts in self.typed.texts.items() if name not in mine}
        return replace(self, typed=Typed({**others, **{name: typed.texts[name] for name in mine & set(typed.texts)}}))

    def after(self, question: WizardPage) -> str:
        """Give the end of the address of the page that follows."""
        following = self._following(question)
        return following.slug if following else "check"

    def raises(self, question: WizardPage) -> bool:
        """Say whether the answer to a question raises the one that follows."""
        following = self._following(question)
        return following is not None and following.raised_by == question.slug

    def _following(self, question: WizardPage) -> WizardPage | None:
        questions = self.questions()
        place = [each.slug for each in questions].index(question.slug) + 1
        return questions[place] if place < len(questions) else None

    def before(self, question: WizardPage) -> str:
        """Give the end of the address of the page before; "" for the first."""
        slugs = [each.slug for each in self.questions()]
        place = slugs.index(question.slug)
        return slugs[place - 1] if place else ""

    def unanswered(self, zone: tzinfo) -> WizardPage | None:
        """Find the first page whose answers are missing or cannot be taken."""
        return next((question for question in self.questions() if self.faults(question, zone)), self._wordless())

    def _wordless(self) -> WizardPage | None:
        """Give the question what has happened where neither words nor an address nor a file say it."""
        words = next((name for name, ask in self._words() if not self.typed.get(name)), "")
        says = words and not (self.typed.get("addresses") or (self.takes_files and self.files()))
        return self.find(slug_of(words)) if says else None

    def lacking(self, question: WizardPage) -> dict[str, str]:
        """Say at a question that without it the report says nothing."""
        return {question.asks[0].name: NEEDED} if question == self._wordless() else {}

    def _words(self) -> Iterator[tuple[str, Ask]]:
        return ((ask.name, ask) for ask in self.form.asks if ask.type == "text")

    @property
    def suspects_image(self) -> bool:
        """Say whether it was answered that there may be an indecent image of a child: then no file is asked for."""
        ask = self._asked(FactKind.POSSIBLE_IMAGE)
        return ask is not None and self.typed.get(ask.name) in (Truth.YES, Truth.DONT_KNOW)

    @property
    def takes_files(self) -> bool:
        """Say whether files go with it: only while it stands there that none of them could show such an image."""
        return self.typed.get("files") == "clean" and not self.suspects_image

    def faults(self, question: WizardPage, zone: tzinfo) -> dict[str, str]:
        """Say what is wrong with the answers of one page."""
        answers = fields.read(question.asks, self.typed, zone)
        faults = {name: says for name, says in answers.faults.items() if name != fields.HAPPENED}
        for ask in question.asks:
            text = answers.facts.get(ask.name, "")
            wrong_there = (wrong(ask, text) or self._to_come(ask, text, zone)) if ask.name not in faults else ""
            if wrong_there:
                faults[ask.name] = wrong_there
        return faults

    def _to_come(self, ask: Ask, text: str, zone: tzinfo) -> str:
        """Say that nobody can have been told at a time to come; "" for every other question."""
        try:
            if ask.name == TOLD_AT.name and text:
                refuse_future(datetime.fromisoformat(text), self.now, zone, ask.name)
        except BadAnswers as bad:
            return bad.faults[ask.name]
        return ""

    def answered(self, zone: tzinfo) -> dict[str, str]:
        """Give every answer as the engine takes it."""
        asks = [ask for question in self.questions() for ask in question.asks]
        return dict(fields.read(asks, self.typed, zone).facts)

    def report(self, zone: tzinfo) -> NewReport:
        """Put the report together from its answers."""
        said = self.answered(zone)
        names = [ask.name for ask in self.form.asks]
        answers = {name: said[name] for name in names if name in said}
        told_at = datetime.fromisoformat(said["told_at"]) if "told_at" in said else None
        return NewReport(
            policy=self.form.policy.key,
            school=self.school,
            reported_by=reported_by(said, self.me),
            affected=self._affected(said),
            addresses=lines_of(said.get("addresses", "")),
            answers=answers,
            happened_at=told_at,
            about=named_in(said),
            outsiders=from_outside(said),
            given_to=tuple(each for each in said.get("given_to", "").split(",") if each not in ("", NOBODY)),
        )

    @property
    def school(self) -> str:
        """Give the key of the school: the only one, or the one that was chosen."""
        return self.form.schools[0].key if len(self.form.schools) == 1 else self.typed.get("school")

    @property
    def places(self) -> tuple[School, ...]:
        """Give the schools that it may be about, as far as that was said."""
        return tuple(each for each in self.form.schools if each.key == self.school) or self.form.schools

    @property
    def parts(self) -> dict[str, Part]:
        """Give what people are to the report, as far as that was said: short name → part."""
        others = dict.fromkeys(self.typed.all("affected"), Part.AFFECTED)
        affected = {**others, **({self.me: Part.AFFECTED} if self.typed.get("affects") in ("me", "both") else {})}
        return {**affected, **dict.fromkeys((*self.typed.all("named"), *self.typed.all(WHICH)), Part.SUBJECT)}

    @property
    def post_of_subject(self) -> str:
        """Give the key of the post at the top that it is about, as far as that was said, and not who is meant."""
        ask = self._asked(FactKind.POST_OF_SUBJECT)
        return self.typed.get(ask.name) if ask and not self.typed.get(WHICH) else ""

    def _asked(self, kind: FactKind) -> Ask | None:
        return next((ask for ask in self.form.asks if ask.kind is kind), None)

    def _affected(self, said: dict[str, str]) -> tuple[str, ...]:
        others = tuple(said["affected"].split(",")) if said.get("affected") else ()
        return (self.me, *others) if said.get("affects") in ("me", "both") else others

    def _dangers(self) -> Iterator[WizardPage]:
        for ask in self.form.dangers:
            yield WizardPage(slug_of(ask.name), (ask,), "danger")

    def _place(self) -> Iterator[WizardPage]:
        if len(self.form.schools) > 1:
            names = {school.key: school.name for school in self.form.schools}
            yield WizardPage(
                "school",
                (Ask(name="school", type="choice", ask="Which school is it about?", optional=False, options=names),),
            )

    def _about(self) -> Iterator[WizardPage]:
        """Ask who may have done it, before anything else is said: those who are named must see none of it."""
        top, category = (self._asked(kind) for kind in ABOUT)
        leaders = {"post": f"Somebody at the top: {_either(tuple(top.options.values()))}"} if top else {}
        yield WizardPage(
            "who",
            (
                Ask(
                    name="who",
                    type="choice",
                    ask="Who is it about?",
                    optional=False,
                    options={**leaders, **WHO},
                    help=WHO_HELP,
                ),
            ),
        )
        who, last = self.typed.get("who"), "who"
        if who == "post" and top:
            last = slug_of(top.name)
            yield WizardPage(
                last, (replace(top, optional=False, options=self._instead(), help=POST_HELP),), "who", "who"
            )
            which = tuple(which_page(self.form, self.school, self.typed.get(top.name), last))
            yield from which
            last = which[-1].slug if which else last
        if who == "staff":
            last, known = "named", self.form.nameable.get(self.school, {})
            yield WizardPage(
                last,
                (Ask(name="named", type="choices", ask="Who is it?", optional=False, options=known, help=NAMED_HELP),),
                "who",
                "who",
            )
        if who in ("post", "staff", "other") and category:
            yield WizardPage(slug_of(category.name), (category,), raised_by=last)

    def _instead(self) -> dict[str, str]:
        """Say for each post at the top which posts deal with a report about it."""
        return {
            key: f"{post[:1].upper()}{post[1:]}: the {_either(self.form.instead[post])} deals with it"
            for key, post in self.form.policy.definition.top.items()
        }

    def _what(self) -> Iterator[WizardPage]:
        for ask in self.form.asks:
            if ask.type != "danger" and ask.kind not in ABOUT:
                yield WizardPage(slug_of(ask.name), (ask,))

    def _affects(self) -> Iterator[WizardPage]:
        yield WizardPage(
            "affects",
            (Ask(name="affects", type="choice", ask="Who is affected by it?", optional=False, options=AFFECTED),),
        )
        if self.typed.get("affects") in ("others", "both"):
            ask = Ask(
                name="affected", type="choices", ask="Who else is affected?", optional=False, options=self._staff()
            )
            yield WizardPage("affected", (ask,), raised_by="affects")

    def _given_to(self) -> Iterator[WizardPage]:
        """Ask to whom it is reported, where the policy has people report to somebody of their choice."""
        known = self.form.receivers.get(self.school, {})
        kept_out = {self.me, *self.parts, self.typed.get("told_by")}
        known = {key: name for key, name in known.items() if key not in kept_out}
        if known:
            offered = {**known, NOBODY: GIVEN_TO_NOBODY}
            ask = Ask(
                name="given_to", type="choices", ask=GIVEN_TO, optional=False, options=offered, help=GIVEN_TO_HELP
            )
            yield WizardPage("given-to", (ask,))

    def _staff(self) -> dict[str, str]:
        staff = self.form.staff.get(self.school, {})
        return {key: name for key, name in staff.items() if key != self.me}


def _either(posts: Sequence[str]) -> str:
    return " or ".join(part for part in (", ".join(posts[:-1]), posts[-1]) if part)


def slug_of(name: str) -> str:
    """Write the name of a question as the end of an address."""
    return name.replace("_", "-")
