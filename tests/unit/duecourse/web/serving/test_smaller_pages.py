"""Pages are compressed for those who asked for them themselves, and for nobody who was made to ask."""

from __future__ import annotations

import gzip

import pytest
from httpx2 import Response as Answer
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from duecourse.web.serving.smaller_pages import Compressed, may_compress

LONG = "<p>The same words again and again.</p>" * 100
OWN = {"accept-encoding": "gzip, br", "sec-fetch-site": "same-origin"}


def page(request: Request) -> Response:
    if "file" in request.query_params:
        return PlainTextResponse(LONG)
    return HTMLResponse("<p>Short</p>" if "short" in request.query_params else LONG)


def answer(path: str = "/", **headers: str) -> Answer:
    client = TestClient(Compressed(Starlette(routes=[Route("/", page, methods=["GET"])])))
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, headers={"accept-encoding": "gzip", **given})


def test_a_page_that_a_page_of_ours_asks_for_is_compressed() -> None:
    found = answer(sec_fetch_site="same-origin")

    assert found.headers["content-encoding"] == "gzip"
    assert found.headers["vary"] == "Accept-Encoding, Sec-Fetch-Site"
    assert int(found.headers["content-length"]) == len(gzip.compress(LONG.encode(), 4, mtime=0)) < len(LONG) / 10
    assert found.text == LONG


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""], ids=["another site", "a neighbour", "nobody says"])
def test_a_page_that_others_may_have_had_asked_for_is_sent_as_it_is(site: str) -> None:
    found = answer(**({"sec_fetch_site": site} if site else {}))

    assert "content-encoding" not in found.headers
    assert found.text == LONG


@pytest.mark.parametrize("path", ["/?file", "/?short"])
def test_files_and_short_pages_are_sent_as_they_are(path: str) -> None:
    assert "content-encoding" not in answer(path, sec_fetch_site="none").headers


def test_who_takes_no_gzip_gets_none() -> None:
    assert may_compress(Headers(OWN))
    assert not may_compress(Headers({**OWN, "accept-encoding": "br"}))
