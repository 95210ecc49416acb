"""Documents of the trust that go with letters: listed, kept, read, ended."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.administration.paper import house_documents
from duecourse.cli.call import As, Call
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from duecourse.private_files import write_file
from engine.errors import BadInput
from engine.ports.letters.trust_documents import MOST_BYTES, TrustDocument, in_use
from engine.time.moments import say_moment


def document_list(
    call: Call,
    every: Annotated[bool, typer.Option("--all", help="Earlier versions and ended documents too.")] = False,
    as_: As = "",
) -> None:
    """List the documents of the trust that go with letters."""
    place = call.looking()
    versions = house_documents.documents(place, caller(place, as_))
    found, zone = versions if every else in_use(versions), place.zone()
    rows = [
        (str(each.number), each.key, each.title, str(each.pages or "-"), say_moment(each.since, zone), each.digest[:12])
        for each in found
    ]
    heads = ("Number", "Short name", "Title", "Pages", "Kept since", "SHA-256")
    call.give([_shape(each) for each in found], lambda: table(heads, rows, "No document of the trust is kept."))


def document_keep(
    call: Call,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PDF.")],
    title: Annotated[str, typer.Option("--title", help="What letters call it.")] = "",
    of: Annotated[str, typer.Option("--of", help="The short name of a document of which it is a new version.")] = "",
    as_: As = "",
) -> None:
    """Keep a document of the trust, or a new version of one; letters that went out keep theirs."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"The file {file} cannot be read: {error.strerror}.") from error
    place = call.services()
    kept = house_documents.keep_document(place, caller(place, as_), title, content, of)
    call.give(_shape(kept), lambda: typer.echo(f"Kept as {kept.key}, number {kept.number}. SHA-256: {kept.digest}"))


def document_get(
    call: Call,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As `document list --all` gives it.")],
    output: Annotated[Path, typer.Option("-o", help="The file to write.")],
    as_: As = "",
) -> None:
    """Write a version of a document of the trust to a file."""
    place = call.looking()
    found, content = house_documents.document(place, caller(place, as_), number)
    write_file(output, content)
    typer.echo(f"Written to {output}. SHA-256: {found.digest}", err=True)


def document_end(
    call: Call,
    key: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its short name.")],
    as_: As = "",
) -> None:
    """Let a document of the trust go with no letter any more."""
    place = call.services()
    ended = house_documents.end_document(place, caller(place, as_), key)
    call.give(_shape(ended), lambda: typer.echo(f"“{ended.title}” goes with no letter any more."))


def _shape(document: TrustDocument) -> dict[str, object]:
    return {
        "number": document.number,
        "key": document.key,
        "title": document.title,
        "sha256": document.digest,
        "size": document.size,
        "pages": document.pages or None,
        "since": document.since.isoformat(),
        "ended": document.is_ended,
    }
