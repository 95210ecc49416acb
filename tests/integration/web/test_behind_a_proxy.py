"""The site behind a proxy that speaks TLS, and what it believes of what is said about a request."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import pytest
from httpx2 import Client
from starlette.testclient import TestClient

from duecourse.casework.accounts.ways_in.attempts import FORGETS
from duecourse.demo import DEMO_PASSWORD
from duecourse.web.serving.settings import WebSettings
from engine.errors import BadInput
from tests.cli import MONDAY
from tests.relay import CERTIFICATE, tls_proxy
from tests.services import move_clock
from tests.serving import duecourse, make_trust
from tests.site import Site, forms_of, make_site

NAME, HOST = "https://duecourse.example", "duecourse.example"
PROXY, STRANGER = "10.0.0.5", "203.0.113.9"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a trust by its command, behind a proxy of its own."""
    folder = make_trust(tmp_path_factory.mktemp("trust") / "data")
    with tls_proxy() as (place, handler):
        words = ("serve", "--listen", "127.0.0.1:0", "--address", place, "--proxy", "127.0.0.1")
        with duecourse(folder, *words) as process:
            handler.target = ("127.0.0.1", process.port)
            yield place


@pytest.fixture
def browser(address: str) -> Iterator[Client]:
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    with Client(base_url=address, verify=context, headers={"Origin": address}) as client:
        yield client


def sign_in(browser: Client, name: str = "oakfield-senior", **headers: str) -> int:
    typed = {"name": name, "password": DEMO_PASSWORD if name == "oakfield-senior" else "wrong"}
    return browser.post("/sign-in", data=typed, headers=headers).status_code


def test_people_sign_in_work_and_sign_out_through_a_tls_proxy(browser: Client) -> None:
    answer = browser.post("/sign-in", data={"name": "oakfield-senior", "password": DEMO_PASSWORD})
    cookie = answer.headers["set-cookie"]
    work = browser.get("/work")
    csrf = work.text.split('name="csrf" value="')[1].split('"')[0]
    out = browser.post("/sign-out", data={"csrf": csrf})

    assert (answer.status_code, answer.headers["location"]) == (303, "/work")
    assert cookie.startswith("__Host-duecourse=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"))
    assert "Domain" not in cookie
    assert work.status_code == 200
    assert "max-age=31536000" in work.headers["strict-transport-security"]
    assert "dc-demo" not in work.text
    assert (out.status_code, browser.get("/work").status_code) == (303, 303)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://evil.example"}, id="another origin"),
        pytest.param({"Host": "evil.example", "Origin": "https://evil.example"}, id="another host with its origin"),
        pytest.param({"Host": "evil.example"}, id="another host"),
        pytest.param({"Origin": "null"}, id="an origin that is hidden"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="a neighbour"),
    ],
)
def test_what_comes_from_elsewhere_is_refused_behind_the_proxy_too(browser: Client, headers: dict[str, str]) -> None:
    assert sign_in(browser, **headers) == 403
    assert browser.get("/work").status_code == 303


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = make_site(tmp_path_factory.mktemp("site"), MONDAY, WebSettings(NAME, (PROXY, "10.1.0.0/24")))
    yield site
    site.services.store.close()


@pytest.fixture
def secure(made: Site) -> Site:
    """Give the site with every wrong password forgotten."""
    move_clock(made.services, made.services.clock.now() + FORGETS)
    return made


def from_place(site: Site, client: str) -> TestClient:
    return TestClient(site.app, base_url=NAME, client=(client, 4000), raise_server_exceptions=False)


def locks_out(site: Site, client: str, said: str, other: str) -> bool:
    """Say whether thirty wrong passwords for one said place shut out another said place."""
    browser = from_place(site, client)
    for number in range(30):
        browser.post("/sign-in", data={"name": f"a{number}", "password": "w"}, headers={"X-Forwarded-For": said})
    last = browser.post("/sign-in", data={"name": "b", "password": "w"}, headers={"X-Forwarded-For": other})
    return last.status_code == 429


