"""The trust's own words for blocks of letters, as those who keep its paper look at them; the files are the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.administration.permission import demand_keeper
from duecourse.casework.context.services import Caller, Services
from duecourse.policies.house_folder import HouseFolder, read_house
from engine.errors import Finding
from engine.ports.letters.house_blocks import BlockRow

EVERY = "every-letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordedLetter:
    """One letter, or what stands in all of them, with how many of its blocks the trust words itself."""

    id: str
    number: str
    title: str
    blocks: int
    own: int


@dataclass(frozen=True, slots=True)
class WordedBlock:
    """A block as it is in use; `waiting` are words that lie in the folder and are not in use, None where none do."""

    row: BlockRow
    waiting: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseWording:
    """The folder as it lies there now: what is wrong in it, and whether it is what is in use `since` a moment.

    Without a folder of the trust's own (`has_folder`) all words are ours.
    """

    has_folder: bool
    faults: tuple[Finding, ...]
    is_in_use: bool
    since: datetime | None
    read_at: datetime


def house_wording(services: Services, caller: Caller) -> HouseWording:
    """Read the folder with the trust's own words and judge it. Raises NotPermitted."""
    _demand(services, caller)
    folder = _folder(services)
    return HouseWording(
        has_folder=bool(services.library.folder),
        faults=(*folder.findings, *services.letters.judge_house(folder.texts)),
        is_in_use=folder.texts == services.letters.house.texts,
        since=services.library.taken_up_at,
        read_at=services.clock.now(),
    )


def worded_letters(services: Services, caller: Caller) -> Sequence[WordedLetter]:
    """List the letters with their blocks; what stands in every letter comes first. Raises NotPermitted."""
    _demand(services, caller)
    house, kinds = services.letters.house, services.letters.kinds()
    found = []
    for id_ in (EVERY, *sorted(kinds)):
        rows = house.rows(id_)
        number, title = (
            (kinds[id_].number, kinds[id_].title) if id_ in kinds else ("All", "What stands in every letter")
        )
        found.append(WordedLetter(id=id_, number=number, title=title, blocks=len(rows), own=_own(rows)))
    return found


def worded_blocks(services: Services, caller: Caller, typed: str) -> tuple[str, str, Sequence[WordedBlock]]:
    """Give the id and the title of a letter, and its blocks. Raises NotPermitted, and NotFound with the nearest."""
    _demand(services, caller)
    house, kinds = services.letters.house, services.letters.kinds()
    id_ = house.named(typed)
    lying = _folder(services).texts
    title = f"{kinds[id_].number}: {kinds[id_].title}" if id_ in kinds else "What stands in every letter"
    return id_, title, [WordedBlock(row, _waiting(row, lying.get(row.file, ""))) for row in house.rows(id_)]


def _own(rows: Sequence[BlockRow]) -> int:
    return sum(1 for row in rows if row.theirs)


def _waiting(row: BlockRow, lying: str) -> str | None:
    lies = lying.strip("\n")
    return lies if lies != row.theirs else None


def _folder(services: Services) -> HouseFolder:
    return read_house(services.library.folder)


def _demand(services: Services, caller: Caller) -> None:
    with services.store.reading() as reading:
        demand_keeper(reading, caller, services.clock.now())
