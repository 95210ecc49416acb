"""Who is at the page: the session behind the cookie, and what was typed, kept where the session has ended."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated, cast
from urllib.parse import quote

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from duecourse.casework import accounts
from duecourse.casework.accounts import Visit
from duecourse.casework.office import Office, Sender
from duecourse.web.settings import WebSettings
from duecourse.web.typed import Typed, typed_again, typed_of
from engine.accounts import WebSession
from engine.errors import BadInput
from engine.records import Organisation, Person, Viewer

MOST_FIELDS = 500


class SignInFirst(Exception):
    """Nobody is signed in; `place` is where to go afterwards, `ended` that somebody was signed in before."""

    def __init__(self, place: str, *, ended: bool) -> None:
        """Remember where they wanted to go."""
        super().__init__(place)
        self.place, self.ended = place, ended


class NotOurForm(Exception):
    """A form came in without the token that only our own pages know; nothing of it is done."""


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in, at one page, with what they typed there."""

    office: Office
    visit: Visit
    csrf: str
    place: str
    typed: Typed

    @property
    def person(self) -> Person:
        """Give who it is."""
        return self.visit.person

    @property
    def organisation(self) -> Organisation:
        """Give the trust they belong to."""
        return self.visit.organisation

    @property
    def session(self) -> WebSession:
        """Give the session they are in."""
        return self.visit.session

    @property
    def sender(self) -> Sender:
        """Give who acts, with the form's own token where a form was sent in."""
        viewer = Viewer(self.organisation.id, self.person.id)
        return Sender(viewer, "in the browser", self.typed.get("once"))

    @property
    def revision(self) -> int | None:
        """Give the revision of the case that the page was made from; None where the page named none."""
        text = self.typed.get("revision")
        return int(text) if text.isdecimal() else None

    def keep(self, place: str, fields: dict[str, str]) -> None:
        """Keep what was typed at a place until it is sent in."""
        accounts.keep_form(self.office, self.person.id, self.organisation.id, place, fields)

    def kept(self, place: str) -> Typed | None:
        """Give what was typed at a place and not sent in yet."""
        form = accounts.kept_form(self.office, self.person.id, place)
        return typed_again(form.fields) if form else None

    def forget(self, place: str) -> None:
        """Let go of what was kept: it has been sent in."""
        accounts.drop_form(self.office, self.person.id, place)


def csrf_of(token: str) -> str:
    """Derive the token of every form from that of the session, which no other site can read."""
    return sha256(f"form {token}".encode()).hexdigest()


async def signed_in(request: Request) -> AsyncIterator[Visitor]:
    """Find out who is at the page. Raises SignInFirst or NotOurForm; typed words are kept before either."""
    try:
        yield await _visitor(request)
    finally:
        await request.close()  # files that were handed in are let go of


async def _visitor(request: Request) -> Visitor:
    office = cast(Office, request.app.state.office)
    token = request.cookies.get(settings_of(request).cookie, "")
    visit = await run_in_threadpool(accounts.visit, office, token) if token else None
    typed = await _typed(request)
    place = request.url.path
    if visit is None:
        session = await run_in_threadpool(accounts.whose, office, token) if token else None
        if session is not None and request.method == "POST":
            await run_in_threadpool(_keep, office, session, place, typed)
        raise SignInFirst(_after(request), ended=session is not None)
    csrf = csrf_of(token)
    if request.method == "POST" and not hmac.compare_digest(typed.get("csrf"), csrf):
        # another session of the same person may have begun in another window: the words are theirs
        await run_in_threadpool(_keep, office, visit.session, place, typed)
        raise NotOurForm
    visitor = Visitor(office, visit, csrf, place, typed)
    request.state.visitor = visitor
    return visitor


def known(request: Request) -> None:
    """Let the layout know who is signed in, on pages that need nobody."""
    office = cast(Office, request.app.state.office)
    token = request.cookies.get(settings_of(request).cookie, "")
    visit = accounts.visit(office, token) if token else None
    if visit is not None:
        request.state.visitor = Visitor(office, visit, csrf_of(token), request.url.path, Typed())


def settings_of(request: Request) -> WebSettings:
    """Give the settings of the site that a request came to."""
    return cast(WebSettings, request.app.state.settings)


async def _typed(request: Request) -> Typed:
    if request.method != "POST":
        return Typed()
    form = await request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=64 * 1024)
    return typed_of(form)


def _keep(office: Office, session: WebSession, place: str, typed: Typed) -> None:
    """Keep what was typed for the person whose session it was, under the place the form is read at."""
    kept = replace(typed, files={}).kept()
    try:
        if kept:
            accounts.keep_form(office, session.person, session.organisation, place, kept)
    except BadInput:
        # too much to keep: the page that asks to sign in must come all the same
        return


def _after(request: Request) -> str:
    # our forms are sent to the address that they are read at, so what was kept is found there again
    query = f"?{request.url.query}" if request.url.query and request.method != "POST" else ""
    return quote(f"{request.url.path}{query}", safe="/?=&")


SignedIn = Annotated[Visitor, Depends(signed_in)]
