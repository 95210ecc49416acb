"""The trust's own words in letters, to be read: which blocks there are, ours beside theirs, faults with lines.

Nothing is changed here: the files are the source.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from duecourse.casework.administration.paper.worded_letters import house_wording, worded_blocks, worded_letters
from duecourse.web.render import page
from duecourse.web.visitor import InOneLook, SignedIn

router = APIRouter()
PLACE = "/letter-wording"


@router.get(PLACE)
@InOneLook
def wording_list(request: Request, visitor: SignedIn) -> Response:
    """List the letters with how many of their blocks the trust words, and what is wrong in its folder."""
    found = house_wording(visitor.services, visitor.caller)
    letters = worded_letters(visitor.services, visitor.caller)
    return page(request, "paper/wording_list.html", wording=found, letters=letters, place=PLACE)


@router.get(f"{PLACE}/{{letter}}")
@InOneLook
def wording_of_letter(request: Request, visitor: SignedIn, letter: str) -> Response:
    """Show the blocks of one letter: ours, and beside them those of the trust."""
    id_, title, blocks = worded_blocks(visitor.services, visitor.caller, letter)
    found = house_wording(visitor.services, visitor.caller)
    faults = [each for each in found.faults if any(each.file == block.row.file for block in blocks)]
    return page(
        request, "paper/wording.html", letter=id_, title=title, blocks=blocks, wording=found, faults=faults, place=PLACE
    )
