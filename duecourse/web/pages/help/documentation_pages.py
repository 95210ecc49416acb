"""The documentation within the site: the pages of `docs/`, their pictures, and a search for words in them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from duecourse.web.documentation.doc_files import FRONT, doc_files, docs_folder, picture_files
from duecourse.web.documentation.doc_search import LONGEST, asked_words, found_docs
from duecourse.web.documentation.shown_doc import ShownDoc, shown_doc
from duecourse.web.forms.typed import Typed
from duecourse.web.render import page
from duecourse.web.visitor import known, read_form
from engine.errors import NotFound

router = APIRouter()
FOLDER = docs_folder()
KEPT = 96
"""So many pages stay made; all that are read more than once."""
SEARCHED = 150_000
"""Bytes; what is longer is a list that a machine wrote, such as a whole policy in sentences."""
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
    return page(request, "help/found.html", typed=typed, asked=words, found=found_docs(words, _searched()))


@router.get("/help/pictures/{name}")
def documentation_picture(name: str) -> Response:
    """Give a picture of the documentation."""
    path = picture_files(FOLDER).get(name)
    if path is None:
        raise NotFound(NOWHERE)
    return Response(path.read_bytes(), media_type="image/png", headers={"Cache-Control": FOR_A_DAY})


@router.get("/help/{name:path}")
def documentation_page(request: Request, name: str) -> Response:
    """Show one page of the documentation."""
    return _shown(request, name)


def _shown(request: Request, name: str) -> Response:
    known(request)
    files = doc_files(FOLDER)
    if not files:
        raise NotFound(AWAY)
    if name not in files:
        raise NotFound(NOWHERE)
    doc = _doc(name, files[name])
    heading, body = doc.halves
    front = name == FRONT
    return page(request, "help/documentation.html", doc=doc, heading=heading, body=body, is_front=front)


@lru_cache(maxsize=KEPT)
def _doc(name: str, path: Path) -> ShownDoc:
    return shown_doc(name, path.read_text(encoding="utf-8"), doc_files(FOLDER))


def _searched() -> Iterator[tuple[str, ShownDoc]]:
    for name, path in doc_files(FOLDER).items():
        if path.stat().st_size <= SEARCHED:
            yield name, _doc(name, path)
