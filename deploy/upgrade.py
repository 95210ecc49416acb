"""An upgrade that nobody has to watch: a backup first, and the way back where the new version is not well.

It is started by `duecourse-upgrade.service`, as root, and looks for releases in `incoming/` below the folder of the
installation. It runs in the environment of the version that is in use, so what goes back knows that version's store.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORKER, SITE = "duecourse-worker.service", "duecourse-web.service"
UNITS = (WORKER, SITE)
RELEASE = re.compile(r"duecourse-(\d+)\.(\d+)\.(\d+)")
COPIES = ("duecourse-schema-*.db", "backups/duecourse-schema-*.sql")
"""What a newer Duecourse keeps of a store before it changes its schema, below the data folder."""

NOT_LOOKED_AT = frozenset({"sweep", "reads", "outbox", "mail"})
"""Checks that are about a process at work, while none is; they are looked at again once the site answers."""

TRIES, BETWEEN, PATIENCE = 60, 2.0, 5.0


class Stop(Exception):
    """The upgrade ends here; what is said is for the journal."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What is run and asked outside this process; `account` runs Duecourse, and the present one does where it is ""."""

    account: str = "duecourse"

    def run(self, *words: str | Path) -> tuple[int, str]:
        """Run a program as root. Gives its code, and what it wrote to its output; errors go to the journal."""
        # a list of words from this file and from names of folders that only root writes, and no shell
        done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
        return done.returncode, done.stdout

    def run_as_account(self, *words: str | Path) -> tuple[int, str]:
        """Run a program as the account that owns the data."""
        before = ("runuser", "-u", self.account, "--") if self.account else ()
        return self.run(*before, *words)

    def lamps(self, listen: str) -> Mapping[str, str] | None:
        """Ask the site for the lamps of /ready; None where it does not answer."""
        try:
            with urllib.request.urlopen(f"http://{listen}/ready", timeout=PATIENCE) as answer:
                told = json.load(answer)
        except urllib.error.HTTPError as error:
            told = json.load(error)  # 503 has the same lamps
        except (OSError, ValueError):
            return None
        lamps = told.get("checks")
        return lamps if isinstance(lamps, dict) else None

    def wait(self) -> None:
        """Let some time pass."""
        threading.Event().wait(BETWEEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where everything is: `home` holds releases/, incoming/ and the link `current`."""

    home: Path
    data: Path
    backups: Path
    listen: str

    @property
    def current(self) -> Path:
        """Give the link to the version in use."""
        return self.home / "current"

    @property
    def marker(self) -> Path:
        """Give the file that is there from the backup until the new version is at work."""
        return self.home / "upgrading.json"

    def release(self, version: str) -> Path:
        """Give the environment of a version."""
        return self.home / "releases" / version

    def incoming(self, version: str) -> Path:
        """Give the folder in which a version came."""
        return self.home / "incoming" / f"duecourse-{version}"

    def copies(self) -> set[str]:
        """Name the copies that were kept of the store before its schema was changed."""
        return {str(path.relative_to(self.data)) for each in COPIES for path in self.data.glob(each)}


def version_key(name: str) -> tuple[int, ...]:
    """Give what versions are compared by; nothing for a name that is no release."""
    found = RELEASE.fullmatch(name)
    return tuple(int(number) for number in found.groups()) if found else ()


def newest(places: Places, version: str) -> str:
    """Give the newest release that came and is newer than a version; "" where there is none that was not refused."""
    mine = version_key(f"duecourse-{version}")
    names = (path.name for path in (places.home / "incoming").glob("duecourse-*") if not (path / "REFUSED").exists())
    newer = sorted((name for name in names if version_key(name) > mine), key=version_key)
    return newer[-1].removeprefix("duecourse-") if newer else ""


def faults_in(code: int, text: str) -> frozenset[str] | None:
    """Name the checks of `doctor --json` that found a fault; None where it did not end as it does."""
    try:
        told = json.loads(text)
        named = frozenset(str(each["check"]) for each in told["faults"])
    except (ValueError, KeyError, TypeError):
        return None
    return named - NOT_LOOKED_AT if code in (0, 1) else None


@dataclass(frozen=True, slots=True)
class Upgrade:
    """One upgrade, from the version in use to another."""

    places: Places
    machine: Machine
    old: str
    new: str

    def go(self) -> None:
        """Do all of it. Raises Stop where it was not done, and where it was and needs a look."""
        self._make_environment()
        at_work = [unit for unit in UNITS if self.machine.run("systemctl", "is-active", "--quiet", unit)[0] == 0]
        lamps = self.machine.lamps(self.places.listen)
        self._switch("stop", at_work)
        try:
            self._back_up()
            before = self._faults(self.old)
            if before is None:
                raise Stop(f"doctor of {self.old}, the version in use, does not answer: mend that first.")
        except Stop:
            self._switch("start", at_work)
            raise
        self._mark(at_work, judged=False)
        try:
            self._judge(before)
            self._mark(at_work, judged=True)
            self._point_to(self.new)
            # the worker waits: what it sent would be sent again after a way back
            self._switch("start", [unit for unit in at_work if unit == SITE])
            red = self._red_once_it_answers(at_work, lamps)
            self._switch("start", at_work)
        except Stop as refusal:
            self._switch("stop", at_work)
            self._back()
            self._switch("start", at_work)
            (self.places.incoming(self.new) / "REFUSED").write_text(f"{refusal}\n", encoding="utf-8")
            raise Stop(f"{refusal} Everything is as it was, with {self.old}.") from refusal
        self.places.marker.unlink()
        self._forget_others()
        if red:
            raise Stop(f"{self.new} is in use and people work with it, but /ready is red: {', '.join(sorted(red))}.")

    def finish(self, told: Mapping[str, Any]) -> str:
        """Finish an upgrade that was cut off: back where the new version was not judged yet, else on. Raises Stop."""
        at_work: list[str] = told["units"]
        self._switch("stop", at_work)
        if told["judged"]:
            # it may have been at work since, and what people did with it must stay
            self._point_to(self.new)
            self.places.marker.unlink()
        else:
            self._back()
        self._switch("start", at_work)
        return f"An upgrade to {self.new} had been cut off. {self.new if told['judged'] else self.old} is in use."

    def _back(self) -> None:
        """Put the store back as it was before, where its schema was changed, and use the old version again."""
        kept = sorted(self.places.copies() - set(self._copies_before()))
        self._point_to(self.old)
        if kept:
            copy, here = self.places.data / kept[0], Path(__file__).resolve()
            program = self.places.release(self.old) / "bin/python"
            code, _ = self.machine.run_as_account(program, here, "--put-back", copy)
            if code:
                raise Stop(f"The store could not be put back. Stop both units, and put {copy} back by hand.")
        self.places.marker.unlink()

    def _make_environment(self) -> None:
        """Put the new version into an environment of its own, beside the one in use, from what came with it."""
        target, came = self.places.release(self.new), self.places.incoming(self.new)
        shutil.rmtree(target, ignore_errors=True)
        pip = (target / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        wheels, binary = came / "wheels", ("--only-binary", ":all:")
        where = ("--no-index", "--find-links", wheels) if wheels.is_dir() else ()
        for words in (
            (Path(sys.executable), "-m", "venv", target),
            (*pip, *where, *binary, "--require-hashes", "--requirement", came / "requirements.lock"),
            (*pip, "--no-index", "--no-deps", came / f"duecourse-{self.new}-py3-none-any.whl"),
        ):
            if self.machine.run(*words)[0]:
                shutil.rmtree(target, ignore_errors=True)
                raise Stop(f"{self.new} could not be installed. Nothing was changed; it is tried again next time.")

    def _back_up(self) -> None:
        code, said = self.machine.run_as_account(self._program(self.old), "backup", self.places.backups)
        print(said, end="")
        if code:
            raise Stop("The backup before the upgrade is not sound, so nothing was changed.")

    def _faults(self, version: str) -> frozenset[str] | None:
        return faults_in(*self.machine.run_as_account(self._program(version), "doctor", "--json"))

    def _judge(self, before: frozenset[str]) -> None:
        """Have the new version bring the store to its schema, and look. Raises Stop for a fault that is new."""
        after = self._faults(self.new)
        if after is None:
            raise Stop(f"doctor of {self.new} does not answer.")
        if worse := sorted(after - before):
            raise Stop(f"doctor of {self.new} is not content with: {', '.join(worse)}.")

    def _red_once_it_answers(self, at_work: Sequence[str], before: Mapping[str, str] | None) -> set[str]:
        """Name what stays red at the site and was not red before. Raises Stop where the site never answers.

        A site that answers is one that people report at: from then on nothing goes back by itself.
        """
        if SITE not in at_work:
            return set()
        red: set[str] | None = None
        for _ in range(TRIES):
            lamps = self.machine.lamps(self.places.listen)
            red = red if lamps is None else _red(lamps) - _red(before or {})
            if red is not None and not red:
                return red
            self.machine.wait()
        if red is None:
            raise Stop(f"The site of {self.new} does not answer.")
        return red

    def _switch(self, what: str, units: Sequence[str]) -> None:
        """Stop the worker before the site, and start the site first."""
        for unit in units if what == "stop" else reversed(units):
            self.machine.run("systemctl", what, unit)

    def _mark(self, at_work: Sequence[str], *, judged: bool) -> None:
        """Note how far it is, so that the next run can finish what a power cut broke off."""
        copies = self._copies_before() if judged else sorted(self.places.copies())
        told = {"old": self.old, "new": self.new, "units": list(at_work), "copies": copies, "judged": judged}
        beside = self.places.marker.with_suffix(".new")
        beside.write_text(json.dumps(told), encoding="utf-8")
        os.replace(beside, self.places.marker)

    def _copies_before(self) -> list[str]:
        told: dict[str, list[str]] = json.loads(self.places.marker.read_text(encoding="utf-8"))
        return told["copies"]

    def _point_to(self, version: str) -> None:
        """Change the link in one act, so that there is one at every moment."""
        link = self.places.home / ".current"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("releases") / version)
        os.replace(link, self.places.current)

    def _forget_others(self) -> None:
        """Remove environments of versions before the last one; that one stays, for a way back by hand."""
        for path in (self.places.home / "releases").iterdir():
            if path.name not in (self.old, self.new):
                shutil.rmtree(path, ignore_errors=True)

    def _program(self, version: str) -> Path:
        return self.places.release(version) / "bin/duecourse"


def _red(lamps: Mapping[str, str]) -> set[str]:
    return {name for name, colour in lamps.items() if colour == "red"}


def go_on(places: Places, machine: Machine, *, dry: bool) -> str:
    """Take the newest release that came, or finish one that was cut off. Gives what was done. Raises Stop."""
    version = places.current.resolve().name
    if places.marker.exists():
        told = json.loads(places.marker.read_text(encoding="utf-8"))
        if dry:
            return f"An upgrade to {told['new']} was cut off; the next run finishes it, or goes back to {told['old']}."
        return Upgrade(places, machine, told["old"], told["new"]).finish(told)
    new = newest(places, version)
    if not new:
        return f"{version} is in use, and nothing newer came."
    if dry:
        return f"{version} is in use; {new} came, and would be taken after a backup to {places.backups}."
    Upgrade(places, machine, version, new).go()
    return f"{new} is in use. {version} stays in {places.release(version)}."


def put_back(copy: Path) -> None:
    """Put a copy in the place of the store, by the version that made it; the copy itself stays."""
    from duecourse.bootstrap import restoration
    from duecourse.config import read_settings

    settings = read_settings(os.environ)
    beside = copy.with_name(f"{copy.name}.back")
    os.close(os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    shutil.copyfile(copy, beside)
    try:
        # one after the other, each with a connection of its own: the file behind the first one is gone
        with closing(restoration(settings)) as of_the_newer:
            of_the_newer.take_away()
        with closing(restoration(settings)) as empty:
            empty.put_back(str(beside))
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def alone(home: Path) -> Generator[None]:
    """Be the only upgrade that runs. Raises Stop where another does."""
    with (home / ".upgrade.lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Stop("Another upgrade is running.") from error
        yield


def main(words: Sequence[str] | None = None) -> int:
    """Do one upgrade, or none; ends with 1 where one was wanted and not done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--home", type=Path, default=Path("/opt/duecourse"), help="releases/, incoming/ and current")
    parser.add_argument("--backups", type=Path, default=Path("/var/backups/duecourse"), help="the folder of backups")
    parser.add_argument("--account", default="duecourse", help="who owns the data")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    parser.add_argument("--put-back", type=Path, metavar="COPY", help=argparse.SUPPRESS)
    given = parser.parse_args(words)
    if given.put_back:
        put_back(given.put_back)
        return 0
    data = Path(os.environ.get("DUECOURSE_DATA", "/var/lib/duecourse"))
    listen = os.environ.get("SITE_LISTEN", "127.0.0.1:8000")
    places = Places(home=given.home, data=data, backups=given.backups, listen=listen)
    os.umask(0o022)  # the account has to read the environment that root makes
    try:
        with alone(places.home):
            print(go_on(places, Machine(given.account), dry=given.dry_run))
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
