"""People choose in which colours they see the pages, and have them on every device; without scripts."""

from __future__ import annotations

from tests.site import Person, Site, forms_of

PLACE = "/account/colours"


def classes(person: Person, path: str = "/work") -> list[str]:
    return person.get(path).text.split('<html lang="en-GB" class="')[1].split('"')[0].split()[1:]


def test_colours_are_kept_with_the_person_alone_on_every_page_and_can_be_left_to_the_device_again(site: Site) -> None:
    senior, head = site.person("oakfield-senior"), site.person("oakfield-head")
    before = classes(senior)
    senior.fill(PLACE, scheme="dark", contrast="more")
    form = forms_of(senior.get(PLACE))[0].fields
    elsewhere = site.person("oakfield-senior")

    assert before == []
    assert classes(senior) == classes(elsewhere, "/cookies") == ["dc-scheme-dark", "dc-contrast-more"]
    assert (form["scheme"], form["contrast"]) == ("dark", "more")
    assert classes(head) == []
    assert f'href="{PLACE}"' in senior.get("/account").text
    senior.fill(PLACE, scheme="device", contrast="device")
    assert classes(senior) == []


def test_no_colour_that_there_is_not_is_taken_and_the_same_again_is_no_mistake_and_is_said_to_stand(site: Site) -> None:
    senior = site.person("oakfield-senior")
    done = senior.fill(PLACE, scheme="light", contrast="device")
    wrong = senior.send(senior.get(PLACE), scheme='dark" onload="x', contrast="device")
    again = senior.fill(PLACE, scheme="light", contrast="device")

    assert (done.status_code, wrong.status_code, again.status_code) == (200, 422, 200)
    assert "It stands as you chose it." in done.text
    assert "It stands so already." in again.text
    assert "stands" not in senior.get(PLACE).text
    with site.services.store.reading() as reading:
        lines = [line.access.what for line in reading.accesses(reading.organisation().id)]
    assert lines.count("colours chosen") == 1
    assert classes(senior) == ["dc-scheme-light"]
