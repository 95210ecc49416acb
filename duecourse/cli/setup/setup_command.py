"""A trust set up from its own lists: shown what would change, then applied in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.setting_up.blank_lists import blank_lists
from duecourse.casework.setting_up.differences import ListChange, ListDifference
from duecourse.casework.setting_up.list_kinds import KINDS_OF_LISTS
from duecourse.casework.setting_up.trust_setup import SetupOutcome, SetupWish, set_up
from duecourse.cli.call import As, Call
from duecourse.cli.tables import bullets
from duecourse.cli.typed import caller
from duecourse.private_files import make_folder, write_file
from engine.errors import BadInput

FEW = 12
"""So many changes of one list are told line by line, unless all are asked for."""
NAMED = 8
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
Place = Annotated[str, typer.Argument(metavar="FOLDER", help="A folder of lists, or one of them: people.csv.")]


def setup(
    call: Call,
    place: Place = "",
    apply: Annotated[bool, typer.Option("--apply", help="Do it; without it, it is only shown.")] = False,
    missing_leave: Annotated[
        bool, typer.Option("--missing-leave", help="People whom the list of people does not name leave at once.")
    ] = False,
    all_: Annotated[
        bool, typer.Option("--all", help="Tell every change, and not the first of each list alone.")
    ] = False,
    template: Annotated[
        str, typer.Option(metavar="FOLDER", help="Write empty lists there, with headings and an example row.")
    ] = "",
    as_: As = "",
) -> None:
    """Set the trust up from lists: schools, terms, people, posts, helplines, settings; again whenever they change."""
    if template:
        if place or apply or missing_leave:
            raise BadInput("--template only writes empty lists. Fill them in, then: `duecourse setup FOLDER`.")
        written = _write_blank(Path(template))
        call.give({"written": written}, lambda: _say_written(template, written))
        return
    if not place:
        raise BadInput("Say where your lists are: `duecourse setup FOLDER`. --template FOLDER writes empty ones.")
    files = _files_in(Path(place))
    services = call.services()
    wish = SetupWish(apply=apply, missing_leave=missing_leave)
    outcome = set_up(services, caller(services, as_), files, wish)
    call.give(_shape(outcome), lambda: _say(outcome, all_=all_))


def _write_blank(folder: Path) -> list[str]:
    """Write the empty lists. Raises BadInput where one of that name is there."""
    blank = blank_lists()
    there = sorted(name for name in blank if (folder / name).exists())
    if there:
        raise BadInput(f"{folder} has {', '.join(there)} already, and nothing is written over. Choose another folder.")
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is no folder.")
    make_folder(folder)
    for name, content in blank.items():
        write_file(folder / name, content, new=True)
    return list(blank)


def _say_written(folder: str, written: Iterable[str]) -> None:
    typer.echo(f"{folder} has these lists now, with an example row in each that is passed over:")
    bullets(written)
    typer.echo(f"Fill in those that you need, delete the others, then: `duecourse setup {folder}`.")


def _files_in(place: Path) -> Mapping[str, bytes]:
    """Read the tables of a folder, or one. Raises BadInput."""
    if place.is_dir():
        found = sorted(each for each in place.iterdir() if each.is_file() and each.suffix.casefold() == ".csv")
        workbooks = sorted(each.name for each in place.iterdir() if each.suffix.casefold() in WORKBOOKS)
        if workbooks and not found:
            raise BadInput(_as_tables(workbooks[0]))
        return {each.name: each.read_bytes() for each in found}
    if not place.is_file():
        raise BadInput(f"{place} is no folder and no file. `duecourse setup --template FOLDER` writes empty lists.")
    if place.suffix.casefold() in WORKBOOKS:
        raise BadInput(_as_tables(place.name))
    return {place.name: place.read_bytes()}


def _as_tables(name: str) -> str:
    names = ", ".join(kind.file for kind in KINDS_OF_LISTS)
    return f"{name} is a workbook: save each of its sheets as “CSV UTF-8” in one folder, named {names}."


def _shape(outcome: SetupOutcome) -> dict[str, object]:
    return {
        "done": outcome.done,
        "counts": {
            kind.name: {change.name.lower(): number for change, number in outcome.counted(kind.name).items()}
            for kind in KINDS_OF_LISTS
            if outcome.counted(kind.name)
        },
        "differences": [
            {"list": each.list, "which": each.which, "change": each.change.name.lower(), "says": list(each.says)}
            for each in outcome.differences
        ],
        "in_no_list": list(outcome.unlisted),
        "not_read": list(outcome.unread),
    }


def _say(outcome: SetupOutcome, *, all_: bool) -> None:
    changed = any(each.change is not ListChange.SAME for each in outcome.differences)
    for kind in KINDS_OF_LISTS:
        counts = outcome.counted(kind.name)
        if counts:
            told = ", ".join(f"{counts[change]} {change.value}" for change in ListChange if counts.get(change))
            typer.echo(f"{kind.name.capitalize()}: {told}.")
            _say_lines([each for each in outcome.differences if each.list == kind.name], all_=all_)
    if outcome.unread:
        typer.echo("Not read:")
        bullets(outcome.unread)
    if outcome.unlisted:
        more = f" and {len(outcome.unlisted) - NAMED} more" if len(outcome.unlisted) > NAMED else ""
        typer.echo(
            f"In no row of the list of people, and left alone: {', '.join(outcome.unlisted[:NAMED])}{more}. "
            "With --missing-leave they leave."
        )
    typer.echo(_ending(outcome, changed=changed))


def _say_lines(differences: Iterable[ListDifference], *, all_: bool) -> None:
    lines = [each for each in differences if each.change is not ListChange.SAME or each.says]
    for each in lines if all_ else lines[:FEW]:
        says = f": {'; '.join(each.says)}" if each.says else ""
        typer.echo(f"    - {each.which} {each.change.value}{says}")
    if len(lines) > FEW and not all_:
        typer.echo(f"    - and {len(lines) - FEW} more, which --all tells")


def _ending(outcome: SetupOutcome, *, changed: bool) -> str:
    if not changed:
        return "Everything is as the lists have it; there is nothing to do."
    if outcome.done:
        return "Done. What the trust lacks still is told by `duecourse doctor`."
    return "This would be done; nothing has been changed. The same with --apply does it."
