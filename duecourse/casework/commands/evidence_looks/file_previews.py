"""Previews of evidence, for those to whom the file itself would be given, and written down as that is.

What is shut away has none by any way: each begins with `evidence.fetch`, which refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass

from duecourse.casework.commands import evidence
from duecourse.casework.commands.custody.file_kinds import MAIL, OUTLOOK, TEXT, WORD
from duecourse.casework.context.services import Caller, Services
from engine.identity import CaseReference
from engine.ports.custody.previews import DrawnPicture, NoPreview, ReadFile, WhyNot
from engine.ports.custody.scanners import Checked
from engine.ports.records import EvidenceFile

DRAWN, READ = ("image/", "application/pdf"), (TEXT, MAIL, OUTLOOK, WORD)
SMALL, LARGE = 240, 1600
"""The longest side of a picture in a list, and of one that somebody looks at."""
PREVIEW = "preview of evidence"
NO_PREVIEW = NoPreview(WhyNot.KIND)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """A file as it is looked at: drawn, read, or neither, and then why not, or why it is `withheld`."""

    row: EvidenceFile
    checked: Checked
    withheld: str = ""
    drawn: DrawnPicture | None = None
    read: ReadFile | None = None
    why_not: WhyNot | None = None


def can_be_drawn(media_type: str) -> bool:
    """Say whether there is a picture of such a file, be it of its first page."""
    return media_type.startswith(DRAWN)


def can_be_read(media_type: str) -> bool:
    """Say whether the words of such a file are shown."""
    return media_type in READ


def look_at(services: Services, caller: Caller, reference: CaseReference, number: int) -> LookedAt:
    """Give a file to look at. Raises NotFound, or Refused where it is shut away."""
    fetched = evidence.fetched(services, caller, reference, number, PREVIEW)
    row, content, checked = fetched.row, fetched.content, fetched.checked
    if fetched.withheld:
        return LookedAt(row=row, checked=checked, withheld=fetched.withheld)
    found: DrawnPicture | ReadFile | NoPreview = NO_PREVIEW
    tools = services.custody.previews
    if tools is not None and can_be_drawn(row.media_type):
        found = tools.draw(content, row.media_type, LARGE)
    elif tools is not None and can_be_read(row.media_type):
        found = tools.read(content, row.media_type)
    match found:
        case DrawnPicture():
            return LookedAt(row=row, checked=checked, drawn=found)
        case ReadFile():
            return LookedAt(row=row, checked=checked, read=found)
        case _:
            return LookedAt(row=row, checked=checked, why_not=found.why)


def small_picture(services: Services, caller: Caller, reference: CaseReference, number: int) -> DrawnPicture | None:
    """Give the small picture of a file; None where none can be drawn. Raises NotFound, or Refused."""
    fetched = evidence.fetched(services, caller, reference, number, PREVIEW)
    tools = services.custody.previews
    if tools is None or fetched.withheld or not can_be_drawn(fetched.row.media_type):
        return None
    drawn = tools.draw(fetched.content, fetched.row.media_type, SMALL)
    return drawn if isinstance(drawn, DrawnPicture) else None
