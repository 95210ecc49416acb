"""The page on which people choose how they are told."""

from __future__ import annotations

from tests.site import Person, Site, forms_of

PLACE = "/how-i-am-told"
USUAL = "What is no danger reaches you at once, but not from 19:00 until 07:00 and on weekends and bank holidays."


def says(person: Person) -> str:
    return person.get(PLACE).text.split('class="govuk-body-l">')[1].split("</p>")[0]


def test_somebody_who_chose_nothing_is_told_as_the_trust_has_it(site: Site) -> None:
    assert says(site.person("oakfield-senior")) == f"{USUAL} Danger reaches you at once, at any hour."


def test_a_choice_is_kept_for_oneself_alone_and_can_be_left_to_the_trust_again(site: Site) -> None:
    senior, head = site.person("oakfield-senior"), site.person("oakfield-head")
    senior.fill(PLACE, notices_come="once a day", digest_hour="07:30", quiet_days="no")
    chosen, form = says(senior), forms_of(senior.get(PLACE))[0].fields
    senior.fill(PLACE, notices_come="trust", digest_hour="", quiet_days="trust")

    assert chosen.startswith("What is no danger reaches you once a day, at 07:30. Danger")
    assert (form["notices_come"], form["digest_hour"], form["quiet_days"]) == ("once a day", "07:30", "no")
    assert says(head).startswith(USUAL)
    assert says(senior).startswith(USUAL)


def test_what_cannot_be_read_is_said_where_it_stands_and_nothing_is_lost(site: Site) -> None:
    senior = site.person("oakfield-senior")
    page = senior.fill(PLACE, notices_come="once a day", digest_hour="in the morning", quiet_hours="at night")

    assert "write a time of day with hours and minutes, such as 08:00" in page.text
    assert "write from when until when, such as 19:00-07:00, or: never" in page.text
    assert "in the morning" in page.text
    assert says(senior).startswith(USUAL)


def test_a_second_click_changes_nothing_more(site: Site) -> None:
    senior = site.person("oakfield-senior")
    form = senior.get(PLACE)
    pages = [senior.send(form, notices_come="once a day") for _ in range(2)]

    assert [page.status_code for page in pages] == [200, 200]
    assert "once a day" in says(senior)
    assert "It stands as you chose it." in pages[0].text


def test_the_same_choice_again_is_no_mistake_and_is_said_to_stand(site: Site) -> None:
    senior = site.person("oakfield-senior")
    first, again = (senior.fill(PLACE, notices_come="once a day") for _ in range(2))

    assert [page.status_code for page in (first, again)] == [200, 200]
    assert "It stands so already." not in first.text
    assert "It stands so already." in again.text


def test_by_my_account_every_page_leads_there_and_a_choice_is_logged_without_what_it_was(site: Site) -> None:
    senior = site.person("oakfield-senior")
    senior.fill(PLACE, notices_come="once a day")
    with site.services.store.reading() as reading:
        lines = [line.access for line in reading.accesses(reading.organisation().id)]

    assert 'href="/account"' in senior.get("/work").text
    assert f'href="{PLACE}"' in senior.get("/account").text
    assert [line.what for line in lines if line.what == "how told chosen"] == ["how told chosen"]
    assert not [line for line in lines if "once a day" in line.detail]