@pytest.mark.parametrize(
    ("client", "said", "other", "shut"),
    [
        pytest.param(STRANGER, "192.0.2.1", "192.0.2.2", True, id="of a stranger nothing is believed"),
        pytest.param(PROXY, "192.0.2.1", "192.0.2.2", False, id="a named proxy tells its clients apart"),
        pytest.param("10.1.0.77", "192.0.2.1", "192.0.2.2", False, id="so does one of a named network"),
        pytest.param(PROXY, "1.1.1.1, 192.0.2.1", "2.2.2.2, 192.0.2.1", True, id="only what the proxy added counts"),
        pytest.param(PROXY, "192.0.2.1, 10.1.0.3", "192.0.2.2, 10.1.0.3", False, id="two named proxies in a row"),
        pytest.param(PROXY, "192.0.2.1, unknown", "192.0.2.2, unknown", True, id="what is no address ends the way"),
        pytest.param(PROXY, "192.0.2.1:4711", "192.0.2.1:4712", True, id="a port is no other place"),
    ],
)
def test_a_client_is_who_the_named_proxies_say(secure: Site, client: str, said: str, other: str, shut: bool) -> None:
    assert locks_out(secure, client, said, other) is shut


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        pytest.param(PROXY, {"Host": "127.0.0.1:8000", "X-Forwarded-Host": HOST}, 200, id="the host it was asked for"),
        pytest.param(STRANGER, {"Host": "127.0.0.1:8000", "X-Forwarded-Host": HOST}, 403, id="from a stranger"),
        pytest.param(PROXY, {"X-Forwarded-Host": "evil.example"}, 403, id="another host"),
        pytest.param(PROXY, {"X-Forwarded-Proto": "http"}, 308, id="asked without https"),
        pytest.param(STRANGER, {"X-Forwarded-Proto": "http"}, 200, id="a stranger says so"),
        pytest.param(PROXY, {"X-Forwarded-Proto": "https"}, 200, id="asked by https"),
        pytest.param(PROXY, {"Host": f"{HOST}:443"}, 200, id="the usual port said"),
        pytest.param(PROXY, {"Host": f"{HOST}:8443"}, 403, id="another port"),
        pytest.param(PROXY, {"Host": f"{HOST}.evil.example"}, 403, id="a name that begins alike"),
        pytest.param(PROXY, {"Host": f"x@{HOST}"}, 403, id="a host with a name before it"),
    ],
)
def test_a_page_is_given_under_the_configured_name_only(
    secure: Site, client: str, headers: dict[str, str], status: int
) -> None:
    answer = from_place(secure, client).get("/sign-in?next=/cases", headers=headers, follow_redirects=False)

    assert answer.status_code == status
    if status == 308:
        assert answer.headers["location"] == f"{NAME}/sign-in?next=/cases"


def test_a_form_that_came_without_https_is_not_taken(secure: Site) -> None:
    headers = {"X-Forwarded-Proto": "http", "Origin": NAME}
    answer = from_place(secure, PROXY).post("/sign-in", data={"name": "a", "password": "b"}, headers=headers)

    assert answer.status_code == 403


def test_this_machine_is_found_by_each_of_its_names_with_the_origin_that_belongs_to_it(site: Site) -> None:
    visitor = site.visitor()
    form = {**forms_of(visitor.get("/sign-in"))[0].fields, "name": "oakfield-head", "password": DEMO_PASSWORD}
    here = {"Host": "localhost:8000", "Origin": "http://localhost:8000"}
    mixed = {"Host": "localhost:8000", "Origin": "http://127.0.0.1:8000"}
    other = {"Host": "127.0.0.1:9000", "Origin": "http://127.0.0.1:9000"}
    codes = [
        visitor.client.post("/sign-in", data=form, headers=headers, follow_redirects=False).status_code
        for headers in (mixed, other, here)
    ]

    assert codes == [403, 403, 303]


@pytest.mark.parametrize("proxy", ["*", "proxy.example", "10.0.0.5/8", "0.0.0.0/0", ""])
def test_a_proxy_is_named_by_its_address_or_network(proxy: str) -> None:
    with pytest.raises(BadInput, match=r"proxy|everybody"):
        WebSettings(NAME, (proxy,))


@pytest.mark.parametrize(
    "wrong",
    [
        "duecourse.example",
        "https://",
        "https://a.example:99999",
        "https://a.example:x",
        "ftp://a.example",
        "https://a.example/duecourse",
        "https://me@a.example",
        "https://a.example?x=1",
        "http://[::1",
    ],
)
def test_an_address_that_is_none_is_refused_in_words(wrong: str) -> None:
    with pytest.raises(BadInput, match="address of a site"):
        WebSettings(wrong)
