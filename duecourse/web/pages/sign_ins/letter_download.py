"""Letters with codes as a browser gets them: to be printed, under a name that says nothing of anybody."""

from __future__ import annotations

from fastapi import Response

from duecourse.casework.accounts.invitations.link_letters import PrintedLetters

NAME = "sign-in-letters.pdf"


def as_letters(printed: PrintedLetters) -> Response:
    """Give them as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{NAME}"'}
    return Response(printed.pdf, media_type="application/pdf", headers=headers)
