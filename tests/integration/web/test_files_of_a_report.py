"""Files of a report: behind the gate, several at once, kept until it is sent, and gone where it is not."""

from __future__ import annotations

import pytest
from httpx2 import Response

from duecourse.casework.accounts.sessions import KEEP_FORMS
from duecourse.casework.commands import evidence, steps
from duecourse.casework.commands.custody import file_limits, waiting_files
from duecourse.casework.commands.custody.file_kinds import FileKind, judge
from duecourse.casework.commands.custody.report_files import ReportedFile
from duecourse.casework.commands.evidence import NewEvidence, fetch
from duecourse.casework.queries import case_view
from duecourse.files import EvidenceFiles
from engine.identity import CASE, CaseReference
from engine.record.kinds import EventKind
from tests.cli import CALM
from tests.services import caller, report
from tests.site import Person, Site, check_report, forms_of

PICTURE = b"\x89PNG\r\n\x1a\n" + b"a picture" * 20
VOICE = b"ID3" + b"a voice" * 20
ANSWERS = {**CALM, "who": "unknown", "affects": "me", "addresses": "https://posts.example/1", "reporter": "me"}
ADD = "/report/files/add"


def choose(person: Person, *files: tuple[str, bytes]) -> Response:
    """Go through the gate and choose files."""
    page = person.fill("/report/files", files="clean")
    handed = [("file", each) for each in files]
    return person.client.post(ADD, data=forms_of(page)[-1].fields, files=handed)


def kept(site: Site) -> list[str]:
    person = caller(site.services, "oakfield-teacher").viewer.person
    return [each.name for each in waiting_files.waiting(site.services, person)]


def on_disk(site: Site) -> int:
    files = site.services.files
    assert isinstance(files, EvidenceFiles)
    return sum(each.is_file() for each in files.folder.rglob("*"))


def test_several_files_chosen_at_once_become_evidence_of_the_case_as_they_were(site: Site) -> None:
    teacher, senior = site.person("oakfield-teacher"), caller(site.services, "oakfield-senior")
    check_report(teacher, ANSWERS)
    listed = choose(teacher, ("screen.png", PICTURE), ("voice mail.mp3", VOICE))
    check = teacher.get("/report/check")
    done = teacher.send(check)
    reference = CaseReference(done.url.path.rsplit("/", 1)[1])
    case = case_view.look(site.services, senior, reference).case
    found = [fetch(site.services, senior, reference, number) for number in (1, 2)]

    assert "2 files go" in listed.text
    assert "voice mail.mp3" in check.text
    assert [(row.name, content) for row, content in found] == [("screen.png", PICTURE), ("voice mail.mp3", VOICE)]
    assert [each.media_type for each in case.evidence.values()] == ["image/png", "audio/mpeg"]
    assert not kept(site)
    assert on_disk(site) == 2


