"""Evidence: the gate against illegal images first, then the file; and the file again, for who may see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands import evidence
from duecourse.casework.commands.custody.file_kinds import ACCEPT, ENDINGS, SAYS
from duecourse.casework.commands.custody.file_limits import MOST_BYTES, limits_of
from duecourse.casework.commands.custody.file_names import kept_name
from duecourse.casework.commands.custody.malware_checks import refuse_malware
from duecourse.casework.commands.custody.waiting_files import MOST_FILES
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.services import done_before
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, seen
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, go, submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import AlreadyDone, BadAnswers, BadInput, NotFound, StaleRevision
from engine.identity import CASE, NOWHERE, About, CaseReference
from engine.language.vocabulary import Truth
from engine.steps.options import Ask

router = APIRouter()
ROUND_IT = 64 * 1024
"""Bytes of a request that are not the file itself."""
ANSWERS = {
    Truth.NO.value: "No, it certainly shows no such image",
    Truth.YES.value: "Yes, or it may",
    Truth.DONT_KNOW.value: "I don't know, or I have not looked",
}
GATE = Ask(
    name="image",
    type="choice",
    ask="Could the file show an indecent image of a child?",
    optional=False,
    options=ANSWERS,
    help="Such an image must not be copied, saved, sent or opened by anyone, not even as evidence.",
)


def _asks(view: CaseView) -> tuple[Ask, ...]:
    places: dict[str, str] = {
        view.case.code(instance): _about(view, instance.about) for instance in view.tracks if instance.about.is_address
    }
    if CASE in view.case.tracks:
        places[view.case.code(view.case.tracks[CASE])] = "The case as a whole"
    else:
        places |= {
            view.case.code(instance): view.policy.track(instance.track).definition.title for instance in view.tracks
        }
    return (
        Ask(name="on", type="choice", ask="What does it belong to?", optional=False, options=places),
        Ask(name="url", type="address", ask="At which web address was it seen?", optional=True, options={}),
        Ask(
            name="captured",
            type="time",
            ask="When was it taken?",
            optional=True,
            options={},
            help="The date and time of the screenshot, if you know it.",
        ),
    )


def _about(view: CaseView, about: About) -> str:
    number = about.address_number
    return f"Address {view.case.code(view.case.addresses[number])}: {view.url(number)}"


@router.get("/cases/{reference}/add-evidence")
@InOneLook
def ask(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Stand at the gate: ask whether the file may show an illegal image, before any file can be chosen."""
    _, shared = seen(visitor, reference, "the gate for evidence")
    field = fields.field_of(GATE, Typed(), {})
    return page(request, "case/gate.html", field=field, **shared)


