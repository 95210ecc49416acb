"""What is hidden and what never was: each page of the site gives the same answer for both, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.routing import Route

from duecourse.demo import make_accounts
from duecourse.web.app import build_app
from engine.identity import TrackName
from engine.record.codes import CodeKind
from tests.hidden import NEVER_CASE, Hidden, Pair
from tests.need_to_know import EVERYBODY, Stage, stage_in
from tests.site import Person, Site, cheap_passwords, forms_of

NAMES_A_CASE = {
    "/cases/{reference}": None,
    "/cases/{reference}/procedure": None,
    "/cases/{reference}/procedure/{number}": CodeKind.PROCEDURE,
    "/cases/{reference}/items": None,
    "/cases/{reference}/people": None,
    "/cases/{reference}/letters": None,
    "/cases/{reference}/history": None,
    "/cases/{reference}/notes": None,
    "/cases/{reference}/add-evidence": None,
    "/cases/{reference}/add-evidence/file": None,
    "/cases/{reference}/add-address": None,
    "/cases/{reference}/add-person": None,
    "/cases/{reference}/give-role": None,
    "/cases/{reference}/take-role": None,
    "/cases/{reference}/add-outsider": None,
    "/cases/{reference}/change-outsider": None,
    "/cases/{reference}/share": None,
    "/cases/{reference}/end-share": None,
    "/cases/{reference}/erase": None,
    "/cases/{reference}/erase/check": None,
    "/cases/{reference}/erasures": None,
    "/cases/{reference}/erasures/{number}": CodeKind.EVENT,
    "/erasures/{reference}/{number}": None,
    "/report/done/{reference}": None,
    "/cases/{reference}/letters/{number}": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/pdf": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/issue": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/ask-approval": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/approve": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/send-back": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/goes-with": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/goes-with/out": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/words": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/comment": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/settle": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/dispatch": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/together": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/apart": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/people": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/people/check": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/people/off": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/people/row/{row}": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/people/send": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/people/gone": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/people/pdf/{which}": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/people/{what}": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/form": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/large-print": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/withdraw": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/again": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/edit": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/edit/back": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/edit/pages": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/edit/word": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/word": CodeKind.LETTER,
    "/cases/{reference}/pack/{kind}/{form}": None,
    "/cases/{reference}/letters/{number}/after": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/after/{what}": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/put-right": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/put-right/{what}": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/send": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/send/check": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/stop": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/decide": CodeKind.LETTER,
    "/cases/{reference}/letters/{number}/{what}": CodeKind.LETTER,
    "/cases/{reference}/evidence/{number}": CodeKind.FILE,
    "/cases/{reference}/evidence/{number}/look": CodeKind.FILE,
    "/cases/{reference}/evidence/{number}/picture": CodeKind.FILE,
    "/cases/{reference}/evidence/{number}/attachments/{row}": CodeKind.FILE,
    "/cases/{reference}/alerts/{number}": CodeKind.ALERT,
    "/cases/{reference}/take-back/{number}": CodeKind.EVENT,
    "/cases/{reference}/answers": None,
    "/cases/{reference}/answers/{track}/{number}": CodeKind.PROCEDURE,
    "/cases/{reference}/answers/{track}/{number}/check": CodeKind.PROCEDURE,
    "/cases/{reference}/holds": None,
    "/cases/{reference}/holds/{track}/{number}/{hold}/{change}": CodeKind.PROCEDURE,
    "/cases/{reference}/retention": None,
    "/cases/{reference}/retention/keep": None,
    "/cases/{reference}/retention/propose": None,
    "/cases/{reference}/retention/certificate": None,
    "/cases/{reference}/links": None,
    "/cases/{reference}/links/add": None,
    "/cases/{reference}/links/take-off": None,
    "/cases/{reference}/policy-version": None,
    "/cases/{reference}/registers/{track}/{number}": CodeKind.PROCEDURE,
    "/cases/{reference}/clocks/{track}/{number}/{clock}/{way}": CodeKind.PROCEDURE,
    "/cases/{reference}/{track}/{number}/{action}": CodeKind.PROCEDURE,
    "/cases/{reference}/{track}/{number}/{action}/check": CodeKind.PROCEDURE,
    "/cases/{reference}/{track}/{number}/{action}/link": CodeKind.PROCEDURE,
    "/cases/{reference}/{track}/{number}/{action}/paper": CodeKind.PROCEDURE,
}
"""Each page of a case, and what of the case it names; None names the case alone."""
ASKED_BESIDE = {
    "/cases/{reference}": "?done={event}",
    "/cases/{reference}/notes": "?corrects={event}",
    "/registers": "?done={case}",
    "/hand-over": "?case={case}",
}
"""What an address names behind its question mark."""
NAMES_NOTHING_HIDDEN = {
    "/health",
    "/ready",
    "/sign-in",
    "/sign-out",
    "/signed-out",
    "/still-here",
    "/cookies",
    "/privacy",
    "/privacy-papers",
    "/privacy-papers/assessment",
    "/subject-access",
    "/retention",
    "/retention/change",
    "/closing-hours",
    "/accessibility",
    "/help",
    "/help/first-case",
    "/help/documentation",
    "/help/search",
    "/help/pictures/{name}",
    "/help/{name:path}",
    "/glossary",
    "/",
    "/work",
    "/cases",
    "/account",
    "/account/colours",
    "/account/cover",
    "/account/cover/end",
    "/account/password",
    "/account/sessions",
    "/account/second-factor",
    "/account/second-factor/away",
    "/account/second-factor/codes",
    "/confirm",
    "/sign-in/code",
    "/deadlines",
    "/hand-over",
    "/hand-over/done",
    "/hand-over/of/{person}",
    "/administration/people",
    "/administration/people.csv",
    "/administration/people/add",
    "/administration/people/{person}",
    "/administration/people/{person}/details",
    "/administration/people/{person}/back",
    "/administration/people/{person}/give-post",
    "/administration/people/{person}/end-post",
    "/administration/people/{person}/leave",
    "/administration/people/{person}/move",
    "/letters",
    "/search",
    "/cases.csv",
    "/views",
    "/views/{key}/name",
    "/views/{key}/delete",
    "/erasures",
    "/roles",
    "/roles.csv",
    "/dates",
    "/by-hand",
    "/how-i-am-told",
    "/letter-wording",
    "/letter-wording/{letter}",
    "/letterhead",
    "/letterhead/{place}",
    "/letterhead/{place}/logo",
    "/letterhead/{place}/logo-off",
    "/letterhead/{place}/specimen",
    "/letterhead/{place}/word-letterhead",
    "/letterhead/{place}/word-off",
    "/letterhead/{place}/word-specimen",
    "/letterhead/{place}/{what}",
    "/documents",
    "/documents/end",
    "/documents/{number}",
    "/my-signature",
    "/my-signature/take-back",
    "/calendar-feed",
    "/calendar-feed/end",
    "/feeds/{token}.ics",
    "/private/answered",
    "/private/{token}",
    "/by-hand/{school}/{number:path}",
    "/administration",
    "/administration/what-is-missing",
    "/administration/lists",
    "/administration/lists/check",
    "/administration/lists/done",
    "/administration/lists/empty.xlsx",
    "/administration/lists/trust.xlsx",
    "/administration/directory/{kind}",
    "/administration/directory/{kind}/add",
    "/administration/directory/{kind}/row/{key}",
    "/administration/directory/{kind}/row/{key}/change",
    "/administration/directory/{kind}/row/{key}/end",
    "/administration/calendars",
    "/administration/calendars/{school}",
    "/administration/calendars/{school}/terms",
    "/administration/calendars/{school}/close-day",
    "/administration/calendars/{school}/open-day",
    "/administration/record",
    "/administration/record/anchor",
    "/administration/record/compare",
    "/administration/record/verify",
    "/administration/record/{what}",
    "/administration/changes",
    "/administration/set-aside",
    "/mail/test",
    "/administration/settings",
    "/administration/settings/{name}",
    "/administration/schools",
    "/administration/schools/{school}",
    "/administration/schools/{school}/change",
    "/administration/schools/{school}/end",
    "/administration/schools/{school}/back",
    "/administration/add-school",
    "/administration/sign-ins",
    "/administration/sign-ins/invite",
    "/administration/sign-ins/letters",
    "/administration/sign-ins/{person}",
    "/choose-password",
    "/account/passkeys",
    "/account/passkeys/away",
    "/sign-in/provider",
    "/sign-in/provider/back",
    "/forgotten-password",
    "/forgotten-password/asked",
    "/mail",
    "/security-log",
    "/installation",
    "/mail/message/{message}",
    "/mail/release",
    "/mail/resume",
    "/registers",
    "/registers/entry",
    "/registers/question",
    "/registers/unread",
    "/policies",
    "/policies/{key}",
    "/policies/{key}/tracks/{name}",
    "/policies/{key}/clauses",
    "/policies/{key}/clauses/{number:path}",
    "/policies/{key}/steps",
    "/report",
    "/report/again",
    "/report/check",
    "/report/{slug}",
    "/report/danger/{slug}",
    "/report/keep/{slug}",
    "/report/files/add",
    "/report/files/add/unsure",
}
"""Pages whose address names no case: lists, forms, policies, which everybody may read, and the site itself."""


def ways_in(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Give each address of the site with each way in."""
    for route in app.state.routes:
        assert isinstance(route, Route)
        yield from ((route.path, method) for method in sorted(route.methods or ()))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = stage_in(tmp_path_factory.mktemp("hidden"))
    yield made
    made.services.store.close()


