"""On the pages a draft is put in other words; nothing typed is lost, and nobody issues words they have not read."""

from __future__ import annotations

import re
from hashlib import sha256
from io import BytesIO

import pytest
from docx import Document
from httpx2 import Response

from duecourse.casework.commands import letters
from duecourse.casework.commands.steps import correct
from engine.identity import CaseReference, InstanceId
from engine.record.codes import letter_code
from tests.letters_given import SENIOR, begun, case_of, drafted
from tests.services import act, caller
from tests.site import Person, Site, forms_of
from tests.unit.letters.nasty import LITERAL

AFFECTED = "oakfield-teacher"


@pytest.fixture
def letter(site: Site) -> str:
    """Give the address of the draft of a request to a host."""
    reference, number = drafted(site.services)
    return f"/cases/{reference}/letters/{letter_code(case_of(site.services, reference).id, number)}"


def text_of(page: str) -> str:
    """Give what stands in the text area of a page."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert found is not None
    return found[1].replace("&#39;", "'").replace("&amp;", "&")


def test_a_draft_is_edited_and_its_page_says_by_whom_and_what(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)
    form = senior.get(f"{letter}/edit")
    saved = senior.send(form, text=text_of(form.text).replace("Dear team", "Dear colleagues"))

    assert f'href="{letter}/edit"' in senior.get(letter).text
    assert saved.url.path == letter
    assert "Dear colleagues" in saved.text
    assert "Edited by hand" in saved.text
    for line in ('<li class="dc-break">Dear team</li>', '<li class="dc-break">Dear colleagues</li>'):
        assert line in saved.text


def test_what_is_wrong_with_a_text_is_told_beside_it_and_every_word_is_kept(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)
    form = senior.get(f"{letter}/edit")
    mine = re.sub(r"\[\[1:.*\]\]", "[[9: my own]]", text_of(form.text).replace("Dear team", "Dear colleagues"))
    wrong = senior.send(form, text=mine)
    again = senior.get(f"{letter}/edit")

    assert wrong.status_code == 422
    assert "Error: " in wrong.text
    for page in (wrong.text, again.text):
        assert "Dear colleagues" in text_of(page)
    assert "Dear team" in senior.get(letter).text


def test_who_saves_on_top_of_a_colleagues_edit_is_told_and_loses_nothing(site: Site, letter: str) -> None:
    senior, head = site.person(SENIOR), site.person("oakfield-head")
    mine, theirs = senior.get(f"{letter}/edit"), head.get(f"{letter}/edit")
    head.send(theirs, text=text_of(theirs.text).replace("Dear team", "Dear host"))
    late = senior.send(mine, text=text_of(mine.text).replace("Dear team", "Dear colleagues"))

    assert late.status_code == 409
    assert "Dear colleagues" in text_of(late.text)
    assert "Dear host" in senior.get(letter).text


def test_nobody_issues_words_that_a_colleague_put_in_after_they_read_it(site: Site, letter: str) -> None:
    senior, head = site.person(SENIOR), site.person("oakfield-head")
    read, form = senior.get(letter), head.get(f"{letter}/edit")
    head.send(form, text=text_of(form.text).replace("Dear team", "Dear host"))
    late = senior.send(read)

    assert late.status_code == 409
    assert "Draft" in senior.get(letter).text


def test_an_edit_is_dropped_by_a_button(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)
    form = senior.get(f"{letter}/edit")
    senior.send(form, text=text_of(form.text).replace("Dear team", "Dear colleagues"))
    edited = senior.get(f"{letter}/edit")
    dropped = senior.send(edited, 1)

    assert "Go back to the draft" in edited.text
    assert "Go back to the draft" not in form.text
    assert dropped.url.path == letter
    assert "Dear team" in dropped.text
    assert senior.get(f"{letter}/edit/back").url.path == f"{letter}/edit"


def test_who_gets_a_letter_is_not_told_how_it_was_worded_before(site: Site) -> None:
    place = site.services
    reference = begun(place)
    act(place, "senior", reference, "support/1", "offer", how_offered="In person")
    number = next(each.number for each in case_of(place, reference).letters.values() if each.template.startswith("L09"))
    address = f"/cases/{reference}/letters/{letter_code(case_of(place, reference).id, number)}"
    senior, affected = site.person(SENIOR), site.person(AFFECTED)
    form = senior.get(f"{address}/edit")
    hidden = affected.get(f"{address}/edit")
    senior.send(form, text=text_of(form.text).replace("\n\n", "\n\nWith all our best.\n\n", 1))
    letters.issue(place, caller(place, SENIOR), reference, number)
    site.wait(minutes=1)
    letters.dispatch(place, caller(place, SENIOR), reference, number, "Handed over")
    theirs, ours = affected.get(address), senior.get(address)

    assert hidden.status_code == 404
    assert "With all our best." in theirs.text
    assert "Edited by hand" not in theirs.text
    assert "Edited by hand" in ours.text
    assert affected.get(f"{address}/edit").status_code != 200


def test_a_withdrawn_letter_is_written_again_on_its_page_and_each_leads_to_the_other(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)
    withdrawn = senior.fill(letter, 1, reason="Slip")
    blank = senior.fill(letter, why_again="")
    written = senior.fill(letter, why_again="It was right after all")
    new = written.url.path

    assert withdrawn.status_code == 200
    assert blank.status_code == 422
    assert new.rsplit("/", 1)[0] == letter.rsplit("/", 1)[0]
    assert new != letter
    assert f'href="{letter}"' in written.text
    assert "Draft" in written.text
    assert f'href="{new}"' in senior.get(letter).text


def moved(site: Site, letter: str) -> str:
    """Edit a letter, then let the case say something else; gives what somebody made of it."""
    senior = site.person(SENIOR)
    form = senior.get(f"{letter}/edit")
    mine = text_of(form.text).replace("Dear team", "Dear colleagues")
    senior.send(form, text=mine)
    reference, facts = CaseReference(letter.split("/")[2]), {"requested_action": "amend"}
    correct(site.services, caller(site.services, SENIOR), reference, InstanceId("removal/1"), facts, "Changed")
    return mine


def test_where_the_case_changed_the_three_stand_side_by_side_and_one_is_taken(site: Site, letter: str) -> None:
    mine = moved(site, letter)
    senior = site.person(SENIOR)
    shown = senior.get(f"{letter}/edit")
    both, case = (senior.get(f"{letter}/edit?begin={begin}") for begin in ("both", "case"))
    unknown = senior.get(f"{letter}/edit?begin=neither")
    saved = senior.send(both)

    for words in ("The draft that was edited", "As it was edited", "What the case says now", "The case changed"):
        assert words in shown.text
    assert text_of(shown.text) == text_of(unknown.text) == mine
    assert "Dear colleagues" in text_of(both.text)
    assert "Dear team" not in text_of(both.text)
    assert "Dear team" in text_of(case.text)
    assert "Dear colleagues" not in text_of(case.text)
    for part in re.findall(r"\[\[.*?\]\]", text_of(case.text)):
        assert part in text_of(both.text)
    assert saved.url.path == letter
    assert "has changed since" not in saved.text
    assert "side by side" not in senior.get(f"{letter}/edit").text.lower()


def test_the_pages_are_drawn_without_scripts_and_nothing_that_was_typed_is_lost(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)
    form = senior.get(f"{letter}/edit")
    fields = {**forms_of(form)[0].fields, "text": text_of(form.text).replace("Dear team", "Dear colleagues")}
    drawn = senior.client.post(f"{letter}/edit/pages", data=fields)
    alone = senior.client.post(f"{letter}/edit/pages", data=fields, headers={"Pages": "only"})
    again = senior.get(f"{letter}/edit")

    assert "data:image/png" not in form.text
    for page in (drawn, alone):
        assert 'src="data:image/png;base64,iVBOR' in page.text
        assert 'alt="Sheet 1 of 2 of the letter' in page.text
    assert "<html" not in alone.text
    assert "Dear colleagues" in text_of(drawn.text)
    assert "Dear colleagues" in text_of(again.text)
    assert "Dear team" in senior.get(letter).text
    assert senior.send(drawn).url.path == letter
    assert "Dear colleagues" in senior.get(letter).text
    assert senior.get(f"{letter}/edit/pages").url.path == f"{letter}/edit"


def test_pages_of_a_text_that_cannot_be_saved_say_so_and_those_of_whatever_is_typed_are_drawn(
    site: Site, letter: str
) -> None:
    senior = site.person(SENIOR)
    form = senior.get(f"{letter}/edit")
    fields, text = forms_of(form)[0].fields, text_of(form.text)
    without = senior.client.post(f"{letter}/edit/pages", data={**fields, "text": text.split("[[1:")[0]})
    nasty = "\n\n".join(said for said in LITERAL.values() if len(said) < 1_000)
    drawn = senior.client.post(f"{letter}/edit/pages", data={**fields, "text": f"{text}\n\n{nasty}"})

    assert "cannot be saved as it is" in without.text
    assert "data:image/png" in without.text
    assert drawn.status_code == 200
    assert "data:image/png" in drawn.text


def test_a_colleagues_edit_is_still_told_after_the_pages_were_shown(site: Site, letter: str) -> None:
    senior, head = site.person(SENIOR), site.person("oakfield-head")
    mine, theirs = senior.get(f"{letter}/edit"), head.get(f"{letter}/edit")
    head.send(theirs, text=text_of(theirs.text).replace("Dear team", "Dear host"))
    shown = senior.client.post(f"{letter}/edit/pages", data=forms_of(mine)[0].fields)
    late = senior.send(shown)

    assert late.status_code == 409
    assert "Dear host" in senior.get(letter).text


def test_who_does_not_work_on_a_letter_is_drawn_no_page_of_it(site: Site, letter: str) -> None:
    form = site.person(SENIOR).get(f"{letter}/edit")
    affected = site.person(AFFECTED)
    own = affected.get("/work").text.split('name="csrf" value="')[1].split('"')[0]
    refused = affected.client.post(f"{letter}/edit/pages", data={**forms_of(form)[0].fields, "csrf": own})

    assert refused.status_code == 404
    assert "data:image" not in refused.text


def sent_in(senior: Person, form: Response, content: bytes, name: str = "letter.docx") -> Response:
    """Bring a file into the editor of a letter."""
    fields = forms_of(form)[0].fields
    address = f"{form.url.path}/word"
    return senior.client.post(address, data=fields, files={"word_file": (name, content)})


def test_a_draft_is_edited_in_word_and_its_text_is_read_before_it_is_saved(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)
    form = senior.get(f"{letter}/edit")
    file = senior.get(f"{letter}/word")
    word = Document(BytesIO(file.content))
    greeting = next(each for each in word.paragraphs if each.text == "Dear team")
    greeting.text = "Dear colleagues"
    target = BytesIO()
    word.save(target)
    brought = sent_in(senior, form, target.getvalue())
    before = senior.get(letter)
    again = senior.get(f"{letter}/edit")
    saved = senior.send(brought)

    assert file.headers["Content-Disposition"].endswith('-draft.docx"')
    assert "not saved yet" in brought.text
    assert "Dear colleagues" in text_of(brought.text)
    assert "Dear colleagues" in text_of(again.text)
    assert "Dear team" in before.text
    assert saved.url.path == letter
    assert "Dear colleagues" in saved.text
    assert senior.get(f"{letter}/edit/word").url.path == f"{letter}/edit"


def test_an_edit_says_by_digests_from_which_word_file_it_came_and_one_that_was_typed_says_none(
    site: Site, letter: str
) -> None:
    senior = site.person(SENIOR)
    content = senior.get(f"{letter}/word").content
    brought = sent_in(senior, senior.get(f"{letter}/edit"), content)
    saved = senior.send(brought, text=text_of(brought.text).replace("Dear team", "Dear host"))
    digest = sha256(content).hexdigest()
    typed = senior.get(f"{letter}/edit")
    again = senior.send(typed, text=text_of(typed.text).replace("Dear host", "Dear colleagues"))
    forged = senior.get(f"{letter}/edit")
    third = senior.send(forged, text=text_of(forged.text).replace("colleagues", "all"), from_word="yes")

    assert f"known by SHA-256: file {digest}, text taken from it" in saved.text
    for page in (again, third):
        assert page.url.path == letter
        assert page.text.count("known by SHA-256") == 1


def test_a_file_that_is_no_word_file_is_refused_and_what_was_typed_is_kept(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)
    form = senior.get(f"{letter}/edit")
    fields = {**forms_of(form)[0].fields, "text": text_of(form.text).replace("Dear team", "Dear colleagues")}
    wrong = senior.client.post(f"{letter}/edit/word", data=fields, files={"word_file": ("a.docx", b"<script>")})
    none = senior.client.post(f"{letter}/edit/word", data=fields)

    for page in (wrong, none):
        assert page.status_code == 422
        assert "Error: " in page.text
        assert "Dear colleagues" in text_of(page.text)
    assert "This is no Word file" in wrong.text
    assert "Choose a Word file" in none.text


def test_a_text_from_word_that_lacks_what_has_to_stay_is_not_saved(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)
    form = senior.get(f"{letter}/edit")
    word = Document(BytesIO(senior.get(f"{letter}/word").content))
    for each in word.paragraphs:
        if each.text.startswith("[[1:"):
            each.text = ""
    target = BytesIO()
    word.save(target)
    refused = senior.send(sent_in(senior, form, target.getvalue()))

    assert refused.status_code == 422
    assert "has to stay" in refused.text


def test_who_does_not_work_on_a_letter_gets_no_word_file_and_an_issued_one_is_its_pdf(site: Site, letter: str) -> None:
    senior = site.person(SENIOR)
    hidden = site.person(AFFECTED).get(f"{letter}/word")
    senior.send(senior.get(letter))

    assert hidden.status_code == 404
    assert senior.get(f"{letter}/word").status_code == 409