@router.post("/cases/{reference}/add-evidence")
def gate(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Let through only who is certain; everybody else is told what to do instead."""
    _, shared = seen(visitor, reference, "the gate for evidence")
    answer = visitor.typed.get("image")
    if answer == "no":
        visitor.keep(_gate(reference), {"image": answer})
        return go(f"{_gate(reference)}/file")
    visitor.forget(_gate(reference))
    if answer in ANSWERS:
        return page(request, "case/forbidden_image.html", mail=None, **shared)
    field = fields.field_of(GATE, visitor.typed, {})
    faults = {"image": "Choose an answer: could the file show an indecent image of a child?"}
    return page(request, "case/gate.html", status=UNPROCESSABLE, field=field, errors=faults, **shared)


def _gate(reference: CaseReference) -> str:
    """Give the address of the gate, under which it is kept that somebody went through it."""
    return f"/cases/{reference}/add-evidence"


def _came_through(visitor: Visitor, reference: CaseReference) -> bool:
    """Say whether somebody has answered the question at the gate for the file that they are about to hand in."""
    passed = visitor.kept(_gate(reference))
    return passed is not None and passed.get("image") == "no"


@router.get("/cases/{reference}/add-evidence/file")
@InOneLook
def choose(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Ask for the file, and where and when it was seen; those who did not come through the gate are sent there."""
    if not _came_through(visitor, reference):
        return go(_gate(reference))
    kept = visitor.kept(request.url.path)
    context = _context(visitor, reference)(kept or Typed())
    return page(request, "case/evidence_file.html", **{**context, "kept": kept is not None})


def _context(visitor: Visitor, reference: CaseReference) -> Callable[[Typed], dict[str, Any]]:
    def context(typed: Typed) -> dict[str, Any]:
        view, shared = seen(visitor, reference, "the form for evidence")
        drawn = [fields.field_of(ask, _with_code(view, typed), {}) for ask in _asks(view)]
        return {
            **shared,
            "fields": drawn,
            "typed": typed,
            "reasons": (),
            "stale": None,
            "kept": False,
            "once": visitor.services.ids.identifier(),
            "seen": view.seen,
            "largest": limits_of(visitor.organisation).says,
            "most": MOST_FILES,
            "takes": SAYS,
            "accept": ACCEPT,
        }

    return context


@router.post("/cases/{reference}/add-evidence/file", max_body_size=MOST_BYTES + ROUND_IT)
def add(request: Request, visitor: SignedIn, reference: CaseReference) -> Response:
    """Take files in custody under their digests; the next ones have to come through the gate again.

    Of several, those that cannot be kept are named, and the others are kept: nobody chooses ten again because of one.
    """
    after = f"/cases/{reference}/items"
    if not _came_through(visitor, reference):
        return go(after if _was_sent(visitor) else _gate(reference))
    visitor.keep(request.url.path, visitor.typed.kept())

    def do() -> str:
        view, _ = seen(visitor, reference, "the form for evidence")
        about, (good, wrong) = _read(view, visitor.typed), _files(visitor)
        if good:
            _take(visitor, reference, [replace(about, name=name, content=content) for name, content in good])
        if wrong:
            kept = _KEPT_BESIDE.get(len(good), f"The other {len(good)} files were kept.")
            raise BadAnswers.of({"file": " ".join((*wrong, kept)).strip()})
        visitor.forget(_gate(reference))
        return after

    context = _context(visitor, reference)
    return submit(
        request,
        visitor,
        "case/evidence_file.html",
        lambda: context(visitor.typed),
        do,
        after=after,
        reference=reference,
    )


_KEPT_BESIDE = {0: "", 1: "The other file was kept."}


def _take(visitor: Visitor, reference: CaseReference, new: Sequence[NewEvidence]) -> None:
    """Take files in, also where something happened since the form was opened: a browser hands no file in twice.

    Whatever forbids it by now (a warning about the address, a case that is closed) refuses it all the same.
    """
    try:
        try:
            evidence.add(visitor.services, visitor.caller, reference, *new)
        except StaleRevision:
            evidence.add(visitor.services, replace(visitor.caller, seen=""), reference, *new)
    except BadAnswers:
        raise  # it is said already at which question
    except BadInput as bad:
        raise BadAnswers.of({"file": str(bad)}) from bad


def _was_sent(visitor: Visitor) -> bool:
    """Say whether this very form came in before, by a second click."""
    try:
        done_before(visitor.services, visitor.caller)
    except AlreadyDone:
        return True
    return False


def _with_code(view: CaseView, typed: Typed) -> Typed:
    """Give what was typed with the code of the place chosen: pages of earlier versions had its number."""
    place = view.case.procedure(typed.get("on"))
    return replace(typed, texts={**typed.texts, "on": (view.case.code(place),)}) if place else typed


def _read(view: CaseView, typed: Typed) -> NewEvidence:
    """Read what is said of the files. Raises BadAnswers with everything that is missing or cannot be taken."""
    asks, typed = _asks(view), _with_code(view, typed)
    answers = fields.read(asks, typed, view.calendar.zone)
    faults = {**fields.missing(asks, answers.facts), **answers.faults}
    if not typed.files.get("file"):
        faults["file"] = "Choose a file"
    if len(typed.files.get("file", ())) > MOST_FILES:
        faults["file"] = f"At most {MOST_FILES} files can be added at once. Choose some of them, and the others after."
    if faults:
        raise BadAnswers.of(faults)
    belongs = view.case.procedure(answers.facts["on"])
    return NewEvidence(
        name="",
        content=b"",
        on=belongs.on if belongs else NOWHERE,
        captured_at=fields.moment_of(answers.facts.get("captured", "")),
        url=answers.facts.get("url", ""),
    )


def _files(visitor: Visitor) -> tuple[list[tuple[str, bytes]], list[str]]:
    """Read the files, and say of each that cannot be kept why; those that are too large are not read at all."""
    limits, good, wrong = limits_of(visitor.organisation), list[tuple[str, bytes]](), list[str]()
    for upload in visitor.typed.files["file"]:
        name = kept_name(upload.filename or "")
        try:
            limits.demand_any(upload.size or 0)
            content = upload.file.read()
            limits.judge(content)
            refuse_malware(visitor.services, content)
            good.append((name, content))
        except BadInput as bad:
            wrong.append(f"{name}: {bad}")
    return good, wrong


@router.get("/cases/{reference}/evidence/{number}")
def fetch(visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Hand a file out to save: never shown within the site. Raises NotFound or Refused."""
    with look(visitor, reference, "") as case:
        held, found = case.view.case, case.view.case.file(number)
    row, content = evidence.fetch(visitor.services, visitor.caller, reference, found.number if found else 0)
    if found is None or row.quarantined:
        raise NotFound(f"Case {reference} has no such evidence, or none that you may see.")
    # the name it came with may say something about people; addresses and file names of ours do not
    ending = f".{ENDINGS[row.media_type]}" if row.media_type in ENDINGS else ""
    name = quote(f"{reference}-evidence-{held.code(found)}{ending}")
    return Response(
        content, media_type=row.media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