@pytest.fixture(scope="module")
def site(stage: Stage) -> Site:
    return opened(stage)


def opened(stage: Stage) -> Site:
    make_accounts(stage.services, cheap_passwords())
    return Site(stage.services, build_app(stage.services, cheap_passwords()))


def test_for_each_address_of_the_site_it_is_decided_what_it_could_tell(site: Site) -> None:
    decided = {*NAMES_A_CASE, *NAMES_NOTHING_HIDDEN}

    assert {path for path, _ in ways_in(site.app)} == decided
    assert {method for _, method in ways_in(site.app)} == {"GET", "HEAD", "POST"}
    assert {path for path in NAMES_NOTHING_HIDDEN if "{reference}" in path} == set()


OFTEN = ("DPO", "HR", "oakfield-teacher-two", "line manager", "riverside-senior")
"""Who is tried at every change: somebody with a part, the reporter, and two from whom the case is hidden."""
STAFF = tuple(who for who in EVERYBODY if not who.startswith("oakfield-subject") or who.endswith("employee"))


@pytest.mark.parametrize(
    "who", [pytest.param(who, marks=() if who in OFTEN else pytest.mark.thorough) for who in STAFF]
)
def test_every_page_answers_for_what_is_hidden_as_for_what_never_was(stage: Stage, site: Site, who: str) -> None:
    differing, tried = compared(stage, site, who)

    assert differing == []
    assert tried or all(sight.everything for sight in stage.sights(who))


