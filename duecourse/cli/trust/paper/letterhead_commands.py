"""The paper of schools and of the trust: looked at, changed, and printed as a specimen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.administration.paper import letterheads, logos, signatures
from duecourse.casework.administration.paper.letterheads import Paper
from duecourse.casework.administration.paper.specimens import specimen, specimen_images, specimen_pdf
from duecourse.casework.administration.paper.word_letterheads import word_specimen
from duecourse.casework.administration.settings import LINE_END
from duecourse.casework.commands.letter_drafts.word_drafts import ENDING
from duecourse.cli.call import As, Call
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from duecourse.private_files import write_file
from engine.errors import BadInput
from engine.ports.letters.letterheads import EVERY, MOST_BYTES
from engine.time.moments import say_moment

Key = Annotated[str, typer.Argument(metavar="[SCHOOL]", help="The school's short name; the trust's paper without it.")]
Said = Annotated[str | None, typer.Option(help="'' takes it away, and what the trust has stands there.")]
LABELS = {
    "name": "Legal name",
    "address": "Address",
    "company_number": "Company number",
    "telephone": "Telephone",
    "email": "E-mail",
    "web": "Web address",
    "footer": "At the foot",
}


def letterhead_show(call: Call, key: Key = "", as_: As = "") -> None:
    """Say what stands on the paper of a school or of the trust, and since when."""
    place = call.services()
    found, zone = letterheads.paper(place, caller(place, as_), key), place.zone()
    rows = [
        (LABELS[name], text.replace("\n", " / ") or _fallen(found, name), "" if text else _whose(found, name))
        for name, text in found.said.items()
    ]
    rows.append(("Logo", found.logo[1] or "-", "the trust's" if found.logo[0] and not _own_logo(found) else ""))

    def show() -> None:
        table(("On the paper", "Is", ""), rows, "Nothing.")
        if found.history:
            typer.echo(f"Changed {len(found.history)} times, last on {say_moment(found.history[-1].since, zone)}.")

    call.give(_shape(found), show)


def letterhead_change(
    call: Call,
    key: Key = "",
    name: Annotated[str | None, typer.Option(help="The legal name of the trust; of the trust's paper alone.")] = None,
    address: Annotated[str | None, typer.Option(help=r"The postal address; \n ends a line.")] = None,
    company_number: Annotated[str | None, typer.Option(help="The company number; of the trust's paper alone.")] = None,
    telephone: Said = None,
    email: Said = None,
    web: Said = None,
    footer: Annotated[
        str | None, typer.Option(help=r"Words at the foot of the first sheet; \n ends a line, '' takes them away.")
    ] = None,
    as_: As = "",
) -> None:
    """Change what stands on the paper of a school or of the trust; issued letters keep theirs."""
    typed = {
        "name": name,
        "address": address,
        "company_number": company_number,
        "telephone": telephone,
        "email": email,
        "web": web,
        "footer": footer,
    }
    given = {each: text.replace(LINE_END, "\n") for each, text in typed.items() if text is not None}
    if not given:
        raise BadInput(f"Say what to change: {', '.join('--' + each.replace('_', '-') for each in typed)}.")
    place = call.services()
    changed = letterheads.change_paper(place, caller(place, as_), key, given)
    call.give(_shape(changed), lambda: typer.echo(f"The paper of {changed.title} is changed, from now on."))


def letterhead_logo(
    call: Call,
    key: Key = "",
    file: Annotated[Path | None, typer.Option(help="A picture, PNG or JPEG.")] = None,
    shows: Annotated[str, typer.Option(help="What it shows, for those who do not see it.")] = "",
    off: Annotated[bool, typer.Option("--off", help="Take the logo off.")] = False,
    as_: As = "",
) -> None:
    """Put a logo on the paper of a school or of the trust, or take it off; issued letters keep theirs."""
    if off == (file is not None):
        raise BadInput("Give a picture with --file, or --off to take the logo off: one of the two.")
    place = call.services()
    by = caller(place, as_)
    if file is None:
        changed = logos.drop_logo(place, by, key)
        call.give(_shape(changed), lambda: typer.echo(f"The paper of {changed.title} has no logo of its own now."))
        return
    changed = logos.set_logo(place, by, key, _read(file), shows)
    call.give(_shape(changed), lambda: typer.echo(f"The logo stands on the paper of {changed.title} now."))


def letterhead_specimen(
    call: Call,
    output: Annotated[
        Path, typer.Option("-o", help="The file to write: .pdf, .docx, or .png for a picture of each sheet.")
    ],
    key: Key = "",
    large: Annotated[bool, typer.Option("--large-print", help="In large print: at least 16 points.")] = False,
    as_: As = "",
) -> None:
    """Write a specimen letter on the paper of a school or of the trust."""
    place = call.services()
    found = specimen(place, caller(place, as_), key, large=large)
    if output.suffix.lower() == ".png":
        sheets = specimen_images(place, found)
        many = len(sheets) > 1
        targets = [output.with_stem(f"{output.stem}-{at}") if many else output for at in range(1, len(sheets) + 1)]
    elif output.suffix.lower() == ENDING:
        sheets, targets = (word_specimen(place, caller(place, as_), key),), [output]
    else:
        sheets, targets = (specimen_pdf(place, found),), [output]
    for target, content in zip(targets, sheets, strict=True):
        write_file(target, content)
    document = {"files": [str(target) for target in targets], "missing": list(found.missing)}

    def show() -> None:
        typer.echo(f"Written to {', '.join(str(target) for target in targets)}.")
        for sentence in found.missing:
            typer.echo(sentence)

    call.give(document, show)


def letterhead_signatures(call: Call, as_: As = "") -> None:
    """List who has given the image of their signature; each gives it themselves, in the browser."""
    place = call.services()
    found, zone = signatures.signatures(place, caller(place, as_)), place.zone()
    document = [
        {"person": person.key, "name": person.name, "used": given.used, "given_at": given.given_at.isoformat()}
        for person, given in found
    ]
    rows = [
        (
            person.key,
            person.name,
            "every letter in their name" if given.used == EVERY else "letters that they issue",
            say_moment(given.given_at, zone),
        )
        for person, given in found
    ]
    nobody = "Nobody has given one. Each does it themselves, signed in, under “My signature”."
    call.give(document, lambda: table(("Person", "Name", "May stand on", "Given"), rows, nobody))


def letterhead_end_signature(
    call: Call,
    person: Annotated[str, typer.Argument(metavar="[PERSON]", help="Whose; your own without it.")] = "",
    as_: As = "",
) -> None:
    """Take back the image of a signature: your own, or that of somebody whom you keep. Issued letters keep theirs."""
    place = call.services()
    whose = signatures.take_back_signature(place, caller(place, as_), person)
    call.give({"person": whose.key}, lambda: typer.echo(f"The image of {whose.name}’s signature is gone."))


def _read(file: Path) -> bytes:
    """Read a picture, and of one that is too large no more than it takes to say so. Raises BadInput."""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"The file {file} cannot be read: {error.strerror}.") from error


def _own_logo(found: Paper) -> bool:
    return bool(found.own and found.own.logo)


def _fallen(found: Paper, name: str) -> str:
    return found.fallen_back.get(name, "").replace("\n", " / ") or "-"


def _whose(found: Paper, name: str) -> str:
    return "the trust's" if name in found.fallen_back else ""


def _shape(found: Paper) -> dict[str, object]:
    return {
        "school": found.key,
        **found.said,
        "from_trust": dict(found.fallen_back),
        "logo": found.logo[0],
        "logo_shows": found.logo[1],
        "changes": len(found.history),
    }
