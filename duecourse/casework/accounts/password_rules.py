"""Which passwords are taken: long ones that are not the first that anybody would try, and no other rule."""

from __future__ import annotations

from collections.abc import Iterable

from engine.errors import BadInput

SHORTEST, LONGEST = 12, 200
FEWEST_LETTERS = 5
OBVIOUS = frozenset(
    (
        "123456789012",
        "1234567890123",
        "abcdefghijkl",
        "administrator",
        "changeme1234",
        "changemeplease",
        "duecourse123",
        "duecourseduecourse",
        "iloveyou1234",
        "inventedpeopleonly",
        "letmein12345",
        "letmeinplease",
        "password1234",
        "password12345",
        "password123456",
        "passwordpassword",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiopasdf",
        "safeguarding",
        "schoolschool",
        "welcome12345",
    )
)


def check_password(password: str, names: Iterable[str]) -> None:
    """Refuse a password that is too short to keep anybody out, or that anybody would try. Raises BadInput."""
    if len(password) < SHORTEST:
        raise BadInput(
            f"Choose a longer password, of at least {SHORTEST} characters. Three words that have nothing to do with "
            "each other are easy to remember."
        )
    if len(password) > LONGEST:
        raise BadInput(f"Choose a shorter password, of at most {LONGEST} characters.")
    plain = _plain(password)
    if plain in {_plain(name) for name in names}:
        raise BadInput("Choose a password that is not your own name.")
    if plain in OBVIOUS or len(set(plain)) < FEWEST_LETTERS:
        raise BadInput("Choose another password: this one is among the first that anybody would try.")


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
