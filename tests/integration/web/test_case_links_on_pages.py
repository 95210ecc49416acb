"""Cases are linked and the link taken off on pages, and by commands; who sees one of them alone is told nothing."""

from __future__ import annotations

from tests.services import report
from tests.site import Site


def test_two_cases_are_linked_shown_on_both_stories_and_the_link_is_taken_off(site: Site) -> None:
    one, other = report(site.services, "https://a.example/31"), report(site.services, "https://a.example/32")
    senior = site.person("oakfield-senior")
    wrong = senior.fill(f"/cases/{one}/links/add", other="LUM-2026-9999", reason="Both are about one account")
    assert wrong.status_code == 422
    assert "or none that you may see" in wrong.text
    assert "Both are about one account" in wrong.text
    shown = senior.fill(f"/cases/{one}/links/add", other=str(other).lower(), reason="Both are about one account")

    assert shown.url.path == f"/cases/{one}/links"
    assert "Both are about one account" in shown.text
    for here, there in ((one, other), (other, one)):
        assert f'href="/cases/{there}"' in senior.get(f"/cases/{here}").text
        assert str(other) not in site.person("oakfield-teacher").get(f"/cases/{one}").text
    gone = senior.fill(f"/cases/{other}/links/take-off", other=str(one), reason="A mix-up")
    assert "linked with no other case" in gone.text
    assert f'href="/cases/{other}"' not in senior.get(f"/cases/{one}").text


def test_who_does_not_work_on_the_whole_case_has_no_page_of_links(site: Site) -> None:
    reference = report(site.services, "https://a.example/33")

    assert site.person("oakfield-teacher").client.get(f"/cases/{reference}/links").status_code == 404
