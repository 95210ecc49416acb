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


@dataclass(frozen=True, slots=True)
class Plot:
    """One invented case: how old it is in hours, where, how far it got, and what is reported in which words.

    `about` maps the short names of those whom it is about to what they are to the school; `routes` are the procedures
    that are started besides those that every case has.
    """

    age: int
    school: str
    stage: str
    words: str
    answers: Mapping[str, str] = field(default_factory=lambda: CALM)
    about: Mapping[str, str] = field(default_factory=dict)
    routes: str = ""


PLOTS = (
    Plot(2, "oakfield", "reported", "A page shows a photo of me with a false caption."),
    Plot(26, "oakfield", "reported", "A post calls me names."),
    Plot(20, "riverside", "acknowledged", "An account pretends to be me."),
    Plot(8, "riverside", "triaged", "A video of my lesson was put online without my leave."),
    Plot(10, "hilltop", "ready", "A post says untrue things about me."),
    Plot(12, "hilltop", "requested", "A comment thread makes fun of me."),
    Plot(60, "oakfield", "refused", "A page lists staff with insults."),
    Plot(80, "riverside", "isp", "A small website shows my picture."),
    Plot(90, "hilltop", "consent", "A message says that somebody will wait for me after work."),
    Plot(100, "riverside", "removed", "A profile used my name."),
    Plot(120, "oakfield", "closed", "A post named me and was taken down."),
    Plot(5, "hilltop", "reported", "A page might show a pupil.", {**CALM, "child_at_risk": "dont_know"}),
    Plot(
        216,
        "hilltop",
        "hearing",
        "A colleague mocks me by name on an open account.",
        about={"hilltop-teacher-two": "employee"},
        routes="discipline",
    ),
    Plot(
        30,
        "riverside",
        "breach",
        "A list with the addresses of families stands in an open group.",
        {**CALM, "personal_data": "yes", "category": "data"},
    ),
    Plot(
        50,
        "oakfield",
        "volunteer",
        "A volunteer wrote rudely about me in a parents’ group.",
        about={"volunteer-one": "volunteer"},
        routes="volunteer",
    ),
    Plot(
        28,
        "hilltop",
        "parent",
        "A parent claims that I hit somebody. I did not.",
        {**CALM, "about_category": "parent"},
        {"parent-one": "parent"},
    ),
    Plot(
        22,
        "oakfield",
        "permission",
        "I should like to post pictures of our school garden.",
        {"purpose": "register"},
    ),
    Plot(6, "oakfield", "reported", "May I answer a parent who wrote to my private account?", {"purpose": "question"}),
    Plot(
        40,
        "oakfield",
        "led_by_the_chair",
        "The headteacher made fun of me in a public group.",
        {**CALM, "about_post": "headteacher", "about_category": "employee"},
    ),
)
