"""A list of people as it is pasted or comes out of Excel: every row read, every bad row told at once, nothing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from duecourse.casework.commands.letter_lists.unfit_rows import IS_A_PUPIL, is_called_as
from duecourse.casework.commands.letter_mail.addressee import looks_right
from duecourse.casework.commands.letter_sets.list_columns import columns, demand_one_name, guessed, headed
from duecourse.spreadsheets.text_tables import NOT_PARTED, NumberedCells, text_table
from engine.errors import BadInput
from engine.people.names import titled_name
from engine.record.papers.listed_recipients import RecipientWords

MOST_ROWS = 1000
"""People on a list, and rows that are read of a text."""
MOST_TOLD = 20
"""Bad rows that are told to a reader at once; they are told how many more there are."""
MOST_LINES = 8
"""So many lines of an address fit the window of an envelope, with the name above them."""
MOST_CHARACTERS = 200
_PARTING: Mapping[str, str] = {";": "semicolon", "\t": "tab"}
"""What parts columns and stands in no name and no address. A comma may."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """Somebody as a row has them, and the line on which it begins, counted from 1."""

    line: int
    words: RecipientWords

    @property
    def dear(self) -> str:
        """Give what follows “Dear” in their letter."""
        return spoken_to_as(self.words)


def spoken_to_as(words: RecipientWords) -> str:
    """Give what follows “Dear” in a letter to somebody."""
    return words.salutation or titled_name(words.name) or "Sir or Madam"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken, by the line on which it begins, and why; it says nothing of what stands in it."""

    line: int
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRows:
    """What was read: `rows` to put on a list, `doubles` that stand on it or above already, and `faults`, every one
    of the first MOST_ROWS rows; what stands behind those is not read, and that is a fault too.

    `left_alone` are the heads of columns that hold nothing for a list, as far as their heads tell.
    """

    rows: tuple[ReadRow, ...]
    doubles: tuple[BadRow, ...]
    faults: tuple[BadRow, ...]
    left_alone: tuple[str, ...] = ()


def read_rows(text: str, known: Sequence[RecipientWords], pupils: frozenset[str] = frozenset()) -> ReadRows:
    """Read pasted lines or a table; `known` are those who stand on the list already, `pupils` names of pupils.

    Raises BadInput for no table.
    """
    rows: list[ReadRow] = []
    faults: list[BadRow] = []
    doubles: list[BadRow] = []
    seen = {each.same: "stands on the list already" for each in known}
    table = _table(text)
    for line, read in islice(table.each(), MOST_ROWS):
        try:
            words = _taken(read, table.separator)
        except BadInput as bad:
            faults.append(BadRow(line, str(bad)))
            continue
        if words.same in seen:
            doubles.append(BadRow(line, seen[words.same]))
            continue
        if is_called_as(words, pupils):
            faults.append(BadRow(line, IS_A_PUPIL))
            continue
        seen[words.same] = f"is the same as line {line}"
        rows.append(ReadRow(line, words))
    faults += _too_many(table, rows, len(known))
    return ReadRows(rows=tuple(rows), doubles=tuple(doubles), faults=tuple(faults), left_alone=table.left_alone)


def _too_many(table: _Table, rows: Sequence[ReadRow], known: int) -> Iterator[BadRow]:
    """Say where a list ends before its rows do."""
    says = f"a list holds {MOST_ROWS} people at most; make two letters of it"
    if len(table.rows) > MOST_ROWS:
        yield BadRow(table.rows[MOST_ROWS][0], f"{says}. Nothing from this line on was read")
    elif known + len(rows) > MOST_ROWS:
        yield BadRow(rows[-1].line if rows else 1, says)


def _taken(read: RecipientWords | None, separator: str) -> RecipientWords:
    """Give somebody of a row tidied, unless rows ran together in it. Raises BadInput."""
    if read is None:
        raise BadInput(NOT_PARTED)
    lines = (read.name, read.salutation, *read.address.splitlines())
    if separator in _PARTING and any(separator in each for each in lines):
        raise BadInput(
            f"a name or a line of an address holds a {_PARTING[separator]}, which parts the columns of this list. "
            "If rows run together here, a quotation mark is missing; otherwise take it out"
        )
    return checked(read)


def checked(read: RecipientWords) -> RecipientWords:
    """Give somebody tidied, or say all that is wrong with them. Raises BadInput."""
    name, salutation = " ".join(read.name.split()), _without_dear(" ".join(read.salutation.split()))
    lines = [" ".join(each.split()) for each in read.address.splitlines() if each.strip()]
    email = read.email.strip()
    about, kinds = " ".join(read.about.split()), " ".join(read.kinds.split())
    faults = [*_bad_texts(name, salutation, [*lines, about, kinds], email), *_unreachable(lines, email)]
    if not any(each.isalpha() for each in name):
        faults.insert(0, "there is no name")
    if faults:
        raise BadInput("; ".join(faults))
    address = "\n".join(lines)
    return RecipientWords(name=name, salutation=salutation, address=address, email=email, about=about, kinds=kinds)


def _bad_texts(name: str, salutation: str, lines: Sequence[str], email: str) -> Iterator[str]:
    if any(_CONTROL.search(each) for each in (name, salutation, *lines, email)):
        yield "it holds characters that cannot be printed"
    if any(len(each) > MOST_CHARACTERS for each in (name, salutation, *lines)):
        yield f"a name or a line of an address is longer than {MOST_CHARACTERS} characters"
    if "@" in name:
        yield "an e-mail address stands where the name should"
    if any("@" in each for each in lines):
        yield "an e-mail address stands in the postal address; put it in a column of its own"


def _unreachable(lines: Sequence[str], email: str) -> Iterator[str]:
    if len(lines) > MOST_LINES:
        yield f"the address has {len(lines)} lines, and {MOST_LINES} fit a window envelope"
    if email and not looks_right(email):
        yield "the e-mail address is none; it looks like name@example.com"
    if not email and not lines:
        yield "there is neither a postal address nor an e-mail address"


def _without_dear(salutation: str) -> str:
    return re.sub(r"^dear\s+", "", salutation, flags=re.IGNORECASE).rstrip(" ,")


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows of cells, each with the line on which it begins, and what each column holds where a first line says so.

    A row has no cells where its quotation marks leave open which they are.
    """

    rows: tuple[NumberedCells, ...]
    separator: str
    places: Mapping[int, str] | None = None
    left_alone: tuple[str, ...] = ()

    def each(self) -> Iterator[tuple[int, RecipientWords | None]]:
        """Give the rows as they stand."""
        for line, cells in self.rows:
            if cells is None:
                yield line, None
            else:
                yield line, headed(cells, self.places) if self.places else guessed(cells)


def _table(text: str) -> _Table:
    """Read a text as a table: its heads, as many rows as a list holds, and one more where there are more."""
    read = text_table(text, MOST_ROWS + 2)
    rows, separator = read.rows, read.separator
    heads = (rows[0][1] or ()) if rows else ()
    places = columns(heads)
    if places is None:
        return _Table(rows, separator)
    demand_one_name([heads[place].strip() for place, part in places.items() if part == "name"])
    left_alone = tuple(h.strip() for n, h in enumerate(heads) if n not in places and h.strip())
    return _Table(rows[1:], separator, places, left_alone)
