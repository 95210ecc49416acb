"""The work list and the list of cases are narrowed to one procedure on their pages, and their links keep it so."""

from __future__ import annotations

from tests.services import act, report
from tests.site import Site


def test_lists_are_narrowed_to_a_procedure_and_stay_so(site: Site) -> None:
    place = site.services
    ordinary, danger = report(place), report(place, child_at_risk="yes")
    act(place, "senior", ordinary, "case/1", "acknowledge")
    dsl = site.person("oakfield-dsl")

    cases, work = dsl.get("/cases?procedure=safeguarding").text, dsl.get("/work?procedure=safeguarding").text
    assert (danger in cases, ordinary in cases) == (True, False)
    assert '<option value="safeguarding" selected>' in cases
    assert '<option value="safeguarding" selected>' in work
    assert "/cases?show=closed&amp;procedure=safeguarding" in cases
    assert "/work?tab=others&amp;procedure=safeguarding" in work
    senior = site.person("oakfield-senior")
    assert ordinary in senior.get("/work?procedure=removal").text
    assert ordinary not in senior.get("/work?procedure=police").text


def test_a_procedure_that_there_is_not_is_told_with_those_that_there_are(site: Site) -> None:
    client = site.person("oakfield-senior").client

    for path in ("/cases?procedure=xyz", "/work?procedure=xyz", "/work?show=overdue&procedure=xyz"):
        answer = client.get(path)
        assert answer.status_code == 422
        assert "There is no procedure &#39;xyz&#39;." in answer.text
