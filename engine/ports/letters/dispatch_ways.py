"""How a letter goes out that Duecourse does not send itself, and what shows it: each way has a proof of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.ports.mail.relay import ADDRESS


class DispatchWay(StrEnum):
    """How a letter went out that Duecourse did not send itself."""

    POST = "post"
    PORTAL = "portal"
    HAND = "hand"
    MAILBOX = "mailbox"


@dataclass(frozen=True, slots=True)
class WayOut:
    """One way: how it is called, and what shows that a letter went so."""

    says: str
    shown_by: str


WAYS: Mapping[DispatchWay, WayOut] = {
    DispatchWay.POST: WayOut(
        "By post", "the tracking number; without one, first or second class, or how it was signed for"
    ),
    DispatchWay.PORTAL: WayOut(
        "By a portal or web form",
        "the reference that it gave, the code of a screenshot kept in this case, or which address confirmed it",
    ),
    DispatchWay.HAND: WayOut("By hand", "who took it, and who saw it"),
    DispatchWay.MAILBOX: WayOut("By e-mail from another mailbox", "to which address, and from which mailbox"),
}
FEWEST_WORDS = 2
"""So few words show nothing."""
WORDS, FIGURES = re.compile(r"[^\W\d_]{2,}"), re.compile(r"\d")
_CLASS = re.compile(
    r"\b(?:first|second|1st|2nd) class\b|\bsigned for\b|\bspecial delivery\b|\breceipt\b|\bcertificates? of posting\b",
    re.IGNORECASE,
)
_AROUND = " .,;:()<>[]#“”\"'"
_FIGURES_ENOUGH = re.compile(r"(?=.*\d)[A-Z0-9]{4,}")
_TRACKING = re.compile(r"(?=(?:.*\d){6})[A-Za-z0-9 -]{8,}")
_DAY_OR_TIME = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}(?:T\S*)?|\b\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:am|pm)?\b"
    r"|\b\d{1,2}\s*(?:am|pm)\b|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"(?:\s+\d{4})?\b",
    re.IGNORECASE,
)
"""When it went out is asked for by itself, and is no reference."""
_NUMBERED = re.compile(r"(?=\S*\d)(?:\S*[A-Za-z0-9]){3}\S*")
_LETTERS_ALONE = re.compile(r"\b[A-Z]{5,}\b")
_IN_GROUPS = re.compile(r"\b(?:[A-Z0-9]{1,4}[ -]){1,}[A-Z0-9]{1,4}\b")
_AFTER_ITS_NAME = re.compile(r"\b(?:ref|reference|no|number|case|report|ticket|request|id)\b[\s.:#]*\d", re.IGNORECASE)


def wrong_proof(way: str, proof: str, codes: frozenset[str] = frozenset()) -> str:
    """Say what a proof lacks for a way out, or without one for any; "" where nothing. `codes` are those of files."""
    if not proof.strip():
        return "Say what shows that it went out: a sending is recorded with its proof"
    known = next((each for each in DispatchWay if each == way), None)
    if known is None:
        thin = len(WORDS.findall(proof)) < FEWEST_WORDS and not (WORDS.search(proof) and FIGURES.search(proof))
        return "Say how it went out and what shows it, such as: post, tracking number AB 1234 5678 9GB" if thin else ""
    return "" if _shows(known, proof, codes) else f"This does not show it. Give {WAYS[known].shown_by}"


def _shows(way: DispatchWay, proof: str, codes: frozenset[str]) -> bool:
    match way:
        case DispatchWay.POST:
            return bool(_CLASS.search(proof) or any(_TRACKING.fullmatch(each.strip()) for each in _parts(proof)))
        case DispatchWay.PORTAL:
            kept = any(each.strip(_AROUND).upper() in codes for each in proof.split())
            return kept or _is_confirmed(proof) or _has_reference(_DAY_OR_TIME.sub(" ", proof))
        case DispatchWay.HAND:
            return len(WORDS.findall(proof)) >= FEWEST_WORDS
        case DispatchWay.MAILBOX:
            return _names_address(proof)


def _names_address(proof: str) -> bool:
    return any("@" in each and ADDRESS.fullmatch(each.strip(_AROUND)) for each in proof.split())


def _is_confirmed(proof: str) -> bool:
    """Say whether a confirmation by e-mail is named, with the address that it came from."""
    return "confirm" in proof.casefold() and _names_address(proof)


def _has_reference(proof: str) -> bool:
    """Say whether something stands there as portals give it: 8841, IC-123456-A1B2, “no. 7”, KXRTQZ, AB 12 CD 34."""
    groups = (found[0] for found in _IN_GROUPS.finditer(proof))
    return (
        any(_NUMBERED.fullmatch(each.strip(_AROUND)) for each in proof.split())
        or bool(_AFTER_ITS_NAME.search(proof) or _LETTERS_ALONE.search(proof))
        or any(_FIGURES_ENOUGH.search(each.replace(" ", "").replace("-", "")) for each in groups)
    )


def _parts(proof: str) -> list[str]:
    return [proof, *re.split(r"[:,.;]", proof), *proof.split()]


def said(way: str, proof: str) -> str:
    """Say how a letter went out and what shows it, as the record keeps it."""
    known = next((each for each in DispatchWay if each == way), None)
    return f"{WAYS[known].says}: {proof.strip()}" if known else proof.strip()
