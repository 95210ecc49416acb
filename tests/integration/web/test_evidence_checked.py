"""Files checked for malware: coming in, looked at, given out; and what is said where nobody checks them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from duecourse.casework.commands import evidence
from duecourse.casework.commands.custody import waiting_files
from duecourse.casework.commands.custody.malware_checks import FOUND_LATER, REFUSED, SILENT
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.casework.upkeep.checkup import check_up_now
from duecourse.clock import SetClock
from duecourse.files import EvidenceFiles
from duecourse.handed_in.clamd_scanner import NOT_ASKED_FOR, ClamdPlace, ClamdScanner
from duecourse.web.app import build_app
from engine.errors import BadInput
from engine.identity import CASE, CaseReference
from tests.clamd import MALWARE, Clamd, clamd
from tests.services import caller, report
from tests.site import Site, cheap_passwords, forms_of


@pytest.fixture
def guarded(site: Site, tmp_path: Path) -> Iterator[tuple[Site, Clamd]]:
    """Give the site with a scanner that listens."""
    scanner = ClamdScanner(place=ClamdPlace(path=str(tmp_path / "clamd")), clock=SetClock(site.services.clock.now()))
    tools = replace(site.services.custody, scanner=scanner)
    services = replace(site.services, custody=tools)
    with clamd(tmp_path) as server:
        yield Site(services, build_app(services, cheap_passwords())), server


def keep(site: Site, reference: CaseReference, content: bytes) -> str:
    by = caller(site.services, "oakfield-senior")
    written = evidence.add(site.services, by, reference, NewEvidence(name="a.txt", content=content, on=CASE))
    last = list(written.case.evidence.values())[-1]
    return f"/cases/{reference}/evidence/{written.case.code(last)}"


def on_disk(site: Site) -> int:
    files = site.services.files
    assert isinstance(files, EvidenceFiles)
    return sum(each.is_file() for each in files.folder.rglob("*"))


def test_malware_is_refused_by_every_way_in_and_leaves_nothing_behind(guarded: tuple[Site, Clamd]) -> None:
    site, _ = guarded
    reference, teacher = report(site.services), caller(site.services, "oakfield-teacher")
    with pytest.raises(BadInput, match="Malware was found"):
        keep(site, reference, MALWARE)
    wrong = waiting_files.put_by(site.services, teacher, [("a.txt", MALWARE), ("b.txt", b"harmless")])

    assert wrong == (f"a.txt: {REFUSED}",)
    assert on_disk(site) == 1


def test_of_several_files_one_with_malware_is_named_and_the_others_are_kept(guarded: tuple[Site, Clamd]) -> None:
    site, _ = guarded
    reference, senior = report(site.services), site.person("oakfield-senior")
    page = senior.fill(f"/cases/{reference}/add-evidence", image="no")
    form = forms_of(page)[0].fields
    files = [("file", ("bad.txt", MALWARE)), ("file", ("good.txt", b"harmless"))]
    refused = senior.client.post(page.url.path, data={**form, "on": "removal/1"}, files=files)

    assert f"bad.txt: {REFUSED} The other file was kept." in refused.text
    assert on_disk(site) == 1


def test_what_is_clean_is_shown_with_when_it_was_checked(guarded: tuple[Site, Clamd]) -> None:
    site, server = guarded
    place = keep(site, report(site.services), b"harmless")
    looked = site.person("oakfield-senior").get(f"{place}/look")

    assert re.search(r"Nothing was found \(\d+ \w+ 2026 at [\d:]+am\)", looked.text)
    assert server.asked == ["zINSTREAM"]


def test_what_could_not_be_checked_is_kept_and_neither_shown_nor_given_out_until_it_was(
    guarded: tuple[Site, Clamd],
) -> None:
    site, server = guarded
    server.is_dumb = True
    place, senior = keep(site, report(site.services), b"harmless"), site.person("oakfield-senior")
    looked, given = senior.get(f"{place}/look"), senior.get(place)
    trouble = [each.check for each in check_up_now(site.services)]
    server.is_dumb = False
    scanner = site.services.custody.scanner
    assert isinstance(scanner, ClamdScanner)
    cast("SetClock", scanner.clock).moment += NOT_ASKED_FOR
    later = senior.get(place)

    assert SILENT in looked.text
    assert "harmless" not in looked.text
    assert f'href="{place}"' not in looked.text
    assert (given.status_code, SILENT in given.text) == (422, True)
    assert "scanner" in trouble
    assert (later.status_code, later.content) == (200, b"harmless")


def test_malware_that_is_found_later_stays_as_evidence_and_is_given_to_nobody(
    site: Site, guarded: tuple[Site, Clamd]
) -> None:
    reference = report(site.services)
    place, senior = keep(site, reference, MALWARE), guarded[0].person("oakfield-senior")
    answers = [senior.get(place), senior.get(f"{place}/look")]
    pack = senior.get(f"/cases/{reference}/pack/hearing/zip")

    assert all(FOUND_LATER in each.text for each in answers)
    assert not any(MALWARE in each.content for each in (*answers, pack, senior.get(f"{place}/picture")))
    assert on_disk(site) == 1


def test_where_no_scanner_is_set_up_it_is_said(site: Site) -> None:
    place = keep(site, report(site.services), MALWARE)
    looked = site.person("oakfield-senior").get(f"{place}/look")

    assert "Not checked: no scanner is set up here" in looked.text
    assert "scanner" not in [each.check for each in check_up_now(site.services)]
