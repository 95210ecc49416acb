"""An issued letter for a portal or a web form: each field to be copied, how much the form takes, what shows it went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from duecourse.casework.administration.kept.directory_rows import Row, rows
from duecourse.casework.administration.kept.platforms import PLATFORMS
from duecourse.casework.commands.letter_mail.outgoing_letter import stored
from duecourse.casework.commands.letter_reasons import stands_otherwise
from duecourse.casework.commands.letter_texts import BLOCKS, letter_for, sheet_reference
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from engine.addresses.reported import host_of
from engine.errors import NotFound, Refused
from engine.identity import WordsKey
from engine.people.visibility import works_on
from engine.ports.letters.form_limits import SEEN_LIMITS, SeenLimit, read_limits
from engine.ports.letters.web_forms import FormField, parts_of
from engine.record.values import Letter

ADDRESS, OUR_REFERENCE = "Web address", "Our reference"
SOURCES = ("route", "asks_for", "personal_complaint_note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What is known of the platform to which a letter goes: its own form, what it asks for, and how sure that is.

    `limit` is how many characters its form takes, `seen` who of the trust saw that, on which day.
    """

    name: str
    route: str
    asks_for: str
    note: str
    checked_on: str
    key: str = ""
    limit: int = 0
    seen: SeenLimit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebForm:
    """An issued letter as the fields of a form; `limit` is how many characters its text takes, 0 where not known.

    `parts` are the whole text in as many parts as that makes; `asked` says that somebody gave the limit.
    """

    letter: Letter
    fields: tuple[FormField, ...]
    parts: tuple[str, ...]
    limit: int
    platform: Platform | None
    asked: bool = False


def web_form(case: CaseReader, number: int, limit: int = 0) -> WebForm:
    """Give an issued letter for a web form, for those who work on it; `limit` as somebody read it on the form.

    Raises NotFound, or Refused for a letter that is not issued.
    """
    whole = whole_of(case)
    letter = letter_for(whole.services, whole.policy, whole.case, number, whole.caller)
    instance = whole.case.tracks.get(letter.on)
    if instance is None or not works_on(whole.policy, whole.case, instance, whole.person):
        raise NotFound(f"Case {whole.case.reference} has no such letter, or none that you may read.")
    sealed = stored(whole.reading, whole.record, letter)
    if letter.status != "issued" or sealed is None:
        says = "Only an issued letter is put into a form: it says what was sealed."
        raise Refused((stands_otherwise(letter, says, "Read it and issue it first."),))
    addresses = tuple(_addresses(whole, letter))
    platform = _platform(whole, addresses)
    *told, text = whole.services.letters.form_fields(sealed.renditions[BLOCKS].decode())
    most = limit or (platform.limit if platform else 0)
    reference = FormField(OUR_REFERENCE, sheet_reference(whole.record, letter.number))
    return WebForm(
        letter=letter,
        fields=(*(FormField(ADDRESS, each) for each in addresses), reference, *told, text),
        parts=parts_of(text.text, most),
        limit=most,
        platform=platform,
        asked=bool(limit),
    )


def _addresses(whole: WholeCase, letter: Letter) -> Iterator[str]:
    """Give the web addresses of which a letter speaks."""
    for on in letter.covers:
        instance = whole.case.tracks.get(on)
        address = whole.record.addresses.get(instance.about.address_number) if instance else None
        url = whole.words.get((address.event, WordsKey.of_address(address.number))) if address else None
        if url and address and not address.flagged:
            yield url


def _platform(whole: WholeCase, addresses: tuple[str, ...]) -> Platform | None:
    """Find the platform of the first address: the longest of its domains that fits counts."""
    host = host_of(addresses[0]) if addresses else ""
    fitting = [
        (len(domain), row)
        for row in rows(PLATFORMS, whole.services, whole.reading, whole.case.organisation)
        for domain in _domains(row)
        if host == domain or host.endswith(f".{domain}")
    ]
    if not fitting:
        return None
    row = max(fitting, key=lambda each: each[0])[1]
    known = {name: row.get(name, "") for name in ("key", "name", *SOURCES, "checked_on", "form_limit")}
    seen = read_limits(whole.reading.organisation().settings.get(SEEN_LIMITS, "")).get(known["key"])
    shipped = known["form_limit"]
    return Platform(
        name=known["name"],
        route=known["route"],
        asks_for=known["asks_for"],
        note=known["personal_complaint_note"],
        checked_on=known["checked_on"],
        key=known["key"],
        limit=seen.characters if seen else int(shipped) if shipped.isdecimal() else 0,
        seen=seen,
    )


def _domains(row: Row) -> tuple[str, ...]:
    return tuple(row.get("hosts", "").lower().split())
