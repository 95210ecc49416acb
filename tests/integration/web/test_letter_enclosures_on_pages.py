"""On its page something is put with a draft and taken out; who only receives the letter finds no such page."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace

import pytest

from duecourse.casework.commands.custody.malware_checks import FOUND_LATER, SILENT
from duecourse.casework.commands.evidence import NewEvidence, add
from duecourse.casework.commands.letter_checks.enclosed_things import enclosing, why_not_enclosed
from duecourse.casework.commands.letter_checks.enclosure_changes import enclose
from duecourse.casework.commands.letter_mail.departures import demand_scanned
from duecourse.casework.context.look.case_reader import looking
from engine.errors import BadAnswers, BadInput
from engine.identity import CASE
from engine.ports.custody.scanners import Checked, Verdict
from engine.record.codes import letter_code
from tests.handed_in_files import mail
from tests.letters_given import SENIOR, case_of, drafted
from tests.services import caller
from tests.site import Site


@pytest.fixture
def letter(site: Site) -> str:
    """Give the address of the draft of a request to a host, in a case with a file."""
    reference, number = drafted(site.services)
    new = NewEvidence(name="post.txt", content=b"What it said", on=CASE)
    add(site.services, caller(site.services, SENIOR), reference, new)
    return f"/cases/{reference}/letters/{letter_code(case_of(site.services, reference).id, number)}"


def test_something_is_put_with_a_letter_and_taken_out_again(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)
    empty = senior.get(f"{letter}/goes-with")
    blank = senior.send(empty, name="")
    put = senior.send(blank, key="file-1", name="The post as text")
    read = senior.get(letter)
    out = senior.send(senior.get(f"{letter}/goes-with"), 0)

    assert "Nothing goes with this letter yet" in empty.text
    assert blank.status_code == 422
    assert "1. The post as text" in put.text
    assert "names nobody of this case" in put.text
    assert "The post as text" in read.text
    assert "Before it leaves" in read.text
    assert "Nothing goes with this letter yet" in out.text


def test_who_does_not_work_on_a_letter_finds_no_page_of_what_goes_with_it(site: Site, letter: str) -> None:
    assert site.person("oakfield-teacher").get(f"{letter}/goes-with").status_code == 404


@dataclass
class Finding:
    """A scanner that finds the same in everything."""

    verdict: Verdict

    def check(self, content: bytes) -> Checked:
        """Find it."""
        del content
        return Checked(self.verdict)

    def is_there(self) -> bool:
        """Answer."""
        return True


@pytest.mark.parametrize(("verdict", "says"), [(Verdict.MALWARE, FOUND_LATER), (Verdict.SILENT, SILENT)])
def test_what_the_scanner_finds_is_said_and_never_that_the_file_is_gone(
    site: Site, verdict: Verdict, says: str
) -> None:
    reference, number = drafted(site.services)
    by, new = caller(site.services, SENIOR), NewEvidence(name="post.txt", content=b"What it said", on=CASE)
    others = replace(new, name="b.eml", content=mail(("a.txt", b"x"))), replace(new, name="c.txt", content=b"A note")
    add(site.services, by, reference, new, *others)
    enclose(site.services, by, reference, number, "file-1", "The post")
    enclose(site.services, by, reference, number, "file-2", "The e-mail")
    case = case_of(site.services, reference)
    letter = case.letters[str(number)]
    guarded = replace(site.services, custody=replace(site.services.custody, scanner=Finding(verdict)))
    with site.services.store.reading() as reading, looking(site.services, by, reference) as look:
        (reason,) = why_not_enclosed(guarded, reading, case, letter)
        things = enclosing(look, number).things
    with pytest.raises(BadAnswers, match=says[:20]):
        enclose(guarded, by, reference, number, "file-3", "The note")
    with pytest.raises(BadInput, match=says) if verdict is Verdict.SILENT else nullcontext():
        demand_scanned(guarded, letter)

    assert reason.says.endswith(says)
    assert [each.is_read for each in things] == [True, False]
