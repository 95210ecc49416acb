"""What stands in `deploy/` is what the product takes: settings, options, paths, ports and names agree."""

from __future__ import annotations

import asyncio
import re
import shlex
import tomllib
from collections.abc import Iterable
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.types import Message, Receive, Scope, Send

from deploy.upgrade import UNITS
from duecourse.cli import build
from duecourse.config import NAMES, read_settings
from duecourse.web.pages.people import calendar_feed, private_link
from duecourse.web.serving.proxies import Forwarded
from duecourse.web.serving.server import LEAVING
from duecourse.web.serving.settings import WebSettings, listen_of
from engine.ports.settings import MOST_MEGABYTES

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
HOW_TO = (ROOT / "docs/how-to/serve-a-trust.md", ROOT / "docs/how-to/upgrade.md")
SHARED: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"][
    "targets"
]["wheel"]["shared-data"]
HERE, ACCOUNT, PROGRAM = "/opt/duecourse/current/", "duecourse", "/opt/duecourse/current/bin/duecourse"


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def lines_of(unit: str) -> list[tuple[str, str]]:
    """Give what a unit sets, in order; a name may stand there twice."""
    found = (line.partition("=") for line in text_of(f"systemd/{unit}").splitlines() if re.match(r"\w+=", line))
    return [(name, value) for name, _, value in found]


def said(unit: str, name: str) -> str:
    (value,) = (value for each, value in lines_of(unit) if each == name)
    return value


def settings_in(text: str) -> dict[str, str]:
    """Give every setting of the example, those behind a # as well."""
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", text, re.MULTILINE))


