"""A trust set up from its own lists: shown what would change, then applied in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.setting_up.differences import ListChange, ListDifference
from duecourse.casework.setting_up.lists.list_kinds import KINDS_OF_LISTS
from duecourse.casework.setting_up.lists.opened_lists import opened
from duecourse.casework.setting_up.lists.written_lists import Rows, as_files, as_workbook, example_rows
from duecourse.casework.setting_up.present_lists import present_lists
from duecourse.casework.setting_up.trust_setup import SetupOutcome, SetupWish, set_up
from duecourse.cli.call import As, Call
from duecourse.cli.tables import bullets
from duecourse.cli.typed import caller
from duecourse.private_files import make_folder, write_file
from engine.errors import BadInput

FEW = 12
"""So many changes of one list are told line by line, unless all are asked for."""
NAMED = 8
WORKBOOK, TABLE = ".xlsx", ".csv"
OTHER_WORKBOOKS = (".xls", ".xlsb", ".ods", ".numbers")
HOW = "`duecourse setup --template lists.xlsx` writes an empty workbook."
Place = Annotated[
    str, typer.Argument(metavar="PLACE", help="A workbook (.xlsx), a folder of lists, or one of them: people.csv.")
]
Template = Annotated[
    str,
    typer.Option(metavar="PLACE", help="Write empty lists there: a workbook where its name ends with .xlsx."),
]
Present = Annotated[
    str, typer.Option(metavar="PLACE", help="Write the trust there as it stands, to be changed and applied again.")
]


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
    template: Template = "",
    present: Present = "",
    as_: As = "",
) -> None:
    """Set the trust up from lists: schools, terms, people, posts, helplines, settings; again whenever they change."""
    if template or present:
        if place or apply or missing_leave or (template and present):
            raise BadInput("--template and --present only write lists. Change them, then: `duecourse setup PLACE`.")
        _write(call, template or present, as_, filled=bool(present))
        return
    if not place:
        raise BadInput(f"Say where your lists are: `duecourse setup PLACE`. {HOW}")
    files = files_in(Path(place))
    services = call.services()
    wish = SetupWish(apply=apply, missing_leave=missing_leave)
    outcome = set_up(services, caller(services, as_), opened(files), wish)
    call.give(_shape(outcome), lambda: _say(outcome, all_=all_))


def _write(call: Call, place: str, as_: str, *, filled: bool) -> None:
    """Write lists, empty or filled in. Raises BadInput where something of that name is there."""
    rows = example_rows()
    if filled:
        services = call.services()
        rows = present_lists(services, caller(services, as_))
    written = _write_book(Path(place), rows) if Path(place).suffix.casefold() == WORKBOOK else _write_lists(place, rows)
    call.give({"written": written}, lambda: _say_written(place, written, filled=filled))


def _write_book(file: Path, rows: Rows) -> list[str]:
    if file.exists():
        raise BadInput(f"{file} is there already, and nothing is written over. Choose another name.")
    if not file.parent.is_dir():
        raise BadInput(f"There is no folder {file.parent}.")
    write_file(file, as_workbook(rows), new=True)
    return [kind.name for kind in KINDS_OF_LISTS]


def _write_lists(place: str, rows: Rows) -> list[str]:
    folder, files = Path(place), as_files(rows)
    there = sorted(name for name in files if (folder / name).exists())
    if there:
        raise BadInput(f"{folder} has {', '.join(there)} already, and nothing is written over. Choose another folder.")
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is no folder. For a workbook, give a name that ends with {WORKBOOK}.")
    make_folder(folder)
    for name, content in files.items():
        write_file(folder / name, content, new=True)
    return list(files)


def _say_written(place: str, written: Iterable[str], *, filled: bool) -> None:
    holds = "as the trust stands" if filled else "with an example row in each that is passed over"
    typer.echo(f"{place} has these lists now, {holds}:")
    bullets(written)
    fill = "Change what is to be otherwise" if filled else "Fill in those that you need, delete the others"
    typer.echo(f"{fill}, then: `duecourse setup {place}`.")


def files_in(place: Path) -> Mapping[str, bytes]:
    """Read the workbook or the tables of a folder, or one file, by their names. Raises BadInput."""
    if place.is_dir():
        return {each.name: each.read_bytes() for each in _lists_of(place)}
    if not place.is_file():
        raise BadInput(f"{place} is no folder and no file. {HOW}")
    if place.suffix.casefold() in OTHER_WORKBOOKS:
        raise BadInput(f"{place.name} is a workbook of another kind: save it as “Excel workbook (.xlsx)”.")
    return {place.name: place.read_bytes()}


def _lists_of(folder: Path) -> Iterable[Path]:
    """List the tables of a folder, or the one workbook in it. Raises BadInput where it is open which are meant."""
    files = sorted(each for each in folder.iterdir() if each.is_file() and not each.name.startswith(("~$", ".")))
    tables = [each for each in files if each.suffix.casefold() == TABLE]
    books = [each for each in files if each.suffix.casefold() == WORKBOOK]
    others = [each.name for each in files if each.suffix.casefold() in OTHER_WORKBOOKS]
    if books and (tables or len(books) > 1):
        names = ", ".join(each.name for each in (*books, *tables))
        raise BadInput(f"{folder} holds {names}, and lists are read of one workbook or of tables. Say which one.")
    if others and not books and not tables:
        raise BadInput(f"{others[0]} is a workbook of another kind: save it as “Excel workbook (.xlsx)”.")
    return books or tables


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
    typer.echo(_ending(outcome))


def _say_lines(differences: Iterable[ListDifference], *, all_: bool) -> None:
    lines = [each for each in differences if each.tells]
    for each in lines if all_ else lines[:FEW]:
        says = f": {'; '.join(each.says)}" if each.says else ""
        typer.echo(f"    - {each.which} {each.change.value}{says}")
    if len(lines) > FEW and not all_:
        typer.echo(f"    - and {len(lines) - FEW} more, which --all tells")


def _ending(outcome: SetupOutcome) -> str:
    if not outcome.changes:
        return "Everything is as the lists have it; there is nothing to do."
    if outcome.done:
        return "Done. What the trust lacks still is told by `duecourse doctor`."
    return "This would be done; nothing has been changed. The same with --apply does it."
