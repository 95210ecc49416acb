"""A date is worked out on a page, without a case: shown with its reasons, and asked again kindly."""

from urllib.parse import urlencode

from tests.site import Site

ASKED = {
    "begins-day": "20",
    "begins-month": "July",
    "begins-year": "2026",
    "begins-time": "10am",
    "amount": "5",
    "unit": "working days",
    "school": "oakfield",
}


def asking(**other: str) -> str:
    return f"/dates?{urlencode({**ASKED, **other})}"


def test_a_date_is_told_with_its_reasons(site: Site) -> None:
    page = site.person("oakfield-teacher").get(asking())

    assert page.status_code == 200
    assert "27 July 2026 at 5:00pm" in page.text
    assert "Not counted: Saturday 25 July 2026 to Sunday 26 July 2026 (weekend)." in page.text
    assert "Counted with calendar" not in page.text


def test_the_first_look_asks_and_blames_nobody(site: Site) -> None:
    page = site.person("oakfield-teacher").get("/dates")

    assert page.status_code == 200
    assert "Error" not in page.text


def test_what_is_missing_or_too_much_is_said_at_its_question(site: Site) -> None:
    person = site.person("oakfield-teacher")
    missing = person.get(asking(amount=""))
    much = person.get(asking(amount="1000000"))

    assert (missing.status_code, much.status_code) == (422, 422)
    assert "Write an answer: How many?" in missing.text
    assert "Write a whole number from 1 to 10,000." in much.text
    assert 'value="July"' in much.text


def test_days_that_nobody_has_loaded_are_not_guessed(site: Site) -> None:
    page = site.person("oakfield-teacher").get(asking(**{"begins-year": "2051"}))

    assert page.status_code == 422
    assert "is not known" in page.text
