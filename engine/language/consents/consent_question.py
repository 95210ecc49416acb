"""A consent as a track's file declares it, with the page of the person whose consent it is."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from engine.identity import FactName
from engine.language.field_types import Actions, Closed, Facts, Words


class ConsentPage(Closed):
    """What the person themselves reads and is asked, signed in: words for them, and none for staff.

    `steps` are those that they take there: `title` stands above an answer and `withdrawing` above taking it back, and
    `says` are paragraphs. `shows` is the letter that they are asked about, shown as far as they see the case; `tells`
    are questions whose words they read in it all the same. `asks` are the questions by which they agree to a part only,
    in words for them; of the others of the step, `answers` holds what is so because they answer here, or `on_paper`
    where they sign the form, and the rest is not asked.
    """

    steps: Actions
    title: str
    withdrawing: str
    says: Words = ()
    shows: str = ""
    tells: Facts = ()
    asks: Mapping[FactName, str] = Field(default_factory=dict)
    answers: Mapping[FactName, str] = Field(default_factory=dict)
    on_paper: Mapping[FactName, str] = Field(default_factory=dict)


class ConsentQuestion(Closed):
    """A consent that a person may give, decline or withdraw; `ask` is the question put to them."""

    ask: str
    page: ConsentPage | None = None
