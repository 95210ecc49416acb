"""The locks are complete: whatever an installed package asks for, extras and markers included, is pinned in them.

They are installed without looking anything up, and `pip check` does not see extras, so nobody else would notice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"
IN_PLACE = "requirements.in"
ASKED_BY_HAND = {RUNTIME: (IN_PLACE,), DEVELOPMENT: (IN_PLACE, "requirements-dev.in")}
Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pin:
    """One version that a lock allows, where it applies, and whether any hash stands with it."""

    name: str
    version: str
    marker: Marker | None
    hashed: bool

    def applies(self, environment: Environment) -> bool:
        return self.marker is None or self.marker.evaluate(dict(environment))


def pins_of(text: str) -> Iterator[Pin]:
    """Read a lock: one requirement a line, its hashes on the lines that it is continued on."""
    for line in text.replace("\\\n", " ").splitlines():
        written, *hashes = line.split(" --hash=")
        if written.strip():
            requirement = Requirement(written)
            exact = str(requirement.specifier).removeprefix("==")
            yield Pin(canonicalize_name(requirement.name), exact, requirement.marker, bool(hashes))


def asked_for(lock: str) -> Iterator[Requirement]:
    """Give what the project itself asks for: its dependencies, and the files beside the lock."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        yield from map(Requirement, tomllib.load(file)["project"]["dependencies"])
    for name in ASKED_BY_HAND[lock]:
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith(("#", "-")):
                yield Requirement(line)


@cache
def needs_of(name: str, pinned: str) -> tuple[Requirement, ...]:
    """Give what a package says that it needs; what is not installed in this version cannot be asked."""
    try:
        installed = version(name)
    except PackageNotFoundError:
        return ()
    return tuple(map(Requirement, requires(name) or ())) if installed == pinned else ()


def faults(pins: Iterator[Pin], roots: Iterator[Requirement], environment: Environment) -> tuple[set[str], set[str]]:
    """Follow every requirement through the pins: gives what is missing or of a wrong version, and what nobody asks."""
    pinned = {pin.name: pin for pin in pins if pin.applies(environment)}
    wrong: set[str] = set()
    seen: set[tuple[str, str]] = set()
    todo = [(each, "the project", "") for each in roots]
    while todo:
        requirement, asker, extra = todo.pop()
        if requirement.marker and not requirement.marker.evaluate({**environment, "extra": extra}):
            continue
        pin = pinned.get(canonicalize_name(requirement.name))
        if pin is None or not requirement.specifier.contains(pin.version, prereleases=True):
            wrong.add(f"{asker} asks for {requirement.name}{requirement.specifier}")
            continue
        for part in ("", *requirement.extras):
            if (pin.name, part) not in seen:
                seen.add((pin.name, part))
                todo += [(need, pin.name, part) for need in needs_of(pin.name, pin.version)]
    return wrong, set(pinned) - {name for name, _ in seen}


def lock_text(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def here() -> Environment:
    return {name: str(value) for name, value in default_environment().items()}


def elsewhere() -> Iterator[Environment]:
    """Give the other machines that Duecourse may be installed on."""
    for python in ("3.11", "3.12", "3.13", "3.14"):
        for system, platform in (("Linux", "linux"), ("Darwin", "darwin"), ("Windows", "win32")):
            family = "nt" if system == "Windows" else "posix"
            machine = {"platform_system": system, "sys_platform": platform, "os_name": family}
            yield {**here(), **machine, "python_version": python, "python_full_version": f"{python}.0"}


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT])
def test_whatever_an_installed_package_asks_for_is_pinned_with_its_extras(lock: str) -> None:
    for environment in (here(), *elsewhere()):
        missing, _ = faults(pins_of(lock_text(lock)), asked_for(lock), environment)

        assert not missing, environment


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT])
def test_nothing_is_pinned_that_nobody_asks_for(lock: str) -> None:
    _, idle = faults(pins_of(lock_text(lock)), asked_for(lock), here())

    assert not idle


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT])
def test_every_pin_has_one_exact_version_and_a_hash(lock: str) -> None:
    loose = [pin.name for pin in pins_of(lock_text(lock)) if not pin.hashed or not pin.version[:1].isdigit()]

    assert not loose


def test_what_is_installed_here_is_what_the_lock_says() -> None:
    pinned = [pin for pin in pins_of(lock_text(DEVELOPMENT)) if pin.applies(here())]

    assert {pin.name: pin.version for pin in pinned} == {pin.name: version(pin.name) for pin in pinned}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("psycopg-binary", "psycopg asks for psycopg-binary", id="only an extra asks for it"),
        pytest.param("librt", "mypy asks for librt", id="only a marker asks for it"),
    ],
)
def test_a_lock_without_it_is_found_out(name: str, says: str) -> None:
    pins = (pin for pin in pins_of(lock_text(DEVELOPMENT)) if pin.name != name)
    missing, _ = faults(pins, asked_for(DEVELOPMENT), here())

    assert any(each.startswith(says) for each in missing), missing
