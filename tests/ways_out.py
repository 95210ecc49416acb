"""Everything that leaves the site for one person: each page and file that they may ask for, unpacked and read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from zipfile import BadZipFile, ZipFile

from httpx2 import Response
from pypdf import PdfReader

from duecourse.casework.context.look.case_reader import looking
from engine.identity import CASE, InstanceId
from engine.record.codes import CodeKind, Codes
from tests.need_to_know import Sight
from tests.site import Person

MOST = 2
"""So many things of one kind are asked for by each address; they are drawn from the whole of them."""
WORDS: Mapping[str, tuple[str, ...]] = {
    "what": ("dispatch", "people", "answered"),
    "way": ("pause", "extend"),
    "kind": ("hearing", "whole"),
    "form": ("zip", "pdf"),
    "row": ("1",),
    "which": ("all",),
    "change": ("put-on",),
    "slug": ("what-happened", "who-is-affected"),
    "place": ("trust", "oakfield"),
    "letter": ("L03",),
    "name": ("case", "removal"),
    "number:path": ("5.1",),
    "school": ("oakfield",),
    "person": ("oakfield-senior",),
    "message": ("1",),
    "token": ("none",),
}
"""What stands in an address where no case has given a name to anything."""


def read(answer: Response) -> str:
    """Give all that an answer tells: its headers, and its text, out of an archive or a PDF too."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers}\n{unpacked(answer.content)}"


def unpacked(content: bytes) -> str:
    """Give the text of bytes of any kind that Duecourse gives out."""
    if content.startswith(b"PK\x03\x04"):
        try:
            with ZipFile(io.BytesIO(content)) as archive:
                names = archive.namelist()
                return "\n".join((*names, *(unpacked(archive.read(name)) for name in names)))
        except BadZipFile:
            return content.decode("utf-8", "replace")
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8", "replace")


@dataclass(frozen=True)
class WaysOut:
    """What one person may ask for in one case: the addresses of the site, filled with what is there for them."""

    person: Person
    sight: Sight

    def leaks(self, paths: Iterable[str]) -> Iterator[tuple[str, set[str]]]:
        """Ask for each address; gives each with what it tells that it should not.

        Names of staff may stand among the answers to a question, and are tried where pages tell and do not ask.
        """
        for path in paths:
            for place in self.filled(path):
                answer = self.person.client.get(place)
                assert answer.status_code < 500, f"{place}: {answer.text[:500]}"
                told = self.sight.leaks(read(answer)) - {*self.sight.names}
                yield place, told - self._offered if "/holds" in path else told

    def filled(self, path: str) -> Iterator[str]:
        """Fill an address with each of the first few things that it may name."""
        gaps = re.findall(r"\{([^}]+)\}", path)
        track = "{track}" in path
        for on in self._instances if track else self._instances[:1]:
            found = [self._values(gap, path, on) for gap in gaps]
            for values in product(*found):
                place = path
                for gap, value in zip(gaps, values, strict=True):
                    place = place.replace(f"{{{gap}}}", value)
                yield place

    def _values(self, gap: str, path: str, on: InstanceId) -> tuple[str, ...]:
        definition = self.sight.stage.policy.track(on.track).definition
        steps = {"action": tuple(definition.actions)[:1], "clock": tuple(definition.deadlines)[:1]}
        known = {"reference": (str(self.sight.reference),), "track": (str(on.track),), **steps}
        known |= {"hold": tuple(definition.holds)[:1] or ("police",), "key": (self.sight.stage.policy.key,)}
        if gap == "number" and "{reference}" in path:
            return self._codes.get(path.split("/")[3], (self._code(on),))
        return known.get(gap) or WORDS.get(gap, ("1",))

    @cached_property
    def _offered(self) -> set[str]:
        """Say what each hold is called that may be put on by hand: it is offered whether or not anything is so."""
        tracks = (self.sight.stage.policy.track(on.track).definition for on in self._instances)
        return {hold.says for track in tracks for hold in track.holds.values()}

    @cached_property
    def _instances(self) -> list[InstanceId]:
        """Name what is there for them; for those who see nothing of the case, the case itself."""
        return [InstanceId(on) for on in sorted(self.sight.visible)] or [CASE]

    def _code(self, on: InstanceId) -> str:
        return self._all.of_procedure(on)

    @cached_property
    def _all(self) -> Codes:
        return Codes(self.sight.record.id, self.sight.stage.policy.tracks)

    @cached_property
    def _codes(self) -> Mapping[str, tuple[str, ...]]:
        """Give the codes of what stands behind a number, by the word before it in an address."""
        record, sight = self.sight.record, self.sight
        there = {
            "letters": (CodeKind.LETTER, sight.letters | sight.addressed),
            "evidence": (
                CodeKind.FILE,
                {number for number, each in record.evidence.items() if each.on in sight.worked},
            ),
            "alerts": (CodeKind.ALERT, {number for number, each in record.alerts.items() if each.on in sight.worked}),
        }
        found = {
            word: tuple(self._all.of(kind, number) for number in sorted(numbers, key=int)[:MOST]) or ("1",)
            for word, (kind, numbers) in there.items()
        }
        return {**found, "take-back": self._events, "erasures": ("1",)}

    @cached_property
    def _events(self) -> tuple[str, ...]:
        if not self.sight.visible:
            return ("1",)
        with looking(self.sight.stage.services, self.sight.caller, self.sight.reference, what="") as case:
            return tuple(each.code for each in case.history())[:MOST]
