"""The documentation within the site: the pages of `docs/`, their pictures, and a search for words in them."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from duecourse.web.documentation.doc_files import FRONT
from duecourse.web.documentation.doc_search import LONGEST, asked_words, found_docs
from duecourse.web.documentation.doc_shelf import DocShelf
from duecourse.web.forms.typed import Typed
from duecourse.web.render import page
from duecourse.web.visitor import known, read_form
from engine.errors import NotFound

router = APIRouter()
AWAY = "The documentation is not on this machine: it came with the package and was taken away."
NOWHERE = "There is no such page of the documentation. It may have another name in this version: look for its words."
LARGEST = 16 * 1024
"""Bytes of a form of words, from people whom nobody need know."""
FOR_A_DAY = "public, max-age=86400"


@router.get("/help/documentation")
def documentation(request: Request) -> Response:
    """List all pages of the documentation."""
    return _shown(request, FRONT)


@router.post("/help/search", max_body_size=LARGEST)
async def search_documentation(request: Request) -> Response:
    """Look for words in the documentation. They come in a form: they may name somebody, and no address tells them."""
    return await run_in_threadpool(_found, request, await read_form(request))


def _found(request: Request, form: Typed) -> Response:
    known(request)
    typed = form.get("words")[:LONGEST]
    words = asked_words(typed)
    return page(
        request, "help/found.html", typed=typed, asked=words, found=found_docs(words, _shelf(request).searched())
    )


@router.get("/help/pictures/{name}")
def documentation_picture(request: Request, name: str) -> Response:
    """Give a picture of the documentation."""
    path = _shelf(request).pictures.get(name)
    if path is None:
        raise NotFound(NOWHERE)
    return Response(path.read_bytes(), media_type="image/png", headers={"Cache-Control": FOR_A_DAY})


@router.get("/help/{name:path}")
def documentation_page(request: Request, name: str) -> Response:
    """Show one page of the documentation."""
    return _shown(request, name)


def _shown(request: Request, name: str) -> Response:
    known(request)
    shelf = _shelf(request)
    if not shelf.files:
        raise NotFound(AWAY)
    if name not in shelf.files:
        raise NotFound(NOWHERE)
    doc = shelf.page(name)
    heading, body = doc.halves
    front = name == FRONT
    return page(request, "help/documentation.html", doc=doc, heading=heading, body=body, is_front=front)


def _shelf(request: Request) -> DocShelf:
    return cast(DocShelf, request.app.state.documentation)
