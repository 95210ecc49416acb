"""Letters and evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.commands import evidence, letter_texts, letters
from duecourse.casework.commands.custody.file_names import kept_name
from duecourse.casework.commands.letter_drafts.word_drafts import word_draft
from duecourse.casework.commands.letter_mail.mail_state import LetterMail, mails_of
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.queries import case_lists, named
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call, Happened
from duecourse.cli.cases.arguments import AnyReference, Code, Reference
from duecourse.cli.cases.cases import called
from duecourse.cli.cases.letter_mail import mail_said, mail_shape
from duecourse.cli.tables import table
from duecourse.cli.typed import caller, moment_of
from duecourse.cli.written import wrote
from duecourse.private_files import write_file
from engine.errors import BadInput
from engine.identity import CASE, NO_REFERENCE
from engine.ports.letters.dispatch_ways import DispatchWay

Output = Annotated[Path | None, typer.Option("-o", help="The file to write; the screen without it.")]
FORMATS = ("text", "html", "pdf", "docx")


def letter_list(call: Call, reference: Reference, as_: As = "") -> None:
    """List the letters of a case."""
    place = call.looking()
    with looking(place, caller(place, as_), reference, "the letters") as case:
        view, mails = case.view, mails_of(case)
    document = [
        {**json_shapes.letter(view.case, each), "mail": mail_shape(mails.get(each.number, LetterMail()))}
        for each in view.letters
    ]
    rows = [
        (
            view.case.code(each),
            place.kind_of(each.template).title,
            ", ".join(called(view, on) for on in each.covers),
            f"{each.status}, to {len(each.recipients)} people" if each.recipients else each.status,
            mail_said(place, mails[each.number]),
            each.sha256[:12],
        )
        for each in view.letters
        if not each.copy_of
    ]
    call.give(
        document,
        lambda: table(("Code", "Letter", "On", "Status", "By e-mail", "Seal"), rows, "There are no letters."),
    )


def letter_get(
    call: Call,
    reference: Reference,
    code: Code,
    format_: Annotated[str, typer.Option("--format", help="text, html, pdf, or docx for a draft.")] = "text",
    output: Output = None,
    large: Annotated[bool, typer.Option("--large-print", help="The PDF in large print: at least 16 points.")] = False,
    as_: As = "",
) -> None:
    """Read a letter: the draft from today's facts, or the sealed words once it is issued."""
    if format_ not in FORMATS:
        raise BadInput(f"A letter can be had as: {', '.join(FORMATS)}.")
    place = call.looking()
    by = caller(place, as_)
    if large and format_ != "pdf":
        raise BadInput("Large print is for the PDF: add --format pdf.")
    if format_ == "docx":
        _write_file(word_draft(place, by, reference, code), output)
        return
    if format_ == "pdf":
        _write_file(letter_texts.print_letter(place, by, reference, code, large=large), output)
        return
    words = letter_texts.read_letter(place, by, reference, code, format_)
    if output is None:
        typer.echo(words)
    else:
        write_file(output, words.encode())
        typer.echo(f"Written to {output}.", err=True)


def _write_file(printed: letter_texts.PrintedLetter, output: Path | None) -> None:
    target = output or Path(printed.name)
    write_file(target, printed.content)
    typer.echo(f"Written to {target}.", err=True)
    for note in printed.notes:
        typer.echo(note, err=True)


def letter_issue(call: Call, reference: Reference, code: Code, as_: As = "") -> None:
    """Seal a letter: nothing in it ever changes after that."""
    place = call.services()
    by = caller(place, as_)
    number = named.letter(place, by, reference, code)
    step = letters.issue(place, by, reference, number)
    seal = step.case.letters[str(number)].sha256

    def show() -> None:
        typer.echo(f"Letter {step.case.code(step.case.letters[str(number)])} of {reference} is issued. SHA-256: {seal}")

    wrote(call, place, step, show)


def letter_withdraw(
    call: Call,
    reference: Reference,
    code: Code,
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
    as_: As = "",
) -> None:
    """Withdraw a letter that has not gone out."""
    place = call.services()
    by = caller(place, as_)
    wrote(call, place, letters.withdraw(place, by, reference, named.letter(place, by, reference, code), reason))


