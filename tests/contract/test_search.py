"""Words are found in what somebody may read, and nowhere else, on every store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from duecourse.casework.commands import case_roles, evidence, steps
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.search.readable_pieces import readable_together
from duecourse.casework.context.services import Services
from duecourse.casework.search.findings import Findings, search
from duecourse.casework.search.same_pages import same_pages
from duecourse.outbox import run_outbox
from engine.identity import CASE, CaseId, CaseReference, RoleName
from engine.ports.search.found_pieces import FoundPiece
from engine.ports.sights import Page
from engine.record.kinds import EventKind
from engine.search.folded_words import asked_words
from engine.search.pieces import TEXT, PieceKind, place_of_words
from tests.cli import IN_SCOPE
from tests.letters_given import case_of, entries_of, issued
from tests.letters_to_each import DPO, listed
from tests.services import act, caller, report

SENIOR, TEACHER, CHECKER = "oakfield-senior", "oakfield-teacher", "oakfield-deputy"


def found(place: Services, words: str, who: str = SENIOR, page: Page | None = None) -> Findings:
    return search(place, caller(place, who), words, page or Page(limit=25))


def references(place: Services, words: str, who: str = SENIOR) -> Sequence[CaseReference]:
    return [line.reference for line in found(place, words, who).lines]


SPELLINGS = (
    "walrus",
    "WALRUS",
    "walr",
    "obrien",
    "O'Brien",
    "O\u2019Brien",
    "brien",
    "zoe",
    "Zoë",
    "cafe",
    "walrus obrien",
    "posts.example",
    "https://www.posts.example/u/FreddyTheHead99/p/991?x=7",
    "posts.example/u/freddythehead99",
    "freddy",
    "head 991",
)
NOTHING = ("", " ", "'", "alrus", "walrus penguin", "%", "*", '"', "wal*us", "NEAR(walrus", "'|'")


def test_words_of_a_report_are_found_however_they_are_spelled(place: Services) -> None:
    reference = report(
        place,
        "https://www.posts.example/u/FreddyTheHead99/p/991?x=7",
        what_happened="A walrus said at the café that Mr O\u2019Brien and Zoë are late.",
    )
    report(place, what_happened="Nothing of the kind.")

    assert {words: references(place, words) for words in SPELLINGS} == {words: [reference] for words in SPELLINGS}
    assert {words: references(place, words) for words in NOTHING} == {words: [] for words in NOTHING}


def test_a_reference_is_found_whole_and_in_other_spellings(place: Services) -> None:
    first, second = report(place), report(place)

    for spelled in (first, first.lower(), first.replace("-", " ")):
        assert references(place, spelled) == [first]
    assert references(place, first.rpartition("-")[0]) == [second, first]


def test_each_kind_of_piece_is_found_and_says_what_it_is(place: Services) -> None:
    reference, _ = issued(place)
    by = caller(place, SENIOR)
    evidence.add(place, by, reference, NewEvidence(name="narwhal.txt", content=b"What it said.", on=CASE))
    steps.add_person(place, by, reference, "oakfield-deputy", "witness")
    with place.store.reading() as reading:
        known = {f"{person.key}": person.name for person in reading.people(reading.organisation().id)}
    run_outbox(place)

    def what(words: str) -> list[str]:
        return [hit.what for line in found(place, words).lines for hit in line.hits]

    assert "Evidence" in what("narwhal")
    assert what(known["oakfield-deputy"])[0] == "Somebody in this case"
    assert "Web address" in what("a.example")
    assert any(each.startswith("Letter: ") for each in what("Yours faithfully") + what("remove"))
    assert what(reference) == ["Reference"]


def test_a_name_is_found_as_it_is_now_and_as_it_was(place: Services) -> None:
    reference = report(place)
    with place.store.writing() as writing:
        person = next(each for each in writing.people(writing.organisation().id) if each.key == TEACHER)
        writing.save_person(replace(person, name="Ottoline Xylander", former_names=(person.name,)))

    assert references(place, "xylander") == [reference]
    assert references(place, person.name) == [reference]
    marks = {}
    for words in ("xylander", person.name):
        (hit,) = (each for each in found(place, words).lines[0].hits if each.what == "Somebody in this case")
        marks[words] = [(part.text, part.marked) for part in hit.parts]
    assert marks["xylander"] == [("Ottoline ", False), ("Xylander", True)]
    assert marks[person.name] == [("Ottoline Xylander", False)]


def test_the_words_that_were_looked_for_are_marked_in_a_snippet(place: Services) -> None:
    report(place, what_happened="Before. " * 40 + "Then Mr O\u2019Brien and a walrus came. " + "After. " * 40)
    (line,) = found(place, "obrien walrus").lines
    (hit,) = line.hits

    assert [part.text for part in hit.parts if part.marked] == ["O\u2019Brien", "walrus"]
    assert hit.text.startswith("… ")
    assert hit.text.endswith(" …")


def test_those_who_see_nothing_of_a_case_find_nothing_of_it(place: Services) -> None:
    reference = report(place, "https://posts.example/1", what_happened="A walrus said so.")

    for words in ("walrus", "posts.example", reference, "oakfield"):
        assert references(place, words, "riverside-senior") == []
        assert references(place, words, "it") == []


def test_one_who_reported_finds_the_report_and_nothing_that_was_written_later(place: Services) -> None:
    reference = report(place, what_happened="A walrus said so.")
    act(place, "senior", reference, "case/1", "acknowledge")
    act(place, "senior", reference, "case/1", "triage", **{**IN_SCOPE, "scope_reason": "A penguin is not our affair."})

    assert references(place, "walrus", TEACHER) == [reference]
    assert references(place, "penguin", SENIOR) == [reference]
    assert references(place, "penguin", TEACHER) == []
    assert references(place, "walrus penguin", TEACHER) == []


def test_why_a_role_was_taken_away_is_found_by_nobody_who_may_not_know_of_the_role(place: Services) -> None:
    reference = report(place, "https://a.example/1", what_happened="A walrus said so.", child_at_risk="yes")
    by, hr = caller(place, SENIOR), RoleName("HR")
    steps.assign(place, by, reference, hr, "hr")
    case_roles.take_away(place, by, reference, hr, "hr", "A narwhal is accused.")

    assert references(place, "narwhal", SENIOR) == [reference]
    for who in (CHECKER, "oakfield-dsl"):
        assert references(place, "walrus", who) == [reference]
        assert references(place, "narwhal", who) == []
        assert references(place, "walrus narwhal", who) == []
        assert not any("narwhal" in hit.text for line in found(place, "walrus accused", who).lines for hit in line.hits)


def test_a_text_that_the_index_gives_is_not_shown_where_the_history_hides_it(place: Services) -> None:
    reference = report(place, child_at_risk="yes")
    by, hr = caller(place, SENIOR), RoleName("HR")
    steps.assign(place, by, reference, hr, "hr")
    case_roles.take_away(place, by, reference, hr, "hr", "A narwhal is accused.")
    case = case_of(place, reference)
    taken = next(each.event for each in entries_of(place, reference) if each.event.kind is EventKind.ROLE_TAKEN)
    place_of = place_of_words(taken.sequence, "reason")
    given = FoundPiece(case=case.id, kind=PieceKind.WORDS, place=place_of, on=CASE, at=taken.at)
    with place.store.reading() as reading:
        shown = {
            who: [
                each.text
                for one in readable_together(place, caller(place, who), reading, [given])
                for each in one.pieces
            ]
            for who in (SENIOR, CHECKER, "oakfield-dsl")
        }

    assert shown == {SENIOR: ["A narwhal is accused."], CHECKER: [], "oakfield-dsl": []}


def test_a_case_with_many_texts_keeps_no_text_of_an_older_case_back(place: Services) -> None:
    older = report(place, what_happened="A walrus said so.")
    newer = report(place, *(f"https://walrus.example/{number}" for number in range(5)))
    viewer, asked = caller(place, SENIOR).viewer, asked_words("walrus")
    with place.store.reading() as reading:
        cases = {each.case: each.reference for each in reading.found_cases(viewer, asked, Page(limit=25))}
        pieces = reading.found_pieces(viewer, asked, list(cases), 3)

    counts = Counter(cases[each.case] for each in pieces)
    assert counts == {older: 1, newer: 3}
    assert [each.at for each in pieces] == sorted((each.at for each in pieces), reverse=True)


def test_somebody_on_the_list_of_a_letter_is_found_and_shown(place: Services) -> None:
    reference, _ = listed(place)
    (line,) = found(place, "placeholder", DPO).lines

    assert line.reference == reference
    assert [(hit.what, hit.parts[1].text) for hit in line.hits] == [("Somebody on the list of a letter", "Placeholder")]


def test_what_was_found_stands_on_pages_the_newest_first(place: Services) -> None:
    expected = [report(place, what_happened=f"Walrus number {number}.") for number in range(7)][::-1]
    first = found(place, "walrus", page=Page(limit=3))
    second = found(place, "walrus", page=Page(limit=3, after=first.later))
    third = found(place, "walrus", page=Page(limit=3, after=second.later))
    back = found(place, "walrus", page=Page(limit=3, after=third.earlier, back=True))

    assert [line.reference for part in (first, second, third) for line in part.lines] == expected
    assert (first.earlier, third.later) == ((), ())
    assert [line.reference for line in back.lines] == expected[3:6]


def test_the_same_page_is_found_in_other_cases_by_whole_words_and_by_nobody_who_does_not_see_it(
    place: Services,
) -> None:
    here = report(place, "https://www.posts.example/p/991?utm_source=mail")
    others = [report(place, "http://posts.example/p/991#top") for _ in range(2)]
    report(place, "https://posts.example/p/9912")
    report(place, "https://posts.example/p/7")

    for who, told in (("oakfield-senior", set(others)), ("oakfield-teacher", set())):
        by = caller(place, who)
        with looking(place, by, here) as reader:
            found = same_pages(place, by, reader.view)
        assert {each.reference for each in found} == told
        assert len(found) == len(told)


def test_several_cases_are_read_together_without_those_that_the_viewer_may_not_see(place: Services) -> None:
    both = [report(place, "https://a.example/1"), report(place, "https://b.example/2")]
    with place.store.reading() as reading:
        senior = caller(place, "oakfield-senior").viewer
        ids = [reading.find_case(senior, each).id for each in both]
        stranger = caller(place, "hilltop-senior").viewer

        loaded, words = reading.cases_by_id(senior, [*ids, CaseId("nobody")]), reading.words_of(senior, ids)
        assert loaded == {each: reading.case_by_id(senior, each) for each in ids}
        assert words == {each: reading.words(senior, each) for each in ids}
        assert (reading.cases_by_id(stranger, ids), reading.words_of(stranger, ids)) == ({}, {})
        assert (reading.cases_by_id(senior, []), reading.words_of(senior, [])) == ({}, {})
        assert reading.entries_of(senior, ids) == {each: reading.entries(senior, each) for each in ids}
        assert (reading.entries_of(stranger, ids), reading.entries_of(senior, [])) == ({}, {})


def test_what_issued_letters_say_is_read_together_and_nothing_of_a_case_that_the_viewer_may_not_see(
    place: Services,
) -> None:
    reference, number = issued(place)
    other, _ = issued(place)
    senior, stranger = (caller(place, who).viewer for who in (SENIOR, "hilltop-senior"))
    asked = [(case_of(place, each).id, number) for each in (reference, other)]
    with place.store.reading() as reading:
        found = reading.issued_texts(senior, [*asked, (asked[0][0], 99)])
        texts = {each: sealed.renditions[TEXT].decode() for each in asked if (sealed := reading.sealed(senior, *each))}

        assert {each: one.text for each, one in found.items()} == texts
        assert list(texts) == asked
        assert (reading.issued_texts(stranger, asked), reading.issued_texts(senior, [])) == ({}, {})
