"""Which passwords are taken: long ones that somebody would need very many tries to guess, and no other rule.

Nobody needs capitals, figures or signs. Who guesses is thought to know the trust, its schools and the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from duecourse.casework.accounts.common_words import common_words
from duecourse.credentials.password_guesses import guess
from engine.errors import BadInput
from engine.ports.records import Person
from engine.ports.store import Reading

SHORTEST, LONGEST = 12, 200
FEWEST_LETTERS = 5
"""Different letters or figures in a password; and letters and figures beside the words that everybody there knows."""
ENOUGH = 3
"""The score of zxcvbn that is asked for: at least a hundred million tries."""
SHORTEST_WORD = 3
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
WORDS = re.compile(r"[^\W_]+")
ADVICE = "Three words that have nothing to do with each other are easy to remember and hard to guess."
OF_NAMES = "Choose another password: this one is made of names and words that everybody at your school knows."
EASY = {
    "repeat": "Choose another password: this one repeats itself.",
    "sequence": "Choose another password: this one goes up or down like the alphabet or like counting.",
    "spatial": "Choose another password: this one follows the keys as they lie beside each other.",
    "date": "Choose another password: this one is mostly a date, and dates are tried first.",
    "user_inputs": OF_NAMES,
}
TOO_EASY = "Choose another password: this one is easy to guess."


def words_about(reading: Reading, person: Person, sign_in: str) -> tuple[str, ...]:
    """Give what somebody would try first who knows a person: their names, and those of their trust and its schools."""
    trust = reading.organisation()
    schools = reading.schools(trust.id)
    own = (sign_in, person.key, person.name, person.given, person.family, person.email, *person.former_names)
    return tuple(dict.fromkeys((*own, trust.key, trust.name, *chain(*((each.key, each.name) for each in schools)))))


def check_password(password: str, names: Iterable[str]) -> None:
    """Refuse a password that is too short to keep anybody out, or that is easy to guess. Raises BadInput."""
    if len(password) < SHORTEST:
        raise BadInput(f"Choose a longer password, of at least {SHORTEST} characters. {ADVICE}")
    if len(password) > LONGEST:
        raise BadInput(f"Choose a shorter password, of at most {LONGEST} characters.")
    plain, known = _plain(password), tuple(name for name in names if name)
    if plain in {_plain(name) for name in known}:
        raise BadInput("Choose a password that is not your own name.")
    if plain in OBVIOUS or len(set(plain)) < FEWEST_LETTERS:
        raise BadInput("Choose another password: this one is among the first that anybody would try.")
    words = {word for name in known for word in _words(name)} | common_words()
    left = _left(plain, words)
    if left != _left(plain, ()) and len(left) < FEWEST_LETTERS:
        raise BadInput(f"{OF_NAMES} {ADVICE}")
    found = guess(password, words)
    if found.score < ENOUGH:
        raise BadInput(f"{EASY.get(found.pattern, TOO_EASY)} {ADVICE}")


def _words(name: str) -> Iterable[str]:
    """Give the words of a name, each by itself and all together."""
    found = [str(each).casefold() for each in WORDS.findall(name)]
    return {each for each in [*found, "".join(found)] if len(each) >= SHORTEST_WORD}


def _left(plain: str, words: Iterable[str]) -> str:
    """Give what is left of a password without the words that everybody knows, and without figures."""
    for word in sorted(words, key=len, reverse=True):
        plain = plain.replace(word, " ")
    return "".join(letter for letter in plain if letter.isalpha())


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
