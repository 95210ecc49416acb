"""The invented cases of the demo: how old, where, about what, and how far each got."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CALM = {
    "life_in_danger": "no",
    "child_at_risk": "no",
    "personal_data": "no",
    "illegal_image": "no",
    "category": "abuse",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One invented case: how old it is in hours, where, how far it got, and what is reported in which words.

    `about` maps the short names of those whom it is about to what they are to the school; `routes` are the procedures
    that are started besides those that every case has, `because` says why.
    """

    age: int
    school: str
    stage: str
    words: str
    answers: Mapping[str, str] = field(default_factory=lambda: CALM)
    about: Mapping[str, str] = field(default_factory=dict)
    routes: str = ""
    because: str = ""


PLOTS = (
    Plot(age=2, school="oakfield", stage="reported", words="A page shows a photo of me with a false caption."),
    Plot(age=26, school="oakfield", stage="reported", words="A post calls me names."),
    Plot(age=20, school="riverside", stage="acknowledged", words="An account pretends to be me."),
    Plot(age=8, school="riverside", stage="triaged", words="A video of my lesson was put online without my leave."),
    Plot(age=10, school="hilltop", stage="ready", words="A post says untrue things about me."),
    Plot(age=12, school="hilltop", stage="requested", words="A comment thread makes fun of me."),
    Plot(age=60, school="oakfield", stage="refused", words="A page lists staff with insults."),
    Plot(age=80, school="riverside", stage="isp", words="A small website shows my picture."),
    Plot(age=90, school="hilltop", stage="consent", words="A message says that somebody will wait for me after work."),
    Plot(age=100, school="riverside", stage="removed", words="A profile used my name."),
    Plot(age=120, school="oakfield", stage="closed", words="A post named me and was taken down."),
    Plot(
        age=5,
        school="hilltop",
        stage="reported",
        words="A page might show a pupil.",
        answers={**CALM, "child_at_risk": "dont_know"},
    ),
    Plot(
        age=216,
        school="hilltop",
        stage="hearing",
        words="A colleague mocks me by name on an open account.",
        about={"hilltop-teacher-two": "employee"},
        routes="discipline",
        because="A colleague is named in it.",
    ),
    Plot(
        age=30,
        school="riverside",
        stage="breach",
        words="A list with the addresses of families stands in an open group.",
        answers={**CALM, "personal_data": "yes", "category": "data"},
    ),
    Plot(
        age=50,
        school="oakfield",
        stage="volunteer",
        words="A volunteer wrote rudely about me in a parents’ group.",
        about={"volunteer-one": "volunteer"},
        routes="volunteer",
        because="A volunteer is named in it.",
    ),
    Plot(
        age=28,
        school="hilltop",
        stage="parent",
        words="A parent claims that I hit somebody. I did not.",
        answers={**CALM, "about_category": "parent"},
        about={"parent-one": "parent"},
    ),
    Plot(
        age=22,
        school="oakfield",
        stage="permission",
        words="I should like to post pictures of our school garden.",
        answers={"purpose": "register"},
    ),
    Plot(
        age=6,
        school="oakfield",
        stage="reported",
        words="May I answer a parent who wrote to my private account?",
        answers={"purpose": "question"},
    ),
    Plot(
        age=40,
        school="oakfield",
        stage="led_by_the_chair",
        words="The headteacher made fun of me in a public group.",
        answers={**CALM, "about_post": "headteacher", "about_category": "employee"},
    ),
)
