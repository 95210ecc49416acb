"""The dated rows that a calendar is made from, as files and stores hold them: every fault of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta, tzinfo
from typing import Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from engine.errors import BadFiles, BadInput, Finding
from engine.time.calendar import END_OF_BUSINESS, NATIONS, Calendar, Term

_LONGEST_ROW = timedelta(days=366)
_DAY = timedelta(days=1)


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Day(_Closed):
    day: date
    name: str


class _Days(_Closed):
    name: str
    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.first <= self.last < self.first + _LONGEST_ROW:
            raise ValueError("it must end on or after its first day, and within a year")
        return self


class _Nation(_Closed):
    days: tuple[_Day, ...]


class _BankHolidays(_Closed):
    source: str
    checked_on: date
    first: date
    last: date
    nations: Mapping[str, _Nation]


class _School(_Closed):
    key: str
    title: str
    note: str = ""
    nation: str
    zone: str
    close_of_business: time = END_OF_BUSINESS
    source: str
    checked_on: date | Literal["never"]
    confirmed: Literal["yes", "no"]
    terms: tuple[_Days, ...]
    closures: tuple[_Days, ...] = ()
    one_off: tuple[_Day, ...] = ()


_Model = TypeVar("_Model", bound=_Closed)


def calendar_from(
    bank_holidays: Mapping[str, object],
    school: Mapping[str, object],
    zone: tzinfo,
    files: tuple[str, str] = ("bank_holidays.yaml", "terms.yaml"),
) -> Calendar:
    """Build the calendar of a school from rows of text; `zone` is what its own `zone` names.

    Raises:
        BadFiles: with every fault of both; `files` are the names by which to speak of them.
    """
    findings: list[Finding] = []
    bank = _read(_BankHolidays, bank_holidays, files[0], findings)
    own = _read(_School, school, files[1], findings)
    if bank and own and _bank_nation(own) not in bank.nations:
        allowed = ", ".join(dict.fromkeys((*bank.nations, *NATIONS)))
        findings.append(_finding(files[1], "nation", f'"{own.nation}" is not known', f"allowed: {allowed}"))
    if findings or bank is None or own is None:
        raise BadFiles(tuple(findings))
    try:
        return _assemble(bank, own, zone)
    except BadInput as error:
        found = _finding(files[1], "terms", str(error), "terms in order, each after the last")
        raise BadFiles((found,)) from error


def _finding(file: str, where: str, wrong: str, allowed: str) -> Finding:
    return Finding(file=file, line=0, where=where, wrong=wrong, allowed=allowed)


def _bank_nation(own: _School) -> str:
    return NATIONS.get(own.nation, own.nation)


def _assemble(bank: _BankHolidays, own: _School, zone: tzinfo) -> Calendar:
    return Calendar(
        zone=zone,
        holidays={row.day: row.name for row in bank.nations[_bank_nation(own)].days},
        covered=(bank.first, bank.last),
        terms=tuple(Term(row.name, row.first, row.last) for row in own.terms),
        closures={day: row.name for row in own.closures for day in _each_day(row)},
        one_off={row.day: row.name for row in own.one_off},
        close_of_business=own.close_of_business,
    )


def _read(model: type[_Model], rows: Mapping[str, object], file: str, findings: list[Finding]) -> _Model | None:
    try:
        return model.model_validate(rows)
    except ValidationError as error:
        findings += [
            Finding(
                file=file,
                line=0,
                where=".".join(map(str, fault["loc"])),
                wrong=_plainly(fault["msg"]),
                allowed="see the shipped file",
            )
            for fault in error.errors()
        ]
        return None


def _plainly(message: str) -> str:
    return f"cannot be read: {message.removeprefix('Value error, ')}"


def _each_day(row: _Days) -> list[date]:
    return [row.first + number * _DAY for number in range((row.last - row.first).days + 1)]
