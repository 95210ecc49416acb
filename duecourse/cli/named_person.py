"""What is typed about a person, of the trust or from outside: its options, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from duecourse.casework.administration.known_person import KNOWN
from duecourse.casework.administration.settings import LINE_END

Name = Annotated[str | None, typer.Option(help="The full name; without it, given and family name together.")]
Title = Annotated[str | None, typer.Option(help="A title, such as Dr or Mrs; many have none.")]
Given = Annotated[str | None, typer.Option(help="The given name.")]
Family = Annotated[str | None, typer.Option(help="The family name; somebody may have one name alone.")]
AddressForm = Annotated[
    str | None,
    typer.Option(
        "--address-form", "--salutation", help='What follows "Dear" in a letter; without it, title and family name.'
    ),
]
Email = Annotated[str | None, typer.Option(help="The e-mail address.")]
Telephone = Annotated[str | None, typer.Option(help="The telephone number.")]
PostalAddress = Annotated[
    str | None, typer.Option("--postal-address", "--address", help=r"The postal address; \n ends a line.")
]


def said(values: Sequence[str | None]) -> Mapping[str, str | None]:
    """Give what was typed by the names under which it is known; None is what nobody typed."""
    found = dict(zip(KNOWN, values, strict=True))
    address = found["postal_address"]
    return {**found, "postal_address": address.replace(LINE_END, "\n") if address else address}