def letter_dispatch(
    call: Call,
    reference: Reference,
    code: Code,
    proof: Annotated[str, typer.Option(help="What shows that it went out; without --way, how it went as well.")],
    way: Annotated[str, typer.Option("--way", help="post, portal, hand or mailbox.")] = "",
    happened: Happened = "",
    as_: As = "",
) -> None:
    """Record that an issued letter went out; where its sending is a step, the step is taken with it."""
    if way not in ("", *DispatchWay):
        raise BadInput(f"A letter goes out by one of: {', '.join(DispatchWay)}.")
    place = call.services()
    by = caller(place, as_)
    number = named.letter(place, by, reference, code)
    wrote(call, place, letters.dispatch(place, by, reference, number, proof, moment_of(place, happened), way=way))


def letter_verify(call: Call, reference: AnyReference = NO_REFERENCE, as_: As = "") -> None:
    """Hash the stored bytes of issued letters again and compare with their seals."""
    place = call.services()
    by = caller(place, as_)
    references = [reference] if reference else [row.reference for row in case_lists.cases(place, by)]
    found = {each: letters.verify_letters(place, by, each) for each in references}
    broken = any(problems for codes in found.values() for problems in codes.values())
    document = {
        "ok": not broken,
        "letters": [
            {"reference": each, "code": code, "problems": list(problems)}
            for each, codes in found.items()
            for code, problems in codes.items()
        ],
    }
    rows = [
        (each, code, " ".join(problems) or "as issued")
        for each, codes in found.items()
        for code, problems in codes.items()
    ]
    call.give(document, lambda: table(("Case", "Letter", "Verdict"), rows, "No letter has been issued."))
    if broken:
        raise typer.Exit(1)


def evidence_add(
    call: Call,
    reference: Reference,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    on: Annotated[str, typer.Option("--on", help="The instance it belongs to.")] = CASE,
    captured: Annotated[str, typer.Option("--captured", help="When it was captured: ISO time with its offset.")] = "",
    url: Annotated[str, typer.Option("--url", help="Where it was found.")] = "",
    as_: As = "",
) -> None:
    """Take a file in custody. Never a possible indecent image of a child: that is refused before it is read."""
    place = call.services()
    by = caller(place, as_)
    belongs = named.procedure(place, by, reference, on)
    evidence.gate(place, by, reference, belongs, url)
    if not file.is_file():
        raise BadInput(f"There is no file {file}.")
    new = evidence.NewEvidence(
        name=file.name,
        content=file.read_bytes(),
        on=belongs,
        captured_at=moment_of(place, captured),
        url=url,
    )
    wrote(call, place, evidence.add(place, by, reference, new))


def evidence_list(call: Call, reference: Reference, as_: As = "") -> None:
    """List the evidence of a case."""
    place = call.looking()
    with looking(place, caller(place, as_), reference, "the evidence") as case:
        view, found = case.view, case.evidence()
    files = {row.number: view.case.evidence[str(row.number)] for row in found}
    document = [
        {
            "number": view.case.number(files[row.number]),
            "code": view.case.code(files[row.number]),
            "on": view.case.place(row.on),
            "kind": row.kind,
            "name": row.name,
            "size": row.size,
            "sha256": row.sha256,
            "captured_at": json_shapes.iso(row.captured_at),
            "added_at": json_shapes.iso(row.added_at),
            "quarantined": row.quarantined,
        }
        for row in found
    ]
    rows = [
        (
            view.case.code(files[row.number]),
            called(view, row.on),
            row.kind,
            kept_name(row.name),
            f"{row.size:,}",
            row.sha256[:12],
        )
        for row in found
    ]
    call.give(
        document,
        lambda: table(("Code", "On", "Kind", "Name", "Bytes", "SHA-256"), rows, "There is no evidence."),
    )


def evidence_get(
    call: Call,
    reference: Reference,
    code: Code,
    output: Annotated[Path, typer.Option("-o", help="The file to write.")],
    as_: As = "",
) -> None:
    """Fetch a piece of evidence; that it was fetched is recorded."""
    place = call.services()
    by = caller(place, as_)
    row, content = evidence.fetch(place, by, reference, named.file(place, by, reference, code))
    write_file(output, content)
    typer.echo(f"Written to {output}. SHA-256: {row.sha256}", err=True)