EXAMPLE = settings_in(text_of("duecourse.env"))
COMPOSE: dict[str, Any] = yaml.safe_load(text_of("container/compose.yaml"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"].startswith("duecourse:")}
IMAGE = text_of("container/Containerfile")
BY_UNITS = sorted(path.name for path in (DEPLOY / "systemd").glob("*.service"))


def demand_known(words: Iterable[str]) -> None:
    """Fail where a command of ours, or one of its options, is not there."""
    rest, command = list(words), build()
    while (commands := getattr(command, "commands", None)) is not None:
        command = commands[rest.pop(0)]
    known = {option for each in command.params for option in each.opts}
    assert {word.partition("=")[0] for word in rest if word.startswith("--")} <= known


def test_every_setting_of_the_example_is_one_that_duecourse_takes() -> None:
    ours = {name.removeprefix("DUECOURSE_") for name in EXAMPLE if name.startswith("DUECOURSE_")}
    used = settings_in("\n".join(f"{name}=" for name in re.findall(r"\$\{(\w+)\}", said(UNITS[1], "ExecStart"))))

    assert ours <= set(NAMES)
    assert set(EXAMPLE) - {f"DUECOURSE_{name}" for name in ours} == set(used)


def test_the_example_as_it_stands_can_be_served_and_names_the_folders_of_the_units() -> None:
    active = dict(re.findall(r"^([A-Z_]+)=(.*)$", text_of("duecourse.env"), re.MULTILINE))
    web = WebSettings(active["SITE_ADDRESS"], (active["SITE_PROXY"],))

    assert str(read_settings(active).data) == f"/var/lib/{said(UNITS[1], 'StateDirectory')}"
    assert (web.secure, listen_of(active["SITE_LISTEN"]).is_loopback) == (True, True)


@pytest.mark.parametrize("unit", BY_UNITS)
def test_every_unit_starts_a_command_that_is_there(unit: str) -> None:
    program, *words = shlex.split(said(unit, "ExecStart"))
    if program == PROGRAM:
        demand_known(words)
    else:
        script = words[0].removeprefix(HERE)
        assert script.replace("share/duecourse/deploy", "deploy") == "deploy/upgrade.py"
        assert words[1:] == ["--account", ACCOUNT, "--backups", "/var/backups/duecourse"]
    page = said(unit, "Documentation").removeprefix(f"file://{HERE}").replace("share/doc/duecourse/docs", "docs")

    assert (ROOT / page).is_file()


def test_the_wheel_brings_pages_and_files_to_where_the_units_look() -> None:
    assert SHARED["deploy"] == "share/duecourse/deploy"
    assert SHARED["docs"] == "share/doc/duecourse/docs"
    assert all((ROOT / source).exists() for source in SHARED)


def test_what_runs_duecourse_runs_as_its_account_and_may_do_no_more() -> None:
    first, *others = [unit for unit in BY_UNITS if said(unit, "ExecStart").startswith(PROGRAM)]
    hardened = lines_of(first)[lines_of(first).index(("NoNewPrivileges", "yes")) :]
    for unit in (first, *others):
        found = lines_of(unit)
        assert (said(unit, "User"), said(unit, "EnvironmentFile")) == (ACCOUNT, "/etc/duecourse/duecourse.env")
        assert [line for line in hardened if line[0] != "WantedBy" and line not in found] == []
    wanted = {"ProtectSystem": "strict", "PrivateTmp": "yes", "ProtectHome": "yes", "CapabilityBoundingSet": ""}

    assert len(others) == 2
    assert wanted.items() <= dict(hardened).items()
    assert re.search(rf"^u {ACCOUNT} ", text_of("systemd/duecourse.sysusers"), re.MULTILINE)
    for folder in ("/var/lib/duecourse", said("duecourse-backup.service", "ReadWritePaths")):
        assert f"d {folder} 0700 {ACCOUNT} {ACCOUNT}\n" in text_of("systemd/duecourse.tmpfiles")


@pytest.mark.parametrize("unit", UNITS)
def test_services_are_stopped_as_they_end_well_and_started_again_unless_a_setting_is_wrong(unit: str) -> None:
    assert (said(unit, "KillSignal"), said(unit, "Restart")) == ("SIGTERM", "on-failure")
    assert int(said(unit, "TimeoutStopSec")) > 2 * LEAVING
    assert said(unit, "RestartPreventExitStatus") == "2"
    assert said(unit, "StartLimitIntervalSec") == "0"


def test_the_command_of_root_has_the_settings_and_the_account_of_the_units() -> None:
    script = text_of("duecourse.sh")

    assert ". /etc/duecourse/duecourse.env" in script
    assert f'exec runuser -u {ACCOUNT} -- {PROGRAM} "$@"' in script


NGINX = text_of("proxy/nginx.conf")


def believed(sent: dict[str, str]) -> Scope:
    """Give a request as it stands before the site, after nginx passed it on."""
    values = {"$http_host": sent["host"], "$scheme": "https", '""': ""}
    values["$proxy_add_x_forwarded_for"] = f"{sent['x-forwarded-for']}, 203.0.113.9"
    headers = {**sent}
    for name, value in re.findall(r"proxy_set_header ([\w-]+) (\S+);", NGINX):
        headers[name.lower()] = values[value]
    raw = [(name.encode(), value.encode()) for name, value in headers.items() if value]
    scope: Scope = {"type": "http", "client": ("127.0.0.1", 50_000), "headers": raw, "scheme": "http"}

    async def seen(scope: Scope, receive: Receive, send: Send) -> None:
        """Take the request."""

    async def nothing(*_: Message) -> Any:
        """Neither give nor take anything."""

    asyncio.run(Forwarded(seen, WebSettings("https://name.example:8443", ("127.0.0.1",)))(scope, nothing, nothing))
    return scope


def test_behind_the_nginx_of_the_example_the_site_knows_who_asked_whatever_they_claim() -> None:
    claims = {"host": "name.example:8443", "x-forwarded-for": "198.51.100.7", "x-forwarded-host": "evil.example"}

    scope = believed(claims)

    hosts = [value for name, value in scope["headers"] if name == b"host"]
    assert (scope["client"][0], scope["scheme"]) == ("203.0.113.9", "https")
    assert hosts == [b"name.example:8443"]
    assert WebSettings("https://name.example:8443").is_here(hosts[0].decode())


def test_proxies_ask_where_the_site_listens_and_let_the_largest_file_through() -> None:
    name = EXAMPLE["SITE_ADDRESS"].removeprefix("https://")

    assert set(re.findall(r"proxy_pass http://(\S+);", NGINX)) == {EXAMPLE["SITE_LISTEN"]}
    assert set(re.findall(r"server_name (\S+);", NGINX)) == {name}
    assert int(re.findall(r"client_max_body_size (\d+)m;", NGINX)[0]) > MOST_MEGABYTES
    for caddy, target in (("proxy", EXAMPLE["SITE_LISTEN"]), ("container", "web:8000")):
        text = text_of(f"{caddy}/Caddyfile")
        assert int(re.findall(r"max_size (\d+)MB", text)[0]) > MOST_MEGABYTES * 1024**2 // 1000**2 - 3
        assert re.findall(r"reverse_proxy (\S+)", text) == [target]
        assert f"\n{name} {{" in text or "\n{$SITE_NAME} {" in text


def test_no_log_of_nginx_holds_a_secret_address_or_what_somebody_looked_for() -> None:
    (pattern,) = re.findall(r"location ~ (\S+) \{\n\s+access_log off;", NGINX)
    (form,) = re.findall(r"log_format duecourse '(.*)';", NGINX)
    secret = (private_link.LINK, *(getattr(each, "path", "") for each in calendar_feed.router.routes))

    assert [path for path in secret if "{token}" in path and not re.match(pattern, path)] == []
    assert len([path for path in secret if "{token}" in path]) > 1
    assert not set(re.findall(r"\$\w+", form)) & {"$request", "$request_uri", "$args", "$query_string", "$http_referer"}
    assert set(re.findall(r"access_log /\S+ (\w+);", NGINX)) == {"duecourse"}


def test_the_services_of_the_containers_run_commands_that_are_there_with_settings_that_are_taken() -> None:
    for service in OURS.values():
        demand_known(service["command"])
        assert {name.removeprefix("DUECOURSE_") for name in service["environment"]} <= set(NAMES)
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert int(service["stop_grace_period"].removesuffix("s")) > 2 * LEAVING
    uid = re.findall(r"--uid (\d+)", IMAGE)[0]

    assert set(OURS) == {"web", "worker"}
    assert (
        {service["user"] for service in OURS.values()}
        == {f"{uid}:{uid}"}
        == set(re.findall(r"^USER (.*)$", IMAGE, re.M))
    )
    assert "restart" in SERVICES["proxy"]


def test_the_containers_find_each_other() -> None:
    words = dict(word.lstrip("-").split("=", 1) for word in OURS["web"]["command"] if "=" in word)
    proxy = SERVICES["proxy"]["networks"]["outside"]["ipv4_address"]
    (subnet,) = (each["subnet"] for each in COMPOSE["networks"]["outside"]["ipam"]["config"])
    listen = listen_of(words["listen"])

    assert words["proxy"] == proxy
    assert ip_address(proxy) in ip_network(subnet)
    assert f"reverse_proxy web:{listen.port}\n" in text_of("container/Caddyfile")
    assert (f"EXPOSE {listen.port}\n" in IMAGE, f"http://127.0.0.1:{listen.port}/health" in IMAGE) == (True, True)
    assert "@database/" in OURS["web"]["environment"]["DUECOURSE_DATABASE"]
    for service in SERVICES.values():
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        named = {volume.partition(":")[0] for volume in service["volumes"] if not volume.startswith(".")}
        assert named <= set(COMPOSE["volumes"])


def test_the_image_keeps_its_data_where_the_volumes_are_and_can_dump_the_database() -> None:
    folders = {volume.rpartition(":")[2] for volume in OURS["web"]["volumes"]}
    client = int(re.findall(r"postgresql-client-(\d+)", IMAGE)[0])

    assert folders == set(yaml.safe_load(re.findall(r"^VOLUME (.*)$", IMAGE, re.M)[0]))
    assert re.findall(r"DUECOURSE_DATA=(\S+)", IMAGE) == ["/data"]
    assert client >= int(SERVICES["database"]["image"].removeprefix("postgres:"))
    assert {name for name in re.findall(r"^COPY (\w\S+) ", IMAGE, re.M) if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize("page", HOW_TO, ids=lambda page: page.stem)
def test_commands_files_and_units_of_the_pages_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    blocks: list[str] = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = "\n".join(blocks).splitlines()
    ours = [line.split("duecourse ", 1)[1] for line in lines if re.match(r"(docker .* )?duecourse ", line)]
    named = re.findall(r"\b((?:systemd|proxy|container)/[\w.]*\w\.\w+|duecourse\.(?:env|sh))\b", text)
    units = set(re.findall(r"\bduecourse-\w+\.(?:service|timer)\b", text))

    for line in ours:
        words = shlex.split(line)
        demand_known(words[2:] if words[0] == "--data" else words)
    assert [name for name in named if not (DEPLOY / name).exists()] == []
    assert units <= {path.name for path in (DEPLOY / "systemd").iterdir()}
    assert len(units) > 2
    assert "--dry-run" in text_of("upgrade.py")
