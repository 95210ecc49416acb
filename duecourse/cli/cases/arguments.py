"""What commands on cases are given: references, places, answers, people and addresses."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.queries.case_filters import CHOSEN_ORDERS
from engine.identity import CaseReference
from engine.language.vocabulary import CATEGORIES

CATEGORY_HELP = f"What they are to the school: {', '.join(CATEGORIES)}."
Reference = Annotated[
    CaseReference,
    typer.Argument(metavar="REF", help="The reference of the case: LUM-2026-0042."),
]
AnyReference = Annotated[CaseReference, typer.Argument(metavar="REF", help="One case; all of them without it.")]
On = Annotated[
    str, typer.Argument(metavar="CODE", help="The procedure, by its code: see `show`. Or its track, for the first one.")
]
Code = Annotated[str, typer.Argument(metavar="CODE", help="What it is called by: K7F; see `show`.")]
Facts = Annotated[list[str] | None, typer.Option("--fact", help="An answer, NAME=VALUE; give it as often as needed.")]
Names = Annotated[list[str] | None, typer.Option("--for", help="A person affected, by short name; repeatable.")]
About = Annotated[
    list[str] | None,
    typer.Option("--about", help=f"Whom it is about; they never see it. {CATEGORY_HELP}", metavar="PERSON[:CATEGORY]"),
]
Addresses = Annotated[list[str] | None, typer.Option("--address", help="A web address; repeatable.")]
AsGiven = Annotated[
    bool,
    typer.Option(
        "--as-given",
        help="Keep addresses exactly as typed, also those of an app or a search engine around another address.",
    ),
]
DANGER = "DANGER"
"""How a danger is called that has to be acted on."""
Show = Annotated[str, typer.Option("--show", help="Only open or closed cases: open, closed, or all.")]
Stage = Annotated[str, typer.Option("--stage", help="Only cases at this stage, by its code: triaged, closed.")]
Procedure = Annotated[
    str, typer.Option("--procedure", help="Only where a clock of this procedure runs, by its track: removal, police.")
]
Mine = Annotated[bool, typer.Option("--mine", help="Only cases that you work on yourself.")]
Late = Annotated[bool, typer.Option("--late", help="Only cases with a clock that is overdue.")]
Order = Annotated[str, typer.Option("--order", help=f"In which order: {', '.join(CHOSEN_ORDERS)}.")]
School = Annotated[str, typer.Option("--school", help="Only this school, by short name.")]