@pytest.mark.thorough
@pytest.mark.parametrize("policy", ["flourish", "lseat", "link", "tasmat"])
def test_so_it_is_under_every_policy(tmp_path: Path, policy: str) -> None:
    stage = stage_in(tmp_path, policy)
    site = opened(stage)
    # what is hidden differs by policy; that HEAD is GET without its text, and that a number is read as a code, does not
    found = {who: compared(stage, site, who, ways=("GET", "POST"), spellings=1) for who in STAFF}
    stage.services.store.close()

    assert {who: differing for who, (differing, _) in found.items() if differing} == {}
    assert sum(tried for _, tried in found.values()) > 1000


def compared(
    stage: Stage, site: Site, who: str, *, ways: tuple[str, ...] = ("GET", "HEAD", "POST"), spellings: int = 3
) -> tuple[list[str], int]:
    """Ask for each hidden thing and its counterpart in each way; gives where the answers differ, and how many asked."""
    hidden = [Hidden(sight) for sight in stage.sights(who)]
    person = site.person(hidden[0].sight.key)
    token = forms_of(person.get("/report/life-in-danger"))[0].fields["csrf"]
    named = [(path, method) for path, method in ways_in(site.app) if method in ways]
    asked = [(method, *each) for path, method in named for of in hidden for each in places(path, of, spellings)]
    differing = []
    # what never was is asked for once: several hidden cases have the same counterpart
    never = cache(partial(as_it_came, person, token=token))
    # one event loop for all that is asked: each request would begin one of its own
    with person.client:
        for method, there, gone, pair in asked:
            answers = as_it_came(person, method, there, token), never(method, gone)
            if (found := [told(answer, pair) for answer in answers])[0] != found[1]:
                differing.append(f"{method} {there}: {found}")
    return differing, len(asked)


