"""Papers about privacy: what the privacy page says, what is missing, and the assessment as a Word file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.privacy.assessment import assessment_file
from duecourse.casework.privacy.privacy_gaps import papers
from duecourse.cli.call import As, Call
from duecourse.cli.tables import bullets, table
from duecourse.cli.typed import caller
from duecourse.private_files import write_file


def privacy_show(call: Call, as_: As = "") -> None:
    """Say what the papers about privacy lack, who answers for them, and how long cases are kept."""
    place = call.services()
    found = papers(place, caller(place, as_))
    document = {
        "missing": list(found.missing),
        "officers": [
            {"name": e.name, "email": e.email, "telephone": e.telephone, "in_place": e.in_place} for e in found.officers
        ],
        "words": found.words,
        "kept": [{"row": e.code, "cases": e.says, "period": e.period, "source": e.source} for e in found.rows],
    }

    def say() -> None:
        bullets(found.missing or ("Nothing is missing.",))
        typer.echo(f"Data protection officer: {', '.join(each.name for each in found.officers) or 'nobody'}.")
        rows = [(row.code, row.says, row.period, row.source) for row in found.rows]
        table(("Row", "Kind of case", "Kept for", "Where that comes from"), rows, "")

    call.give(document, say)


def privacy_assessment(
    call: Call,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it, such as assessment.docx.")],
    as_: As = "",
) -> None:
    """Write the data protection impact assessment as a Word file, filled in with what is set here."""
    place = call.services()
    write_file(file, assessment_file(place, caller(place, as_)), new=True)
    said = f"{file} is written. What a person has to decide is marked “To decide”."
    call.give({"file": str(file)}, lambda: typer.echo(said))
