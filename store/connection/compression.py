"""Long texts as they are stored: packed by deflate, with the words that every record has known to it beforehand.

What is packed begins with a byte that says how, and no text of ours begins with it: texts of earlier versions were
stored as they are, and are read as they are. What is hashed is always the text itself. Nothing here checks that text:
events are held against their chain, snapshots against their events, drafts against the chain of the organisation.

A letter is packed with the words of our letters known to it, those of 28 November 2026: a template that was written
differently since only takes a little more. They stand in a file beside this one, which can never change either.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib.resources import files

from engine.errors import BrokenRecord

FIRST_WORDS = b"\x01"
"""Says that a text was packed with WORDS. Other words need another byte, and these have to stay as long as a store may
hold a text that was packed with them."""
WINDOW, MEMORY = -13, 6
"""Eight kB and no head of its own: with more of both, a short text costs several times as much to pack."""
AFTER_ANOTHER = b"\x02"
"""Says that a text was packed with WORDS and with another text of its row, which has to be read first: drafts of
letters were, for some days."""
OF_LETTERS = b"\x03"
"""Says that a text was packed with the words of letters, and with another text of its row where there is one."""
FAR, LARGE = -15, 9
"""As WINDOW and MEMORY, with 32 kB: for what nobody waits for."""
QUICK, CLOSE = 3, 6
KNOWN = 8192
"""So many bytes of what is known beforehand can be referred to with WINDOW, the last ones."""
LETTERS = "words_of_letters.txt"
UNREADABLE = "What is stored is not as it was written, and cannot be read."
WORDS = (
    b'{"1":{"number":1,"template":"","on":"","status":"requested""issued""dispatched","action":"","sha256":"'
    b'","issued_at":""media_type":""quarantined":true""alerts":{"1":{"number":1,"on":"","deadline":"","alert":"'
    b'"status":"superseded""acknowledged""raised","breached_at":","raised_at":""},"do":"alert"}'
    b'{"text":[{"text":"","strong":true,"emphasis":false,"given":true}],"kind":"paragraph"},{"lines":[['
    b'"flagged":true"consents":{"held":["held_by_hand":["pauses":[{"extensions":[{"raised":["not_needed""law"'
    b'"do":"attached""consented""held""flag""evidence""restored""removed""policy"'
    b'{"id":"","organisation":"","reference":"-2026-00","policy":"","policy_hash":"","school":"","reported_at":"'
    b'"revision":1,"head":"","tracks":{"case/1":{"track":"case","number":1,"state":"","since":"2026-'
    b'"answers":{"":{"kind":"words","event":1},"":{"kind":"unknown""cleared""done":{"'
    b'"given":["}},"addresses":{"1":{"number":1,"reported_at":"","event":1}},"people":{"":["recorder","reporter",'
    b'"affected person"],"subject","child","witness","contact"]},"categories":{"team":{"former":{"by_post":{"'
    b'"by_hand":{"deadlines":{"case/1 ":{"on":"case/1","letters":{"evidence":{'
    b'{"sequence":1,"kind":"opened","at":"2026-","happened_at":"2026-","by":"","on":"case/1","effects":['
    b'{"person":"","part":"recorder","do":"person"},{"person":"","part":"reporter","do":"person"},{"person":"",'
    b'"part":"affected person","do":"person"},{"on":"case/1","state":"","about":"","reported_at":"2026-",'
    b'"do":"opened"},{"on":"case/1","name":"","answer":{"kind":"words","event":1},"do":"answered"},{"number":1,'
    b'"reported_at":"2026-","do":"address"},{"on":"/1","state":"","about":"address/1","reported_at":"2026-'
    b'"about":"person/","do":"opened"},{"role":"","person":"","active":true,"post":"","do":"role"},'
    b'{"letter":{"number":1,"template":"","on":"case/1","status":"draft"},"do":"letter"},'
    b'"notices":["","commitments":{"via":"","case/1.":"","address/1.url":""}}'
    b'{"sequence":2,"kind":"acted","at":"2026-","happened_at":"2026-","by":"","on":"case/1","action":"",'
    b'"outcome":"","effects":[{"on":"case/1","name":"","answer":{"kind":"value","value":"no"},"do":"answered"},'
    b'{"on":"case/1","to":"","ended":false,"do":"moved"},{"deadline":{"on":"case/1","name":"","round":1,'
    b'"state":"met","started_at":"2026-12-01T09:00:00Z","started_by":"this came to \xe2\x80\x9c\xe2\x80\x9d","this was '
    b'reported","due_at":"2026-11-27T17:00:00Z","overdue_at":"2026-11-27T17:00:00Z","calendar":"","binding":"duty",'
    b'"planned":[{"alert":"remind 4 hours","at":"2026-11-27T13:00:00Z","roles":[""]},{"alert":"after 4 hours","at":"'
    b'"roles":["","]},{"alert":"overdue","at":"2026-11-27T17:00:00Z","roles":[""]}],"ended_at":"2026-11-27T09:00:00Z"},'
    b'"do":"clocked"},{"deadline":{"on":"case/1","name":"","round":1,"state":"open","started_at":"2026-'
    b'"do":"clocked"}],"notices":[],"commitments":{"via":"'
)


def packed(text: str) -> bytes:
    """Write a text as it is to be stored."""
    packing = zlib.compressobj(QUICK, zlib.DEFLATED, WINDOW, MEMORY, zlib.Z_DEFAULT_STRATEGY, WORDS)
    return FIRST_WORDS + packing.compress(text.encode()) + packing.flush()


def packed_letter(text: str, other: str = "") -> bytes:
    """Write a text of a letter, after another of its row with which it has much in common, and which is read first."""
    known = _of_letters() + other.encode()
    packing = zlib.compressobj(CLOSE, zlib.DEFLATED, FAR, LARGE, zlib.Z_DEFAULT_STRATEGY, known)
    return OF_LETTERS + packing.compress(text.encode()) + packing.flush()


@cache
def _of_letters() -> bytes:
    return files("store.connection").joinpath(LETTERS).read_bytes()


def _unpacking(mark: bytes, other: str) -> zlib._Decompress:
    """Give what reads a text that was packed in some way."""
    if mark == OF_LETTERS:
        return zlib.decompressobj(FAR, _of_letters() + other.encode())
    return zlib.decompressobj(WINDOW, WORDS if mark == FIRST_WORDS else (WORDS + other.encode())[-KNOWN:])


def unpacked(stored: bytes | str, other: str = "") -> str:
    """Read a text back, also one of an earlier version, which was stored as it is. Raises BrokenRecord.

    `other` is the text of the same row after which it was packed.
    """
    if isinstance(stored, str):
        return stored
    try:
        if stored[:1] not in (FIRST_WORDS, AFTER_ANOTHER, OF_LETTERS):
            return stored.decode()
        unpacking = _unpacking(stored[:1], other)
        text = unpacking.decompress(stored[1:]).decode()
    except (zlib.error, ValueError):
        raise BrokenRecord(UNREADABLE) from None
    if not unpacking.eof or unpacking.unused_data:
        raise BrokenRecord(UNREADABLE)
    return text
