"""What is alleged, one by one: the rules of each allegation, what was found on it, and what was put before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from duecourse.correspondence.dossier import Dossier, as_said
from engine.identity import FactName, PostName
from engine.language.vocabulary import Post
from engine.plain import is_group, is_list
from engine.ports.fact_sources import Alternative
from engine.questions.answers import options_of
from engine.questions.part_lines import by_paragraph, paragraphs
from engine.reasons import printed
from engine.time.statutory_notice import earliest_end, said_in_weeks, weeks_of_notice

WORDS = "words"
"""What of an entry of a list is the text of it."""
QUESTIONS = 4
"""So many questions say what is alleged and found."""
NONE_NAMED = "none is named"
"""What stands in the place of an empty list, so that something may be held against it."""
TEACHING = frozenset(map(PostName, (Post.TEACHER, Post.HEADTEACHER, Post.DEPUTY_HEAD)))
"""The posts of teachers, of whom the Teaching Regulation Agency may have to be told."""
UPHELD = "upheld"
"""How a finding begins on what is shown to be true, wholly or in part."""


def charges(dossier: Dossier, alternative: Alternative, _: str) -> list[Mapping[str, object]]:
    """List what is alleged, with the rules of each and what was found on it.

    The questions are named in this order: what is alleged, the line of rules for each, the rules chosen, the findings.
    With `upheld` behind them, only what was upheld.
    """
    said, lines, chosen, found = _read(dossier, alternative)
    findings = paragraphs(found)
    told: list[Mapping[str, object]] = [
        {
            WORDS: words,
            "rules": _cited(dossier, rules),
            "finding": findings[place] if place < len(findings) else None,
            "is_upheld": place < len(findings) and findings[place].casefold().startswith(UPHELD),
        }
        for place, (words, rules) in enumerate(zip(said, by_paragraph(said, lines, chosen), strict=True))
    ]
    return [each for each in told if each["is_upheld"]] if UPHELD in alternative.names else told


def rules_upheld(dossier: Dossier, alternative: Alternative, _: str) -> list[str]:
    """List the rules of what was upheld, as they were chosen; the questions are named as for the charges."""
    said, lines, chosen, found = _read(dossier, alternative)
    upheld = [each.casefold().startswith(UPHELD) for each in paragraphs(found)]
    ruled = by_paragraph(said, lines, chosen)
    kept = dict.fromkeys(number for rules, is_so in zip(ruled, upheld, strict=False) if is_so for number in rules)
    fact = dossier.definition().facts.get(FactName(alternative.names[2]))
    labels = options_of(fact, dossier.policy.definition) if fact else {}
    return [labels.get(number, number) for number in kept] or [NONE_NAMED]


def _read(dossier: Dossier, alternative: Alternative) -> tuple[list[str], str, Sequence[str], str]:
    alleged, lines, chosen, found = (FactName(name) for name in alternative.names[:QUESTIONS])
    answer = dossier.instance.answers.get(chosen)
    numbers = answer.value if answer is not None and isinstance(answer.value, tuple) else ()
    return paragraphs(dossier.text(alleged) or ""), dossier.text(lines) or "", numbers, dossier.text(found) or ""


def _cited(dossier: Dossier, numbers: Sequence[str]) -> str | None:
    """Name rules by their numbers, or by their words where the policy may not be cited."""
    rules = dossier.policy.definition.conduct
    if not dossier.may_cite:
        return "; ".join(as_said(rules[number].says) for number in numbers if number in rules) or None
    own = list(dict.fromkeys(printed(number) for number in numbers))
    if not own:
        return None
    return f"clause {own[0]}" if len(own) == 1 else f"clauses {', '.join(own[:-1])} and {own[-1]}"


def put_in(dossier: Dossier, alternative: Alternative, _: str) -> list[object] | None:
    """Give what an earlier letter of the same procedure told its reader, under the first of some names that it has;
    None where no such letter went out."""
    template, *names = alternative.names
    facts = dossier.put.get(template)
    if facts is None:
        return None
    told = next((facts[name] for name in names if name in facts), None)
    entries = told if is_list(told) else paragraphs(str(told or ""))
    return [each.get(WORDS, each) if is_group(each) else each for each in entries] or [NONE_NAMED]


def notice_due(dossier: Dossier, alternative: Alternative, _: str) -> str | None:
    """Say how much notice the law gives now to somebody employed since the day that answered a question."""
    since = dossier.value(alternative.fact)
    today = dossier.calendar.local(dossier.now).date()
    return said_in_weeks(weeks_of_notice(date.fromisoformat(since), today)) if since else None


def notice_until(dossier: Dossier, alternative: Alternative, _: str) -> date | None:
    """Give the day until which that notice runs, if it is given today; None where it is not known since when."""
    since = dossier.value(alternative.fact)
    today = dossier.calendar.local(dossier.now).date()
    return earliest_end(date.fromisoformat(since), today) if since else None


def teaches(dossier: Dossier, *_: object) -> bool:
    """Say whether the person whom the procedure concerns holds the post of a teacher."""
    person = dossier.people.get(dossier.instance.person)
    return person is not None and any(each.post in TEACHING for each in person.held(dossier.now))


def begins_with(dossier: Dossier, alternative: Alternative, _: str) -> bool:
    """Say whether a paragraph of an answer begins with one of some words: `begins_with findings Upheld`."""
    name, *words = alternative.names
    begins = tuple(word.casefold() for word in words)
    return any(each.casefold().startswith(begins) for each in paragraphs(dossier.text(FactName(name)) or ""))


def still_to_come(dossier: Dossier, alternative: Alternative, _: str) -> bool:
    """Say whether the day that answered a question lies ahead."""
    day = dossier.value(alternative.fact)
    return day is not None and date.fromisoformat(day) > dossier.calendar.local(dossier.now).date()


def same_person(dossier: Dossier, alternative: Alternative, _: str) -> bool:
    """Say whether the person whom one answer names stands in another as well: "Robin, who looked into it" is Robin."""
    one, other = ((dossier.text(FactName(name)) or "").casefold() for name in alternative.names)
    name = one.replace("(", ",").partition(",")[0].strip()
    return bool(name) and name in other
