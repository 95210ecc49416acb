"""A private link: somebody who does not sign in answers for themselves, on one page, once; and nobody else has it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from duecourse.casework.administration import people
from duecourse.casework.commands import steps, undo
from duecourse.casework.commands.consents.link_requests import send_link
from duecourse.casework.mail.departure import send_mail
from duecourse.casework.queries import case_view
from duecourse.demo import DEMO_PASSWORD
from engine.errors import BadInput, NotPermitted, Refused
from engine.identity import ActionName, CaseReference, InstanceId
from engine.reasons import ReasonCode
from engine.record.values import Part
from tests.fake_relay import SITE, FakeRelay, with_mail
from tests.integration.casework.test_what_letters_state import found, reported
from tests.services import act, caller
from tests.site import Person, Site, forms_of

POLICE, ANSWER, STEP = InstanceId("police/1"), "consent.police_report", ActionName("consent_answer")
TEACHER = "oakfield-teacher@trust.example"


@pytest.fixture
def relay(site: Site) -> FakeRelay:
    site.services, relay = with_mail(site.services)
    site.app.state.services = site.services
    return relay


@pytest.fixture
def asked(site: Site, relay: FakeRelay) -> CaseReference:
    assert relay.taken == []
    reference = reported(site.services)
    found(site.services, reference, material="threatening")
    act(site.services, "senior", reference, "police/1", "assess", police_concern="A post that says where she parks")
    act(site.services, "senior", reference, "police/1", "ask_consent")
    return reference


def step_page(site: Site, reference: CaseReference, action: str = STEP) -> str:
    view = case_view.look(site.services, caller(site.services, "oakfield-teacher"), reference).case
    return f"/cases/{reference}/{view.place(POLICE)}/{action}"


def stands(site: Site, reference: CaseReference) -> str:
    view = case_view.look(site.services, caller(site.services, "oakfield-senior"), reference).case
    return view.tracks[POLICE].consents["police_report"]


def link_form(page: str) -> int:
    """Say which form of the page of a step asks for the link."""
    forms = re.findall(r'<form method="post" action="([^"]+)"', page)
    return [each for each in forms if each != "/sign-out"].index(next(each for each in forms if each.endswith("/link")))


def sent_link(site: Site, relay: FakeRelay, reference: CaseReference) -> str:
    """Ask for a link as the senior manager does, and give the path that stands in the message."""
    senior = site.person("oakfield-senior")
    page = senior.get(step_page(site, reference))
    assert senior.send(page, link_form(page.text)).status_code == 200
    relay.taken.clear()
    send_mail(site.services)
    message = next(each for each in relay.taken if "private link" in each.subject)
    assert message.to == TEACHER
    path = re.search(rf"{SITE}(/private/\S+)", message.text)
    assert path
    return path[1]


def test_somebody_answers_by_a_link_without_signing_in_and_sees_one_page(
    site: Site, relay: FakeRelay, asked: CaseReference
) -> None:
    path = sent_link(site, relay, asked)
    visitor = site.visitor()
    opened = visitor.fill(path)

    assert opened.url.path == step_page(site, asked)
    assert "May the school tell the police?</h1>" in opened.text
    assert "A post that says where she parks" in opened.text
    assert 'href="/work"' not in opened.text
    assert f'href="/cases/{asked}"' not in opened.text
    done = visitor.send(visitor.send(opened, **{ANSWER: "given"}))
    assert "Your answer is recorded</h1>" in done.text
    assert stands(site, asked) == "given"


def test_with_the_answer_the_page_closes_and_nobody_after_them_gives_another(
    site: Site, relay: FakeRelay, asked: CaseReference
) -> None:
    visitor = site.visitor()
    opened = visitor.fill(sent_link(site, relay, asked))
    check = visitor.send(opened, **{ANSWER: "declined"})
    visitor.send(check)

    assert visitor.get(opened.url.path).status_code == 403
    assert visitor.send(opened, **{ANSWER: "given"}).status_code == 403
    assert visitor.send(check).status_code == 403
    assert visitor.get("/work").url.path == "/sign-in"
    assert stands(site, asked) == "declined"


def test_a_newer_link_closes_the_page_that_the_one_before_opened(
    site: Site, relay: FakeRelay, asked: CaseReference
) -> None:
    thief = site.visitor()
    opened = thief.fill(sent_link(site, relay, asked))
    sent_link(site, relay, asked)

    assert thief.send(opened, **{ANSWER: "given"}).status_code == 403
    assert stands(site, asked) == "asked"


def test_an_old_link_and_a_closed_page_keep_nothing_in_the_name_of_their_person(
    site: Site, relay: FakeRelay, asked: CaseReference
) -> None:
    path, cookie = sent_link(site, relay, asked), site.app.state.settings.cookie
    with_link, opened = site.visitor(), site.visitor()
    opened.fill(sent_link(site, relay, asked))
    with_link.client.cookies.set(cookie, path.rsplit("/", 1)[1])
    for visitor in (with_link, opened):
        visitor.client.post("/report", data={"what_happened": "planted"})
    site.wait(minutes=31)
    opened.client.post("/report", data={"what_happened": "planted"})
    opened.client.post(f"{step_page(site, asked)}/link", data={"x": "planted"})

    viewer = caller(site.services, "oakfield-teacher").viewer
    with site.services.store.reading() as reading:
        assert list(reading.kept_forms(viewer.person)) == []
    assert opened.get("/work").url.path == "/sign-in"


def test_what_was_answered_by_a_link_is_taken_back_by_nobody_else(
    site: Site, relay: FakeRelay, asked: CaseReference
) -> None:
    visitor = site.visitor()
    part = {ANSWER: "part", "consent_scope": "Not my car"}
    visitor.send(visitor.send(visitor.fill(sent_link(site, relay, asked)), **part))
    with pytest.raises(Refused) as refused:
        undo.take_back_step(site.services, caller(site.services, "oakfield-senior"), asked, "Recorded by mistake")

    assert [each.code for each in refused.value.reasons] == [ReasonCode.ONLY_THEY]
    assert stands(site, asked) == "given"


def test_below_the_page_nothing_is_opened_and_a_stale_one_tells_of_no_event(
    site: Site, relay: FakeRelay, asked: CaseReference
) -> None:
    visitor = site.visitor()
    opened = visitor.fill(sent_link(site, relay, asked))
    token = forms_of(opened)[0].fields["csrf"]
    below = visitor.client.post(f"{opened.url.path}/link", data={"csrf": token})
    check = visitor.send(opened, **{ANSWER: "given"})
    stale = visitor.send(check, seen="zzz")

    assert (below.status_code, "What was reported" in below.text) == (403, False)
    assert stale.status_code == 409
    assert "This is what happened in the meantime" not in stale.text
    assert "Read it again, and confirm" in stale.text
    assert visitor.get(f"{opened.url.path}/paper").status_code == 403


def test_nobody_whom_the_case_has_come_to_be_about_is_told_of_it_by_a_link(
    site: Site, relay: FakeRelay, asked: CaseReference
) -> None:
    senior = caller(site.services, "oakfield-senior")
    steps.add_person(site.services, senior, asked, "oakfield-teacher", Part.SUBJECT)
    with pytest.raises(Refused) as refused:
        send_link(site.services, senior, asked, POLICE, STEP)

    assert [each.code for each in refused.value.reasons] == [ReasonCode.PART_OF_THE_CASE]
    assert site.person("oakfield-senior").get(f"/cases/{asked}/police/1/{STEP}/paper").status_code == 404
    assert relay.taken == [] or all("private link" not in each.subject for each in relay.taken)


def test_a_changed_address_ends_links_and_one_of_two_people_gets_none(
    site: Site, relay: FakeRelay, asked: CaseReference
) -> None:
    path, senior = sent_link(site, relay, asked), caller(site.services, "oakfield-senior")
    keeper = caller(site.services, "central")
    people.change_person(site.services, keeper, "oakfield-teacher", {"email": "new@trust.example"})
    after = site.visitor().get(path).status_code
    people.change_person(site.services, keeper, "oakfield-teacher", {"email": "OAKFIELD-SENIOR@trust.example"})

    assert after == 404
    with pytest.raises(BadInput, match="kept of somebody else as well"):
        send_link(site.services, senior, asked, POLICE, STEP)


def test_each_try_is_a_message_of_its_own(site: Site, relay: FakeRelay, asked: CaseReference) -> None:
    sent_link(site, relay, asked)
    message = next(each for each in relay.taken if "private link" in each.subject)

    assert re.fullmatch(r"<\S+\.1@trust\.example>", message.id)


@pytest.mark.parametrize(
    "place", ["/work", "/cases", "/search?q=x", "/report", "/letters", "/my-signature", "/cases/{}"]
)
def test_who_came_by_a_link_is_shown_no_other_page(
    site: Site, relay: FakeRelay, asked: CaseReference, place: str
) -> None:
    visitor = site.visitor()
    visitor.fill(sent_link(site, relay, asked))
    page = visitor.get(place.format(asked))

    assert page.status_code == 403
    assert "Your link opens one page</h1>" in page.text
    assert visitor.get(step_page(site, asked, "withdraw")).status_code == 403
    assert visitor.get(f"{step_page(site, asked)}_late").status_code == 403


def test_a_link_opens_once_and_a_look_at_its_address_opens_nothing(
    site: Site, relay: FakeRelay, asked: CaseReference
) -> None:
    path = sent_link(site, relay, asked)
    for _ in range(3):
        assert "Open my page" in site.visitor().get(path).text
    first, second = site.visitor(), site.visitor()
    page = second.get(path)
    first.fill(path)

    late = second.send(page)
    assert (late.status_code, "This link is over</h1>" in late.text) == (404, True)
    assert site.visitor().get(path).status_code == 404
    assert second.get("/work").url.path == "/sign-in"


def test_a_newer_link_ends_the_one_before(site: Site, relay: FakeRelay, asked: CaseReference) -> None:
    before, now = sent_link(site, relay, asked), sent_link(site, relay, asked)

    assert site.visitor().get(before).status_code == 404
    assert site.visitor().get(now).status_code == 200


def test_a_link_ends_after_six_days_and_with_the_post_of_its_person(
    site: Site, relay: FakeRelay, asked: CaseReference
) -> None:
    path = sent_link(site, relay, asked)
    site.wait(days=5, hours=23)
    open_still = site.visitor().get(path).status_code
    site.wait(hours=2)

    assert (open_still, site.visitor().get(path).status_code) == (200, 404)


def test_the_page_of_a_link_closes_after_half_an_hour_and_keeps_what_was_typed(
    site: Site, relay: FakeRelay, asked: CaseReference
) -> None:
    visitor = site.visitor()
    page = visitor.fill(sent_link(site, relay, asked))
    site.wait(minutes=31)
    late = visitor.send(page, **{ANSWER: "part", "consent_scope": "Not my car"})

    assert late.status_code == 403
    assert "what you only typed is kept" in late.text
    again = visitor.fill(sent_link(site, relay, asked))
    assert "Not my car" in again.text


def test_who_asks_for_a_link_never_has_it(site: Site, relay: FakeRelay, asked: CaseReference) -> None:
    token = sent_link(site, relay, asked).rsplit("/", 1)[1]
    senior = site.person("oakfield-senior")
    pages = [senior.get(place).text for place in (step_page(site, asked), f"/cases/{asked}/history", f"/cases/{asked}")]

    assert "A link was sent on" in pages[0]
    assert "A private link was asked for, by which somebody answers for themselves" in pages[1]
    assert not any(token in page for page in pages)
    with site.services.store.reading() as reading:
        assert not any(token in str(each) for each in reading.notices(reading.organisation().id))


def test_a_link_asked_for_that_nobody_needs_any_more_does_not_leave(
    site: Site, relay: FakeRelay, asked: CaseReference
) -> None:
    send_link(site.services, caller(site.services, "oakfield-senior"), asked, POLICE, STEP)
    teacher = site.person("oakfield-teacher")
    teacher.send(teacher.fill(step_page(site, asked), **{ANSWER: "given"}))
    relay.taken.clear()
    send_mail(site.services)

    assert not [each for each in relay.taken if "private link" in each.subject]


@pytest.mark.usefixtures("relay")
def test_a_link_is_refused_where_it_would_lead_nowhere(site: Site, asked: CaseReference) -> None:
    senior, other = (caller(site.services, key) for key in ("oakfield-senior", "oakfield-teacher"))
    codes = []
    for action in (ActionName("assess"), ActionName("withdraw")):
        with pytest.raises(Refused) as refused:
            send_link(site.services, senior, asked, POLICE, action)
        codes.append(refused.value.reasons[0].code)

    assert codes == [ReasonCode.NOT_YOUR_STEP, ReasonCode.NOT_YET]
    with pytest.raises(NotPermitted):
        send_link(site.services, other, asked, POLICE, STEP)
    with pytest.raises(BadInput, match="No mail leaves"):
        send_link(replace(site.services, postroom=None), senior, asked, POLICE, STEP)


@pytest.mark.usefixtures("relay")
def test_without_mail_the_page_offers_paper_alone(site: Site, asked: CaseReference) -> None:
    site.app.state.services = replace(site.services, postroom=None)
    page = site.person("oakfield-senior").get(step_page(site, asked)).text

    assert "No e-mail reaches" in page
    assert "Send a private link" not in page
    assert "Print the form on paper" in page


@pytest.mark.usefixtures("relay")
def test_the_form_on_paper_has_the_letter_as_its_reader_sees_it_and_room_for_a_witness(
    site: Site, asked: CaseReference
) -> None:
    page = site.person("oakfield-senior").get(f"{step_page(site, asked)}/paper").text
    own = site.person("oakfield-teacher").get(step_page(site, asked)).text

    assert "Witness: name, signature and date" in page
    assert _letter(page).replace("on a signed form", "online") == _letter(own)
    assert "on a signed form" in _letter(page)
    assert site.person("oakfield-teacher").get(f"{step_page(site, asked)}/paper").status_code == 404
    assert site.person("oakfield-senior").get(f"{step_page(site, asked, 'assess')}/paper").status_code == 404


def _letter(page: str) -> str:
    start = page.index('<div class="dc-letter"')
    return page[start : page.index("Yours faithfully", start)]


def test_the_page_of_a_link_says_how_long_it_stays_open(site: Site, relay: FakeRelay, asked: CaseReference) -> None:
    visitor: Person = site.visitor()
    page = visitor.fill(sent_link(site, relay, asked)).text

    assert "Your page stays open until" in page
    assert "Close my page" in page
    assert site.visitor().get(sent_link(site, relay, asked)).headers["Referrer-Policy"] == "no-referrer"


def test_who_signs_in_again_before_a_link_is_asked_for_comes_to_the_step(
    site: Site, relay: FakeRelay, asked: CaseReference
) -> None:
    senior, place = site.person("oakfield-senior"), step_page(site, asked)
    page = senior.get(place)
    site.wait(days=2)
    again = senior.send(page, link_form(page.text))
    assert again.url.path == "/sign-in"
    step = senior.send(again, name="oakfield-senior", password=DEMO_PASSWORD)

    assert (step.status_code, step.url.path) == (200, place)
    assert relay.taken == []
