from __future__ import annotations

import asyncio
import gzip
import json
import re
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette

from duecourse.web.assets import Assets

STATIC = files("duecourse.web").joinpath("static")
STYLES = ("duecourse.css", "vendor/govuk-frontend.min.css", "vendor/moj-frontend.min.css")
SCRIPTS = ("duecourse.js", "vendor/govuk-frontend.min.js")
FORBIDDEN = re.compile(r"GDS Transport|crown|crest|logotype|sourceMappingURL|@import|@font-face|url\(|https?://", re.I)
NAMESPACES = re.compile(r"http://www\.w3\.org/[0-9a-z/]+")
FIRST_LOAD = 60_000
ROOM_FOR_THE_PAGE = 15_000


def text_of(name: str) -> str:
    return STATIC.joinpath(name).read_text(encoding="utf-8")


def get(assets: Assets, address: str, **headers: str) -> Response:
    app = Starlette()
    assets.serve(app)

    async def ask() -> Response:
        async with AsyncClient(transport=ASGITransport(app), base_url="http://duecourse.test") as browser:
            return await browser.get(address, headers={name.replace("_", "-"): text for name, text in headers.items()})

    return asyncio.run(ask())


def test_vendored_files_are_the_ones_that_were_checked() -> None:
    found: dict[str, str] = {}
    for package in json.loads(text_of("vendor/VENDOR.json")):
        assert package["licence"] == "MIT"
        found.update(package["files"])
    hashed = {
        file.name: sha256(file.read_bytes()).hexdigest()
        for file in STATIC.joinpath("vendor").iterdir()
        if file.name != "VENDOR.json"
    }

    assert found == hashed


@pytest.mark.parametrize("name", [*STYLES, *SCRIPTS, "icon.svg"])
def test_nothing_comes_from_elsewhere_or_is_not_ours_to_use(name: str) -> None:
    assert FORBIDDEN.findall(NAMESPACES.sub("", text_of(name))) == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_need_nothing_that_our_policy_forbids(name: str) -> None:
    assert re.findall(r"\beval\(|new Function\(|\.style\b|setAttribute\(.style", text_of("duecourse.js")) == []
    assert re.findall(r"\beval\(|new Function\(", text_of(name)) == []


def test_both_licences_come_along() -> None:
    for name in ("LICENSE-govuk.txt", "LICENSE-moj.txt"):
        assert "Permission is hereby granted, free of charge" in text_of(f"vendor/{name}")


def test_the_first_visit_is_light() -> None:
    together = sum(len(gzip.compress(text_of(name).encode(), 9)) for name in (*STYLES, *SCRIPTS))

    assert together + ROOM_FOR_THE_PAGE <= FIRST_LOAD


def test_an_address_carries_the_digest_and_leads_to_the_file() -> None:
    assets = Assets()
    address = assets.asset("duecourse.css")

    assert re.fullmatch(r"/assets/[0-9a-f]{12}/duecourse\.css", address)
    answer = get(assets, address)
    assert answer.text == text_of("duecourse.css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_script_finds_the_one_it_imports() -> None:
    assets = Assets()
    imported = re.search(r'from "\./(.+?)"', text_of("duecourse.js"))

    assert imported is not None
    beside = assets.asset("duecourse.js").replace("duecourse.js", imported[1])
    answer = get(assets, beside)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("identity", None),
        ("", None),
        ("gzip;q=0", None),
        ("gzip;q=0.0, identity", None),
    ],
)
def test_a_file_is_compressed_for_a_browser_that_takes_it_so(accepted: str, encoding: str | None) -> None:
    assets = Assets()
    answer = get(assets, assets.asset("duecourse.css"), accept_encoding=accepted)

    assert answer.headers.get("content-encoding") == encoding
    assert answer.text == text_of("duecourse.css")


def test_a_browser_that_has_the_file_is_not_sent_it_again() -> None:
    assets = Assets()
    first = get(assets, assets.asset("duecourse.js"))
    again = get(assets, assets.asset("duecourse.js"), if_none_match=first.headers["etag"])

    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("name", ["nothing.css", "..%2fassets.py", "vendor"])
def test_what_is_not_there_is_not_found(name: str) -> None:
    assets = Assets()
    beside = assets.asset("duecourse.css").replace("duecourse.css", name)

    assert get(assets, beside).status_code == 404


def test_an_address_of_another_release_is_not_found() -> None:
    assert get(Assets(), "/assets/000000000000/duecourse.css").status_code == 404


def test_a_misspelt_name_is_found_when_the_page_is_made() -> None:
    with pytest.raises(LookupError, match="There is no file"):
        Assets().asset("duecourse.ccs")


def test_a_change_in_one_file_gives_all_of_them_a_new_address(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "one.css").write_text("a{}")
    (tmp_path / "deep" / "two.js").write_text("1")
    (tmp_path / "left-out.bin").write_text("2")
    before = Assets(tmp_path)
    (tmp_path / "deep" / "two.js").write_text("2")
    after = Assets(tmp_path)

    assert before.asset("one.css") != after.asset("one.css")
    assert before.asset("one.css") == before.asset("deep/two.js").replace("deep/two.js", "one.css")
    with pytest.raises(LookupError):
        before.asset("left-out.bin")
