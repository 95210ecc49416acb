"""The pages that are measured: what people open in a day, each as somebody who may see it, in a trust of copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bench.crowd import SENIOR, Crowd, opened
from duecourse.casework.queries import case_view
from duecourse.casework.queries.task_list import step_place
from duecourse.outbox import run_outbox
from duecourse.web.app import build_app
from engine.identity import TrackName
from tests.site import Person, Site, cheap_passwords

KEEPER = "central"
"""Keeps people, schools and settings."""
STARTED = TrackName("investigation")


class Goal(NamedTuple):
    """How many CPU milliseconds a page may take, and how many times as many where there are 10,000 cases and not 40."""

    milliseconds: float
    times: float


DAILY, SEARCHED, SELDOM = Goal(5, 1.3), Goal(20, 1.3), Goal(20, 1.5)


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its address, who opens it, and what is wanted of it."""

    path: str
    who: str
    goal: Goal


@dataclass(frozen=True)
class Visited:
    """A trust of copies with its site, and the cookies of those who open its pages."""

    site: Site
    places: Mapping[str, Place]
    cookies: Mapping[str, str]


def visited(crowd: Crowd) -> Visited:
    """Sign everybody in who opens a page, and answer a step of one case, so that its check page is there."""
    site = Site(crowd.services, build_app(crowd.services, cheap_passwords()))
    people = {who: site.person(who) for who in (SENIOR, KEEPER)}
    return Visited(
        site=site,
        places=_places(crowd, people[SENIOR]),
        cookies={who: person.client.cookies["duecourse"] for who, person in people.items()},
    )


def _places(crowd: Crowd, senior: Person) -> Mapping[str, Place]:
    # a case of its own, and no copy: each page of a copy is that of many other cases too, as no trust ever has it
    reference = opened(crowd.services, "https://posts.example/fresh", "https://pages.example/fresh")
    run_outbox(crowd.services)
    view = case_view.look(crowd.services, crowd.senior, reference)
    seen = view.case
    of = {each.track: step_place(view, each) for each in seen.tracks.values()}
    drawn = seen.code(next(each for each in seen.tracks.values() if each.track == STARTED))
    letter = next(seen.code(each) for each in seen.letters.values())
    case, step = f"/cases/{reference}", f"/cases/{reference}/{of[STARTED]}/start"
    answered = senior.fill(step)
    if not answered.url.path.endswith("/check"):
        raise RuntimeError(f"{step} leads to {answered.url.path}")
    mine = {
        "Work": Place("/work", SENIOR, DAILY),
        "Work, what others have": Place("/work?tab=others", SENIOR, DAILY),
        "cases": Place("/cases", SENIOR, DAILY),
        "case": Place(case, SENIOR, DAILY),
        "case, procedures": Place(f"{case}/procedure", SENIOR, DAILY),
        "case, one procedure as a picture": Place(f"{case}/procedure/{drawn}", SENIOR, DAILY),
        "case, addresses and evidence": Place(f"{case}/items", SENIOR, DAILY),
        "case, people": Place(f"{case}/people", SENIOR, DAILY),
        "case, letters": Place(f"{case}/letters", SENIOR, DAILY),
        "case, history": Place(f"{case}/history", SENIOR, DAILY),
        "letter": Place(f"{case}/letters/{letter}", SENIOR, DAILY),
        "step": Place(f"{case}/{of[TrackName('removal')]}/decide", SENIOR, DAILY),
        "check page": Place(f"{step}/check", SENIOR, DAILY),
        "report, danger": Place("/report/life-in-danger", SENIOR, DAILY),
        "report, in words": Place("/report/what-happened", SENIOR, DAILY),
        "letters": Place("/letters", SENIOR, SEARCHED),
        "deadlines": Place("/deadlines", SENIOR, SEARCHED),
        "search": Place(_looked_for(senior, "posts.example"), SENIOR, SEARCHED),
        "search, one case": Place(_looked_for(senior, reference), SENIOR, SEARCHED),
    }
    seldom = {
        "registers": "/registers",
        "hand over": "/hand-over",
        "my account": "/account",
        "how I am told": "/how-i-am-told",
        "policy": "/policies/lumen",
        "help": "/help",
        "glossary": "/glossary",
    }
    kept = {"roles": "/roles", "letterhead": "/letterhead", "installation": "/installation"}
    return {
        **mine,
        **{what: Place(path, SENIOR, SELDOM) for what, path in seldom.items()},
        **{what: Place(path, KEEPER, SELDOM) for what, path in kept.items()},
    }


def _looked_for(senior: Person, words: str) -> str:
    """Look for words, and give the address at which what was found stands: the words themselves are not in it."""
    found = senior.fill("/search", words=words)
    if "of=" not in str(found.url) or words.partition(".")[0] not in found.text:
        raise RuntimeError(f"A search leads to {found.url}")
    return found.url.raw_path.decode()
