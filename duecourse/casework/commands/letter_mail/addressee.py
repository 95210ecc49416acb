"""To which e-mail address a letter would go, from what is known of its addressee; a person checks it first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from duecourse.casework.commands.letter_mail.mail_state import mail_of
from duecourse.casework.commands.letter_texts import facts_of
from duecourse.casework.context.look.whole_case import WholeCase
from engine.plain import is_group
from engine.ports.letters.earlier_kinds import kind_for
from engine.ports.mail.relay import is_address
from engine.ports.records import LetterKind
from engine.record.codes import letter_code
from engine.record.values import Letter

IN_TEXT = re.compile(r"[^\s<>,;:\"()\[\]\\]+@[^\s<>,;:\"()\[\]\\]+\.[^\s<>,;:\"()\[\]\\.]+")
"""An address within what somebody wrote of how an operator is reached."""

TYPED = "The address that you give here is used for this sending alone."


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter goes to by e-mail: the address that is known, or "", and where it comes from or is entered."""

    name: str
    email: str
    says: str


def addressee_of(whole: WholeCase, letter: Letter) -> Addressee:
    """Say to which address a letter would go, as things are known now."""
    kind = kind_for(whole.services.kind_of, whole.record.letters, letter)
    facts = facts_of(whole.services, whole.reading, whole.caller.viewer, whole.policy, whole.case, letter)
    known: Mapping[str, object] = group if is_group(group := facts.get("addressee")) else {}
    name = str(known.get("name") or kind.addressee)
    before = whole.record.letters.get(str(letter.about)) if letter.about_as != "wrong person" else None
    gone = mail_of(whole, before) if before is not None else None
    if gone is not None and gone.state == "done" and gone.to:
        first = letter_code(whole.record.id, letter.about)
        return Addressee(name, gone.to, f"It is where letter {first} went. {TYPED}")
    email = str(known.get("email") or "") or _in_words(str(known.get("address") or ""))
    if email and is_address(email):
        return Addressee(name, email, f"It is what is known of the addressee ({_source(kind)}). Check it. {TYPED}")
    return Addressee(
        name, "", f"No e-mail address of the addressee is known: {_entered(kind)}, or give it here. {TYPED}"
    )


def looks_right(address: str) -> bool:
    """Say whether something typed is one address with a domain, as mail to somebody outside needs it."""
    return is_address(address) and IN_TEXT.fullmatch(address) is not None


def _in_words(words: str) -> str:
    """Find the one address in some words; "" where there is none, or more than one."""
    found = {each.rstrip(".") for each in IN_TEXT.findall(words)}
    return found.pop() if len(found) == 1 else ""


def _source(kind: LetterKind) -> str:
    return {
        "site": "how the operator is reached, as it was entered in the procedure",
        "setting": "a setting of the trust",
        "fact": "the person of the case who is called that",
    }.get(kind.to.partition(" ")[0], "the person as the trust knows them")


def _entered(kind: LetterKind) -> str:
    what, _, name = kind.to.partition(" ")
    return {
        "site": "enter how the operator is reached in the step that says what the letter should hold",
        "setting": f"an administrator enters it with `duecourse setting set {name}_email`",
        "fact": "enter it with that person under People",
    }.get(what, "it is entered with the person, by `duecourse person change`")
