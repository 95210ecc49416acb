"""Every command on our pages runs, in order, from an empty folder, and prints what the page shows.

How blocks are marked stands in `tests/documents.py`. A page begins in an empty folder, or on the demo where it
speaks of the demo; what it leaves open, such as a reference, is told here.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from duecourse.bootstrap import directory
from duecourse.clock import SetClock
from duecourse.config import read_settings
from duecourse.demo import make_demo
from tests.cli import ASK_HOST, CommandLine, builder, key_of
from tests.documents import Desk
from tests.letters_to_each import breached

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
HOW_TO = "docs/how-to/"


def demo(desk: Desk, demos: Path) -> CommandLine:
    """Put the demo where commands look for it."""
    shutil.copytree(demos, desk.folder / "duecourse-data")
    return CommandLine(desk.folder / "duecourse-data", clock=desk.clock)


def nothing(_desk: Desk, _demos: Path) -> None:
    """Leave the folder empty."""


def on_a_server(desk: Desk, demos: Path) -> None:
    """Put the demo where a server has its trust, beside a folder for backups, an anchor, and what was erased."""
    places = desk.folder / "srv"
    shutil.copytree(demos, places / "duecourse")
    for name in ("backups", "anchors"):
        (places / name).mkdir()
    line = CommandLine(places / "duecourse", clock=desk.clock)
    line.said("central", "audit", "anchor", str(places / "anchors" / "tuesday.json"))
    line.said("central", "erasure", "list", "--file", str(desk.folder / "erasures.json"))


def with_anchors(desk: Desk, demos: Path) -> None:
    """Put the demo there, and a folder for anchors."""
    demo(desk, demos)
    (desk.folder / "srv" / "anchors").mkdir(parents=True)


def where_the_site_is_known(desk: Desk, demos: Path) -> None:
    """Have said at which address people sign in."""
    demo(desk, demos).done("central", "setting", "set", "web_address", "https://duecourse.demo.example")


def with_a_letter(desk: Desk, demos: Path) -> CommandLine:
    """Have the draft of a letter to a site, which the page calls K7F."""
    line = demo(desk, demos)
    reference = line.report()
    line.begin(reference)
    line.act("senior", reference, "removal", "decide", **ASK_HOST)
    desk.given |= dict.fromkeys(("LUM-2026-0001", "LUM-2026-0042"), reference)
    desk.given["K7F"] = line.letter(reference, "L02")["code"]
    desk.settings["DUECOURSE_AS"] = key_of("senior")
    return line


def with_a_letter_sent(desk: Desk, demos: Path) -> None:
    """Have sent it."""
    line = with_a_letter(desk, demos)
    line.send(desk.given["LUM-2026-0001"], "L02")


def with_something_to_erase(desk: Desk, demos: Path) -> None:
    """Have words in a case that two people see whole; the page calls their event K7F."""
    line = demo(desk, demos)
    places = line.done("senior", "erasure", "show", "LUM-2026-0007")
    code = next(each["code"] for each in places if each["key"] == "removal/1.host_contact")
    desk.given |= {"LUM-2026-0042": "LUM-2026-0007", "K7F:removal/1.host_words": f"{code}:removal/1.host_contact"}


def with_a_letter_to_each(desk: Desk, demos: Path) -> None:
    """Have a breach of data with the draft of a letter to each of a list of people."""
    demo(desk, demos)
    services = builder().services(read_settings({}, data=str(desk.folder / "duecourse-data")), desk.clock)
    reference, number = breached(services)
    services.store.close()
    desk.given |= {"LUM-2026-0042": reference, "K7F 12": f"{number} 1", "K7F 14": f"{number} 2", "K7F": str(number)}


@dataclass(frozen=True, slots=True)
class Start:
    """What there is before a page is begun, what it leaves open, and as whom its reader works."""

    prepare: Callable[[Desk, Path], object] = demo
    given: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    least: int = 1


YOU = {"--as you": "--as central"}
ASKED = {"LUM-2026-0042 --as YOUR-SHORT-NAME": "LUM-2026-0007 --as oakfield-senior"}
INSTALLED = {"/opt/duecourse/current/share/doc/duecourse/docs": str(ROOT / "docs")}
PAGES = {
    "README.md": Start(least=8),
    "docs/tutorial.md": Start(least=30),
    f"{HOW_TO}report-about-somebody.md": Start(least=8),
    f"{HOW_TO}find-cases.md": Start(least=12),
    f"{HOW_TO}read-a-case.md": Start(),
    f"{HOW_TO}correct-or-hold-something.md": Start(),
    f"{HOW_TO}how-you-are-told.md": Start(given=YOU),
    f"{HOW_TO}deadlines-in-your-calendar.md": Start(where_the_site_is_known, {"oakfield-head": "central", **YOU}),
    f"{HOW_TO}watch-over-an-installation.md": Start(given=YOU),
    f"{HOW_TO}watch-over-the-clocks.md": Start(
        given={"REF PROCEDURE CLOCK": "LUM-2026-0001 case acknowledge"},
        by="oakfield-senior",
    ),
    f"{HOW_TO}find-a-changed-record.md": Start(
        with_anchors,
        {
            "LUM-2026-0042 -o record.zip --as YOUR-SHORT-NAME": "LUM-2026-0007 -o record.zip --as oakfield-senior",
            **ASKED,
            "YOUR-SHORT-NAME": "central",
            "a-short-name": "oakfield-head",
        },
    ),
    f"{HOW_TO}back-up-and-get-back.md": Start(on_a_server, {"YOUR-SHORT-NAME": "central"}),
    f"{HOW_TO}edit-a-letter.md": Start(with_a_letter, {"--as you": "--as oakfield-senior"}),
    f"{HOW_TO}after-a-letter-went-out.md": Start(with_a_letter_sent),
    f"{HOW_TO}keep-a-trust.md": Start(least=6),
    f"{HOW_TO}people-who-come-and-go.md": Start(
        given={"history SHORT-NAME": "history oakfield-deputy", "SCHOOL": "oakfield", "YOUR-SHORT-NAME": "central"},
        least=12,
    ),
    f"{HOW_TO}send-a-letter.md": Start(with_a_letter),
    f"{HOW_TO}write-to-a-group.md": Start(with_a_letter_to_each),
    f"{HOW_TO}erase-something.md": Start(
        with_something_to_erase, {"YOUR-SHORT-NAME": "oakfield-senior", "THEIR-SHORT-NAME": "oakfield-head"}
    ),
    f"{HOW_TO}go-live.md": Start(nothing, INSTALLED, least=18),
    f"{HOW_TO}adopt-your-policy.md": Start(nothing, INSTALLED, least=14),
    f"{HOW_TO}set-up-a-trust.md": Start(nothing, least=25),
}
"""Every page with commands that are run, and how it begins. Two have tests of their own, which do more than the page:
change-a-letter.md and change-a-policy.md."""


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    place = builder().services(read_settings({}, data=str(folder)), SetClock(NOW))
    make_demo(place, directory("terms.yaml"))
    place.store.close()
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_ends_as_its_text_says(page: str, demos: Path, tmp_path: Path) -> None:
    start = PAGES[page]
    desk = Desk(tmp_path, SetClock(NOW))
    start.prepare(desk, demos)
    desk.given |= start.given
    if start.by:
        desk.settings["DUECOURSE_AS"] = start.by

    assert desk.do(page) >= start.least
