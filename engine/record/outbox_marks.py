"""What leaves after a step, and the marks of it that the event of the step seals: what was to leave cannot be changed.

A mark names nobody. Its first half stands for whom and what once, its second for all of it: a store drops what it has
queued before, and so the first of the same name is the one that is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json.encoder import encode_basestring

from engine.identity import NO_PERSON, InstanceId, PersonId

HALF = 16
AGAIN = "again"
"""What says of a letter that leaves that it has gone out before."""
TOLD, NEWS, DUTY, APPROVE, LINK = "told", "news", "duty", "approve", "link"
"""The kinds of what people are told: a danger, which they must know at once; what has begun or been done; what is to be
done by hand; that a letter waits for their approval; and a link of their own by which they answer for themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Somebody must know: `kind` is `alert` or `told`, `subject` says what it is about without any content."""

    kind: str
    people: tuple[PersonId, ...]
    on: InstanceId
    subject: str
    dedupe: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPost:
    """A letter that is to leave by e-mail, for the sender who asked for it: to an address, as `pdf` or `text`.

    One that has gone out before leaves `again`, as it was sealed. The address is kept beside the event, where it can be
    erased, and stands in nothing that leaves before.
    """

    letter: int
    sender: PersonId
    to: str
    form: str
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One thing that leaves: to whom, of what kind, and once under which name within its case."""

    recipient: PersonId
    kind: str
    dedupe: str
    body: Mapping[str, str]

    @property
    def mark(self) -> str:
        """Give what the event seals of it."""
        # as JSON, written out: a sweep makes thousands of these under the lock
        name = f"{encode_basestring(self.recipient)}, {encode_basestring(self.dedupe)}"
        body = [f"{encode_basestring(key)}: {encode_basestring(value)}" for key, value in sorted(self.body.items())]
        return _short(f"[{name}]") + _short(f"[{name}, {encode_basestring(self.kind)}, {{{', '.join(body)}}}]")


def outgoing(
    tells: Iterable[Tell],
    drafts: Iterable[int],
    revision: int,
    erasures: Iterable[int] = (),
    posts: Iterable[LetterPost] = (),
) -> Iterator[Outgoing]:
    """List what follows the event of a revision: who must know, letters to draft, erasures to end, letters to send."""
    for tell in tells:
        for person in tell.people:
            body = {"on": tell.on, "subject": tell.subject}
            yield Outgoing(recipient=person, kind=tell.kind, dedupe=tell.dedupe, body=body)
    for number in drafts:
        body = {"number": str(number)}
        yield Outgoing(recipient=NO_PERSON, kind="draft", dedupe=f"draft {number} {revision}", body=body)
    for number in erasures:
        body = {"number": str(number)}
        yield Outgoing(recipient=NO_PERSON, kind="erasure", dedupe=f"erasure {number} {revision}", body=body)
    for post in posts:
        body = {"number": str(post.letter), "event": str(revision), "as": post.form}
        body |= {AGAIN: "yes"} if post.again else {}
        yield Outgoing(recipient=post.sender, kind="letter", dedupe=f"letter {post.letter} {revision}", body=body)


def first_marks(marks: Sequence[Sequence[str] | None]) -> Mapping[str, int]:
    """Map the marks of the events of a case to the place of their event, without what had been queued before."""
    names: set[str] = set()
    found: dict[str, int] = {}
    for place, of_event in enumerate(marks):
        for mark in of_event or ():
            if mark[:HALF] not in names:
                names.add(mark[:HALF])
                found[mark] = place
    return found


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:HALF]
