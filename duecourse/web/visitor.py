"""Who is at the page: the session behind the cookie, and what was typed, kept where the session has ended."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import update_wrapper
from hashlib import sha256
from typing import Annotated, cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from duecourse.casework.accounts import sessions
from duecourse.casework.accounts.sessions import Visit
from duecourse.casework.administration.permission import administers, remit
from duecourse.casework.context.one_look import looking_once, one_look
from duecourse.casework.context.services import Caller, Services
from duecourse.web.forms.typed import LARGEST_FORM, MOST_FIELDS, MOST_FILES, Typed, typed_again, typed_of
from duecourse.web.links.one_page import BESIDE, LinkOver, demand_page, pages_of, way_of
from duecourse.web.serving.settings import WebSettings
from engine.errors import BadInput, NotFound
from engine.ports.accounts import SET_UP, WebSession
from engine.ports.records import Organisation, Person, Viewer

SETTING_UP, CONFIRM = "/account/second-factor", "/confirm"
"""Where somebody sets up a second factor, and is asked again who they are; who must have one has no page but these."""
BROKEN = 400
"""How the reader of forms says that it could not read one."""


class SignInFirst(Exception):
    """Nobody is signed in.

    `place` is where to go afterwards, `ended` that somebody was signed in before, `kept` that what they typed is kept.
    """

    def __init__(self, place: str, *, ended: bool, kept: bool) -> None:
        """Remember where they wanted to go."""
        super().__init__(place)
        self.place, self.ended, self.kept = place, ended, kept


class SetUpFirst(Exception):
    """One of their posts needs a second factor, and they have none yet: that comes before anything else."""


class NotOurForm(Exception):
    """A form came in without the token that only our own pages know; nothing of it is done."""


class Unreadable(Exception):
    """What came in is no form that can be read: too many fields, or broken on its way; nothing of it is done."""


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody who is signed in, at one page, with what they typed there."""

    services: Services
    visit: Visit
    csrf: str
    place: str
    typed: Typed
    address: str = ""

    @property
    def administers(self) -> bool:
        """Say whether they keep the whole trust's people, schools and settings, and look after its mail."""
        return administers(self.person, self.services.clock.now())

    @property
    def keeps(self) -> bool:
        """Say whether they keep anything of the whole trust or of a school: people, schools, settings."""
        return bool(remit(self.person, self.services.clock.now()).places)

    @property
    def person(self) -> Person:
        """Give who it is."""
        return self.visit.person

    @property
    def organisation(self) -> Organisation:
        """Give the trust they belong to."""
        return self.visit.organisation

    @property
    def zone(self) -> ZoneInfo:
        """Give the time zone of the trust."""
        return ZoneInfo(self.organisation.zone)

    @property
    def session(self) -> WebSession:
        """Give the session they are in."""
        return self.visit.session

    @property
    def caller(self) -> Caller:
        """Give who acts; where a form was sent in, with its own token and that of what its page showed."""
        viewer = Viewer(self.organisation.id, self.person.id, self.services.clock.now())
        once, seen = self.typed.get("once"), self.typed.get("seen")
        return Caller(
            viewer=viewer, via=way_of(self.session), once=once, form=self.place, seen=seen, address=self.address
        )

    def one_look(self) -> AbstractContextManager[None]:
        """Read everything inside in one look; it sees nothing of what is written inside."""
        return one_look(self.services)

    def keep(self, place: str, fields: dict[str, str]) -> bool:
        """Keep what was typed at a place until it is sent in; gives whether there was room for it."""
        try:
            sessions.keep_form(self.services, self.person.id, self.organisation.id, place, fields)
        except BadInput:
            return False
        return True

    def kept(self, place: str) -> Typed | None:
        """Give what was typed at a place and not sent in yet."""
        form = sessions.kept_form(self.services, self.person.id, place)
        return typed_again(form.fields) if form else None

    def forget(self, place: str) -> None:
        """Let go of what was kept: it has been sent in."""
        sessions.drop_form(self.services, self.person.id, place)


def csrf_of(token: str) -> str:
    """Derive the token of every form from that of the session, which no other site can read."""
    return sha256(f"form {token}".encode()).hexdigest()


async def signed_in(request: Request) -> AsyncIterator[Visitor]:
    """Find out who is at the page. Raises SignInFirst or NotOurForm; typed words are kept before either."""
    try:
        yield cast(Visitor, await _visitor(request))  # an InOneLook page finds out itself who it is
    finally:
        await request.close()  # files that were handed in are let go of


async def _visitor(request: Request) -> Visitor | _Asking:
    if not request.url.path.isprintable():
        raise NotFound("There is no page of this address.")
    asking = _Asking(request, looking_once(cast(Services, request.app.state.services)))
    if request.method == "POST":
        return await _sending(asking)
    if isinstance(request.scope["endpoint"], InOneLook):
        return asking
    return await run_in_threadpool(asking.visitor)