def places(path: str, of: Hidden, spellings: int) -> Iterator[tuple[str, str, Pair]]:
    """Give the addresses of one route that name something hidden, each with that of what never was."""
    beside = ASKED_BESIDE.get(path, "")
    if path not in NAMES_A_CASE and not beside:
        return
    kind = NAMES_A_CASE.get(path)
    if not of.sight.visible:
        pair = Pair(of.sight.reference, NEVER_CASE)
        yield filled(path + beside, of, pair.hidden, kind), filled(path + beside, of, pair.never, kind), pair
        return
    named = kind or (CodeKind.EVENT if "{event}" in beside else None)
    for pair in of.pairs[named][:spellings] if named else ():
        case = of.sight.reference
        there, gone = (filled(path + beside, of, case, named, pair, name) for name in (pair.hidden, pair.never))
        yield there, gone, pair


def filled(path: str, of: Hidden, case: str, kind: CodeKind | None, pair: Pair | None = None, name: str = "") -> str:
    """Put names into the address of a route; what is not asked about is something that there is."""
    track = TrackName(pair.track) if pair and pair.track else of.on.track
    definition = of.sight.stage.policy.track(track).definition
    step, clock = next(iter(definition.actions)), next(iter(definition.deadlines))
    number = name or of.real[kind or CodeKind.EVENT]
    beside = {"action": step, "what": "dispatch", "clock": clock, "way": "pause", "kind": "hearing", "form": "zip"}
    beside |= {"row": "1", "which": "all", "hold": next(iter(definition.holds), "police"), "change": "put-on"}
    return path.format(reference=case, case=case, track=track, number=number, event=number, **beside)


def as_it_came(person: Person, method: str, place: str, token: str) -> Response:
    """Ask in one way; a form that is sent holds what most forms ask for."""
    data = {
        "csrf": token,
        "way": "post",
        "proof": "Receipt 3",
        "reason": "Slip",
        "image": "no",
        "seen": "1",
        "address": "https://a.example",
    }
    return person.client.request(method, place, data=data if method == "POST" else None, follow_redirects=False)


def told(answer: Response, pair: Pair) -> tuple[int, tuple[tuple[str, str], ...], str]:
    """Give all of an answer but the name that was asked for, its length, and the token that is new for each form."""
    headers = ((name, pair.told(value)) for name, value in answer.headers.items() if name not in LENGTHS)
    assert (
        "content-length" not in answer.headers
        or answer.request.method == "HEAD"
        or int(answer.headers["content-length"]) == len(answer.content)
    )
    return answer.status_code, tuple(sorted(headers)), pair.told(re.sub(r'name="once" value="[^"]*"', "", answer.text))


LENGTHS = ("date", "content-length")
