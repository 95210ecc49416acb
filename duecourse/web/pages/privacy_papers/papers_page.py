"""Papers about privacy: what is missing, the trust's own words, and the assessment as a Word file."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.administration.settings import set_setting
from duecourse.casework.privacy.assessment import assessment_file
from duecourse.casework.privacy.privacy_gaps import Papers, papers
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed, typed_again
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.ports.settings import LONGEST_TEXT, PRIVACY_WORDS
from engine.steps.options import Ask

router = APIRouter()
PLACE = "/privacy-papers"
FORM = "privacy/papers.html"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORDS = Ask(
    name="words",
    type="text",
    ask="What does the trust say in its own words?",
    optional=True,
    options={},
    help="It stands on the privacy page, for everybody. Headings begin with ##, entries of a list with -; **bold** "
    f"and *italics* are shown. At most {LONGEST_TEXT:,} characters. Leave it empty to say nothing.",
)
SAID = {"kept": "It stands on the privacy page now.", "same": "It stood there so already."}


@router.get(PLACE)
@InOneLook
def papers_page(request: Request, visitor: SignedIn) -> Response:
    """Say what is missing and how long cases are kept, and give out the papers."""
    found = papers(visitor.services, visitor.caller)
    kept = visitor.kept(visitor.place)
    typed = kept or typed_again({WORDS.name: found.words})
    said = SAID.get(request.query_params.get("now", ""), "")
    told: dict[str, Any] = {"kept": kept is not None, "said": said}
    return page(request, FORM, **{**_context(visitor, found, typed), **told})


@router.post(PLACE)
def keep_words(request: Request, visitor: SignedIn) -> Response:
    """Keep the trust's own words; those who administer the trust do it."""
    found = papers(visitor.services, visitor.caller)

    def do() -> str:
        words = "\n".join(visitor.typed.get(WORDS.name).splitlines()).strip()
        if words == found.words:
            return f"{PLACE}?now=same"
        set_setting(visitor.services, visitor.caller, PRIVACY_WORDS, words)
        return f"{PLACE}?now=kept"

    return submit(request, visitor, FORM, lambda: _context(visitor, found, visitor.typed), do, after=PLACE)


@router.post(f"{PLACE}/assessment")
def assessment(visitor: SignedIn) -> Response:
    """Give the assessment as a Word file; that it was taken is noted."""
    content = assessment_file(visitor.services, visitor.caller)
    headers = {"Content-Disposition": 'attachment; filename="data-protection-impact-assessment.docx"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


def _context(visitor: Visitor, found: Papers, typed: Typed) -> dict[str, Any]:
    return {
        "papers": found,
        "field": fields.field_of(WORDS, typed, {}),
        "administers": visitor.administers,
        "once": visitor.services.ids.identifier(),
        "reasons": (),
        "stale": None,
        "kept": False,
        "said": "",
    }