def test_no_file_comes_in_before_the_gate_was_answered(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    fields = forms_of(teacher.get("/report/files"))[0].fields
    refused = teacher.client.post(ADD, data=fields, files=[("file", ("screen.png", PICTURE))])

    assert refused.url.path == "/report"
    assert not kept(site)
    assert on_disk(site) == 0


@pytest.mark.parametrize("answer", ["yes", "dont_know"])
def test_as_soon_as_there_may_be_an_image_of_a_child_every_file_is_let_go_and_none_is_asked_for(
    site: Site, answer: str
) -> None:
    teacher = site.person("oakfield-teacher")
    choose(teacher, ("screen.png", PICTURE))
    teacher.fill("/report/illegal-image", illegal_image=answer)
    again = teacher.get(ADD)

    assert not kept(site)
    assert on_disk(site) == 0
    assert again.url.path == "/report"
    assert teacher.get("/report/files").status_code == 404


def test_who_is_not_sure_of_the_files_adds_none_and_keeps_none(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    choose(teacher, ("screen.png", PICTURE))
    told = teacher.fill("/report/files", files="unsure")

    assert told.url.path == f"{ADD}/unsure"
    assert 'type="file"' not in told.text
    assert on_disk(site) == 0


def keep_by_script(person: Person, slug: str, **answers: str) -> None:
    """Keep an answer as the script of the page does, while nobody presses a button."""
    fields = forms_of(person.get(f"/report/{slug}?change=yes"))[0].fields
    kept = person.client.post(f"/report/keep/{slug}", data={**fields, **answers})
    assert kept.status_code == 204


@pytest.mark.parametrize(
    ("slug", "answers"),
    [
        ("files", {"files": "unsure"}),
        ("files", {"files": "no"}),
        ("illegal-image", {"illegal_image": "dont_know"}),
        ("illegal-image", {"illegal_image": "yes"}),
    ],
)
def test_files_no_longer_called_clean_are_let_go_where_the_answer_is_only_kept(
    site: Site, slug: str, answers: dict[str, str]
) -> None:
    teacher = site.person("oakfield-teacher")
    check_report(teacher, ANSWERS)
    choose(teacher, ("screen.png", PICTURE))
    keep_by_script(teacher, slug, **answers)
    check = teacher.get("/report/check")
    left = on_disk(site)
    done = teacher.send(check)
    reference = CaseReference(done.url.path.rsplit("/", 1)[1])
    view = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference)

    assert not view.case.evidence
    assert "screen.png" not in check.text
    assert left == 0
    assert not kept(site)


def test_files_that_still_wait_go_with_no_report_that_does_not_call_them_clean(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    check_report(teacher, ANSWERS)
    choose(teacher, ("screen.png", PICTURE))
    teacher.fill("/report/files", files="unsure")
    put_by_late(site)
    check = teacher.get("/report/check")
    done = teacher.send(check)
    reference = CaseReference(done.url.path.rsplit("/", 1)[1])
    view = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference)

    assert not view.case.evidence
    assert "late.png" not in check.text
    assert on_disk(site) == 0


def put_by_late(site: Site) -> None:
    """Keep a file by a request that was under way when the answer changed."""
    waiting_files.put_by(site.services, caller(site.services, "oakfield-teacher"), [("late.png", PICTURE)])


def test_a_file_that_still_waits_is_no_word_of_a_report_that_does_not_take_it(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    check_report(teacher, {**ANSWERS, "addresses": "", "what_happened": "x"})
    teacher.fill("/report/files", files="unsure")
    put_by_late(site)
    teacher.fill("/report/what-happened", what_happened="")
    asked = teacher.get("/report/check")

    assert asked.status_code == 422
    assert 'name="what_happened"' in asked.text


def test_of_more_files_at_once_than_a_report_takes_the_page_says_how_many_and_keeps_the_others(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    check_report(teacher, ANSWERS)
    page = choose(teacher, *((f"screen {number}.png", PICTURE + bytes([number])) for number in range(1, 14)))

    assert page.status_code == 422
    assert "screen 13.png: At most 12 files" in page.text
    assert kept(site) == [f"screen {number}.png" for number in range(1, 13)]
    assert teacher.get("/report/check").status_code == 200


def test_of_several_files_those_that_cannot_be_kept_are_named_and_the_others_stay(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    page = choose(teacher, ("screen.png", PICTURE), ("a.zip", b"PK\x03\x04\x14\x00"), ("empty.txt", b""))

    assert page.status_code == 422
    assert "a.zip: This kind of file is not kept here" in page.text
    assert "empty.txt: The file is empty" in page.text
    assert kept(site) == ["screen.png"]


def test_a_file_is_taken_out_again_and_a_second_time_the_same_picture_is_one(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    choose(teacher, ("screen.png", PICTURE))
    page = choose(teacher, ("the same.png", PICTURE), ("voice.mp3", VOICE))
    before = kept(site)
    teacher.send(page, 0)

    assert before == ["screen.png", "voice.mp3"]
    assert kept(site) == ["voice.mp3"]
    assert on_disk(site) == 1


def test_files_go_with_a_report_that_is_begun_again_and_after_a_week(site: Site) -> None:
    teacher, head = site.person("oakfield-teacher"), site.person("oakfield-head")
    choose(teacher, ("screen.png", PICTURE))
    choose(head, ("screen.png", PICTURE))
    teacher.send(teacher.get("/report"), 0)
    after_one = on_disk(site)
    site.wait(days=8)
    waiting_files.let_go_of_old(site.services, site.services.clock.now() - KEEP_FORMS)

    assert after_one == 1
    assert on_disk(site) == 0


def test_nobody_lets_go_of_evidence_by_files_that_wait(site: Site) -> None:
    teacher = caller(site.services, "oakfield-teacher")
    waiting_files.put_by(site.services, teacher, [("a.txt", b"words")])
    (waits,) = waiting_files.waiting(site.services, teacher.viewer.person)
    sealed = (b"words\n" + teacher.viewer.person.encode(), site.services.files.fetch(waits.key))
    new = [NewEvidence(name="b.txt", content=each, on=CASE) for each in sealed]
    reference, senior = report(site.services), caller(site.services, "oakfield-senior")
    evidence.add(site.services, senior, reference, *new)
    waiting_files.let_go(site.services, teacher)
    waiting_files.put_by(site.services, teacher, [("a.txt", b"words")])
    waiting_files.let_go(site.services, teacher)

    assert [fetch(site.services, senior, reference, number)[1] for number in (1, 2)] == [*sealed]
    assert on_disk(site) == 2


def test_files_chosen_in_two_windows_at_once_are_all_kept_and_none_stays_behind(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = caller(site.services, "oakfield-teacher")
    meanwhile = [[("b.txt", b"second"), ("a.txt", b"first")]]

    def kind_of(content: bytes) -> FileKind:
        if meanwhile:
            waiting_files.put_by(site.services, teacher, meanwhile.pop())
        return judge(content)

    monkeypatch.setattr(file_limits, "judge", kind_of)
    waiting_files.put_by(site.services, teacher, [("a.txt", b"first"), ("c.txt", b"third")])

    assert kept(site) == ["b.txt", "a.txt", "c.txt"]
    assert on_disk(site) == 3


def test_files_whose_list_cannot_be_kept_leave_nothing_behind(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_files, "_form", _fails)
    with pytest.raises(RuntimeError, match="No room"):
        put_by_late(site)

    assert on_disk(site) == 0


def test_files_that_come_in_while_the_answer_is_changed_go_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    teacher, other = site.person("oakfield-teacher"), site.person("oakfield-teacher")
    page = teacher.fill("/report/files", files="clean")

    def kind_of(content: bytes) -> FileKind:
        other.fill("/report/files", files="unsure")
        return judge(content)

    monkeypatch.setattr(file_limits, "judge", kind_of)
    teacher.client.post(ADD, data=forms_of(page)[-1].fields, files=[("file", ("a.txt", b"first"))])

    assert not kept(site)
    assert on_disk(site) == 0


def test_a_file_chosen_in_another_window_is_read_before_it_is_sent(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    check = check_report(teacher, ANSWERS)
    choose(teacher, ("screen.png", PICTURE))
    refused = teacher.send(check)

    assert refused.status_code == 422
    assert "changed since you read them" in refused.text
    assert "screen.png" in refused.text


def test_the_history_says_that_the_files_came_in_with_the_report(site: Site) -> None:
    teacher = site.person("oakfield-teacher")
    check_report(teacher, ANSWERS)
    choose(teacher, ("screen.png", PICTURE))
    done = teacher.send(teacher.get("/report/check"))
    reference = CaseReference(done.url.path.rsplit("/", 1)[1])
    senior = caller(site.services, "oakfield-senior")
    with site.services.store.reading() as reading:
        case = reading.find_case(senior.viewer, reference)
        kinds = [entry.event.kind for entry in reading.entries(senior.viewer, case.id)]

    assert kinds == [EventKind.OPENED, EventKind.EVIDENCE_ADDED]


def test_where_a_report_cannot_be_recorded_no_byte_of_its_files_is_left(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = steps.NewReport(
        policy="lumen",
        school="oakfield",
        reported_by="oakfield-teacher",
        affected=("oakfield-teacher",),
        answers=CALM,
        files=(ReportedFile("seen.txt", b"Nobody else has these words."),),
    )
    monkeypatch.setattr("duecourse.casework.commands.steps.notices", _fails)
    with pytest.raises(RuntimeError, match="No room"):
        steps.report(site.services, caller(site.services, "oakfield-teacher"), new)

    assert site.services.files.weigh(new.files[0].digest) is None


def _fails(*_: object) -> None:
    raise RuntimeError("No room.")