@dataclass(frozen=True)
class _Asking:
    """Somebody who asks for a page, of whom is still to be found out whether they are signed in."""

    request: Request
    services: Services

    @property
    def place(self) -> str:
        """Give the address that they ask for."""
        return self.request.url.path

    @property
    def token(self) -> str:
        """Give what stands in their cookie."""
        return self.request.cookies.get(settings_of(self.request).cookie, "")

    def visitor(self) -> Visitor:
        """Find out who it is, where they sent nothing in. Raises SignInFirst."""
        visit = sessions.visit(self.services, self.token) if self.token else None
        if visit is None:
            session = sessions.whose(self.services, self.token) if self.token else None
            raise _first(self.request, session, kept=False)
        return self.found(visit, Typed())

    def found(self, visit: Visit, typed: Typed) -> Visitor:
        """Give them as who they are, and let the layout know. Raises OnlyOnePage."""
        csrf, address = csrf_of(self.token), address_of(self.request)
        visitor = Visitor(
            services=self.services, visit=visit, csrf=csrf, place=self.place, typed=typed, address=address
        )
        self.request.state.visitor = visitor
        demand_page(visit.session, self.place)
        if visit.session.stage == SET_UP and self.place not in (SETTING_UP, CONFIRM, *BESIDE):
            raise SetUpFirst
        return visitor


async def _sending(asking: _Asking) -> Visitor:
    """Find out who sends a form in, before any of it is read. Raises SignInFirst or NotOurForm."""
    services, token, place, request = asking.services, asking.token, asking.place, asking.request
    visit = await run_in_threadpool(sessions.visit, services, token) if token else None
    session = visit.session if visit else await run_in_threadpool(sessions.whose, services, token) if token else None
    typed = await read_form(request) if session else await _let_go(request)
    if session is not None:
        demand_page(session, place)  # before anything is kept there
    if visit is None:
        kept = session is not None and await run_in_threadpool(_keep, services, session, place, typed)
        raise _first(request, session, kept=kept)
    if not hmac.compare_digest(typed.get("csrf").encode(), csrf_of(token).encode()):
        # another session of the same person may have begun in another window: the words are theirs
        await run_in_threadpool(_keep, services, visit.session, place, typed)
        raise NotOurForm
    return asking.found(visit, typed)


def _first(request: Request, session: WebSession | None, *, kept: bool) -> SignInFirst | LinkOver:
    """Say what somebody does first who is not signed in, or not any more."""
    if session is not None and session.one_page:
        is_theirs = request.url.path in pages_of(session)
        return LinkOver() if is_theirs else SignInFirst(_after(request), ended=False, kept=False)
    return SignInFirst(_after(request), ended=session is not None, kept=kept)


class InOneLook:
    """A page that is only read: who asks for it is found in the look that it is made from.

    It stands below the route of the page, and names the visitor `visitor`.
    """

    def __init__(self, page: Callable[..., Response]) -> None:
        """Stand in for a page, with its name and what it asks for."""
        update_wrapper(self, page)
        self._page = page

    def __call__(self, visitor: _Asking, **asked: object) -> Response:
        """Make the page. Raises SignInFirst, and whatever the page raises."""
        with one_look(visitor.services):
            return self._page(visitor=visitor.visitor(), **asked)


def known(request: Request) -> None:
    """Let the layout know who is signed in, on pages that need nobody."""
    services = cast(Services, request.app.state.services)
    token = request.cookies.get(settings_of(request).cookie, "")
    visit = sessions.visit(services, token) if token else None
    if visit is not None:
        request.state.visitor = Visitor(
            services=services, visit=visit, csrf=csrf_of(token), place=request.url.path, typed=Typed()
        )


def address_of(request: Request) -> str:
    """Give where in the network somebody asks from; a named proxy said so where one stands between."""
    return request.client.host if request.client else ""


def settings_of(request: Request) -> WebSettings:
    """Give the settings of the site that a request came to."""
    return cast(WebSettings, request.app.state.settings)


async def read_form(request: Request) -> Typed:
    """Read what was sent in. Raises Unreadable."""
    try:
        form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LARGEST_FORM)
    except HTTPException as error:
        if error.status_code != BROKEN:
            raise
        raise Unreadable from error
    except UnicodeError as error:
        # a form may name a way of writing that cannot be undone
        raise Unreadable from error
    return typed_of(form)


async def _let_go(request: Request) -> Typed:
    """Take a form in without reading it: nobody is known whose words they are, and no work is done for strangers."""
    async for _ in request.stream():
        pass
    return Typed()


def _keep(services: Services, session: WebSession, place: str, typed: Typed) -> bool:
    """Keep what was typed for the person whose session it was, under the place the form is read at."""
    kept = replace(typed, files={}).kept()
    if not kept:
        return False
    try:
        sessions.keep_form(services, session.person, session.organisation, place, kept)
    except BadInput:
        # too much to keep: the page that asks to sign in must come all the same, and does not say that it is kept
        return False
    return True


def _after(request: Request) -> str:
    # our forms are sent to the address that they are read at, so what was kept is found there again
    query = f"?{request.url.query}" if request.url.query and request.method != "POST" else ""
    return quote(f"{request.url.path}{query}", safe="/?=&")


SignedIn = Annotated[Visitor, Depends(signed_in)]
