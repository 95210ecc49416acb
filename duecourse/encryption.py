"""A backup encrypted for those who may open it, with age: to make one, this machine needs no secret."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pyrage import DecryptError, IdentityError, RecipientError, decrypt_file, encrypt_file, x25519

from duecourse.private_files import write_file
from engine.errors import BadInput

ENDING = ".age"
_FIRST_WORDS = b"age-encryption.org/"
_SECRET = "AGE-SECRET-KEY-"
"""How every secret key of age begins."""


def recipients_of(text: str) -> tuple[x25519.Recipient, ...]:
    """Read the public keys for which a backup is encrypted, with spaces or commas between them. Raises BadInput."""
    found = []
    for key in text.replace(",", " ").split():
        if key.upper().startswith(_SECRET):
            raise BadInput(
                "That is a secret key of age, and stays secret. Name the public one, which begins with age1."
            )
        try:
            found.append(x25519.Recipient.from_str(key))
        except RecipientError as error:
            raise BadInput(f"'{key}' is no public key of age: it begins with age1 and has 62 signs.") from error
    return tuple(found)


def identities_in(file: Path) -> tuple[x25519.Identity, ...]:
    """Read a file of secret keys, a key a line, as `age-keygen` writes it. Raises BadInput."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The file of secret keys {file} cannot be read.") from error
    try:
        found = tuple(x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#"))
    except IdentityError as error:
        raise BadInput(f"{file} holds something else than secret keys of age, which begin with {_SECRET}.") from error
    if not found:
        raise BadInput(f"{file} holds no secret key of age.")
    return found


def is_encrypted(file: Path) -> bool:
    """Say whether a file was encrypted with age. Raises OSError."""
    with file.open("rb") as opened:
        return opened.read(len(_FIRST_WORDS)) == _FIRST_WORDS


def encrypt(source: Path, target: Path, recipients: Sequence[x25519.Recipient]) -> None:
    """Encrypt a file into a new one that nobody else can read. Raises OSError."""
    write_file(target, b"")
    encrypt_file(str(source), str(target), list(recipients))


def decrypt(source: Path, target: Path, identities: Sequence[x25519.Identity]) -> None:
    """Decrypt a file into a new one that nobody else can read. Raises BadInput where no key fits, or it is damaged."""
    write_file(target, b"")
    try:
        decrypt_file(str(source), str(target), list(identities))
    except DecryptError as error:
        target.unlink(missing_ok=True)
        raise BadInput(
            f"{source} cannot be decrypted: none of the keys fits, or the file is damaged or cut short."
        ) from error
