from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple, cast

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from engine.reasons import printed

NASTY = "<script>alert('x')</script>"
FIELDS = ("text", "textarea", "radios", "checkboxes", "date", "moment", "file", "select", "unknown")
ENVIRONMENT = Environment(
    loader=PackageLoader("duecourse.web"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
cast("dict[str, object]", ENVIRONMENT.filters)["clause_number"] = printed


class Task(NamedTuple):
    title: str
    href: str = ""
    hint: str = ""
    status: str = "Cannot start yet"
    colour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    title: str
    by: str = ""
    when: str = "24 November 2026 at 9:30am"
    iso: str = "2026-11-24T09:30:00+00:00"
    body: str = ""


def macro(call: str, **context: object) -> str:
    name = call.partition("(")[0]
    where = {"error_summary": "errors"} | dict.fromkeys(FIELDS, "fields")
    source = f'{{% from "macros/{where.get(name, "parts")}.html" import {name} %}}{{{{ {call} }}}}'
    return re.sub(r"\s*\n\s*", "", ENVIRONMENT.from_string(source).render(context))


OPTIONS = {"yes": "Yes", "no": "No"}
EVERY_FIELD = (
    "text('host', words, words, words, error)",
    "textarea('host', words, words, words, error)",
    "radios('host', words, {'a': words}, '', words, error)",
    "checkboxes('host', words, {'a': words}, (), words, error)",
    "date('host', words, {'day': words}, words, error)",
    "moment('host', words, {'time': words}, words, error)",
    "file('host', words, words, error)",
    "select('host', words, {'a': words}, '', words, error)",
)
EVERY_PART = (
    "button(words, name='a', value=words)",
    "link_button(words, words, start=True)",
    "tag(words)",
    "summary_list([(words, words, words, words)])",
    "table(words, [words], [(words,)], '')",
    "table(words, [{'text': words, 'href': words, 'sort': 'none'}], [], words)",
    "inset(words)",
    "warning(words)",
    "notification(words, words)",
    "panel(words, words)",
    "details(words, words)",
    "back_link(words, words)",
    "breadcrumbs([(words, words), (words, '')])",
    "clause([words], words)",
    "hidden('a', words)",
    "error_summary({'a': words})",
)


@pytest.mark.parametrize("call", [*EVERY_FIELD, *EVERY_PART, "unknown('host', words, error)"])
def test_words_of_people_are_never_markup(call: str) -> None:
    html = macro(call, words=NASTY, error=NASTY)

    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("call", [*EVERY_FIELD, *EVERY_PART])
def test_nothing_carries_a_style_or_a_script_of_its_own(call: str) -> None:
    html = macro(call, words="Words", error="Wrong")

    assert not re.search(r"\s(?:style|on[a-z]+)=", html)


def test_task_and_timeline_escape_what_they_are_given() -> None:
    tasks = macro("task_list(tasks)", tasks=[Task(title=NASTY, hint=NASTY, status=NASTY)])
    story = macro("timeline(entries)", entries=[Entry(title=NASTY, by=NASTY, body=NASTY)])

    assert "<script" not in tasks + story


def test_every_error_leads_to_its_field() -> None:
    html = macro("error_summary(errors)", errors={"host": "Write the host", "when": "Give the date"})

    assert 'role="alert"' in html
    assert '<a href="#host">Write the host</a>' in html
    assert '<a href="#when">Give the date</a>' in html


def test_without_errors_there_is_no_summary() -> None:
    assert macro("error_summary({})") == ""


@pytest.mark.parametrize("call", EVERY_FIELD)
def test_a_field_has_its_error_beside_it_and_says_so_to_screen_readers(call: str) -> None:
    html = macro(call, words="Words", error="Write the host")

    assert len(re.findall(r'<(?:input|textarea|select)[^>]* id="host"', html)) == 1
    assert 'aria-describedby="host-hint host-error"' in html
    assert (
        '<p id="host-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> Write' in html
    )


@pytest.mark.parametrize("call", EVERY_FIELD)
def test_a_field_in_order_says_nothing_of_errors(call: str) -> None:
    html = macro(call, words="Words", error="")

    assert "error" not in html


@pytest.mark.parametrize("call", ["text('a', 'Who?', heading=True)", "textarea('a', 'Who?', heading=True)"])
def test_a_label_can_be_the_heading_of_the_page(call: str) -> None:
    assert '<h1 class="govuk-label-wrapper"><label class="govuk-label govuk-label--l" for="a">Who?<' in macro(call)


@pytest.mark.parametrize(
    "call",
    [
        "radios('a', 'Who?', {}, heading=True)",
        "checkboxes('a', 'Who?', {}, heading=True)",
        "date('a', 'Who?', {}, heading=True)",
        "moment('a', 'Who?', {}, heading=True)",
    ],
)
def test_a_legend_can_be_the_heading_of_the_page(call: str) -> None:
    assert '<h1 class="govuk-fieldset__heading">Who?</h1></legend>' in macro(call)


def test_typed_words_stay_in_their_field() -> None:
    assert 'value="https://example.org"' in macro("text('a', 'Where?', 'https://example.org')")
    assert (
        "One\nTwo</textarea>"
        in ENVIRONMENT.from_string(
            '{% from "macros/fields.html" import textarea %}{{ textarea("a", "What?", "One\\nTwo") }}'
        ).render()
    )


def test_a_password_is_never_written_back() -> None:
    html = macro("text('a', 'Password', 'secret', type='password', autocomplete='current-password')")

    assert "secret" not in html
    assert 'type="password"' in html
    assert 'autocomplete="current-password"' in html


def test_a_number_is_typed_in_a_text_box_with_a_keyboard_of_digits() -> None:
    assert 'type="text" inputmode="numeric"' in macro("text('a', 'How many?', type='number')")


def test_the_chosen_answer_is_chosen_again() -> None:
    html = macro("radios('a', 'Gone?', options, 'no', inline=True)", options=OPTIONS)

    assert re.findall(r'value="(\w+)" checked', html) == ["no"]
    assert "govuk-radios--inline" in html
    assert re.findall(r'id="a[^"]*"', html) == ['id="a"', 'id="a-2"']


def test_every_ticked_box_is_ticked_again() -> None:
    html = macro("checkboxes('a', 'Which?', options, ('yes', 'no'))", options=OPTIONS)

    assert re.findall(r'value="(\w+)" checked', html) == ["yes", "no"]


def test_the_selected_line_is_selected_again() -> None:
    html = macro("select('a', 'Who?', options, 'no')", options=OPTIONS)

    assert re.findall(r'<option value="(\w*)"( selected)?>', html) == [("", ""), ("yes", ""), ("no", " selected")]


def test_a_date_has_three_boxes_and_a_moment_one_more() -> None:
    typed = {"day": "3", "month": "March", "year": "2026", "time": "9:30am"}
    date, moment = (macro(f"{name}('d', 'When?', typed)", typed=typed) for name in ("date", "moment"))

    assert re.findall(r'name="([^"]+)" type="text" value="([^"]*)"', date) == [
        ("d-day", "3"),
        ("d-month", "March"),
        ("d-year", "2026"),
    ]
    assert 'name="d-time" type="text" value="9:30am"' in moment


def test_what_is_not_known_can_be_said_with_a_reason() -> None:
    html = macro("unknown('host', 'They hide it', checked=True)")

    assert re.search(r'name="host-unknown" type="checkbox" value="yes" checked', html)
    assert re.search(r'name="host-because" type="text" value="They hide it"', html)


def test_a_button_is_pressed_once_even_by_a_double_click() -> None:
    html = macro("button('Save', secondary=True, name='then', value='stop')")

    assert 'data-prevent-double-click="true" name="then" value="stop">Save</button>' in html
    assert "govuk-button--secondary" in html


@pytest.mark.parametrize(
    ("colour", "shown"), [("red", "govuk-tag govuk-tag--red"), ("blue", "govuk-tag"), ("", "govuk-tag")]
)
def test_a_tag_has_a_colour_that_exists(colour: str, shown: str) -> None:
    assert macro("tag('Late', colour)", colour=colour) == f'<strong class="{shown}">Late</strong>'


def test_a_change_link_says_what_it_changes() -> None:
    html = macro("summary_list([('Host', 'example.org', '/edit', 'the host'), ('Seen', 'Today', '', '')])")

    assert 'href="/edit">Change<span class="govuk-visually-hidden"> the host</span></a>' in html
    assert html.count("govuk-summary-list__row--no-actions") == 1
    assert html.count("Change") == 1


def test_markup_in_a_cell_stays_markup() -> None:
    link = Markup('<a href="/cases/1">One</a>')

    assert str(link) in macro("summary_list([('Case', link, '', '')])", link=link)
    assert str(link) in macro("table('Cases', ['Case'], [(link,)], '')", link=link)


def test_a_locked_step_is_no_link_and_says_why() -> None:
    html = macro("task_list(tasks)", tasks=[Task(title="Ask the host", hint="After somebody has looked")])

    assert "<a " not in html
    assert "dc-locked" in html
    assert '<div id="task-1-hint" class="govuk-task-list__hint">After somebody has looked</div>' in html
    assert "govuk-task-list__status--cannot-start-yet" in html


def test_an_open_step_is_described_by_its_hint_and_its_status() -> None:
    html = macro(
        "task_list(tasks, 'a')",
        tasks=[Task(title="Ask the host", href="/step", hint="By Friday", status="Due", colour="yellow")],
    )

    assert 'href="/step" aria-describedby="a-1-hint a-1-status">Ask the host</a>' in html
    assert '<strong class="govuk-tag govuk-tag--yellow">Due</strong>' in html
    assert "dc-locked" not in html


def test_every_cell_carries_the_head_of_its_column_for_small_screens() -> None:
    head = ["Case", {"text": "Due", "href": "?sort=due", "sort": "ascending"}]
    html = macro("table('Cases', head, [('One', 'Friday')], '')", head=head)

    assert '<th scope="row" class="govuk-table__header" role="rowheader">One</th>' in html
    assert 'role="cell" data-label="Due"><div>Friday</div></td>' in html
    assert 'aria-sort="ascending"><a class="govuk-link govuk-link--no-visited-state" href="?sort=due">Due</a>' in html


def test_an_empty_table_is_a_sentence() -> None:
    html = macro("table('Cases', ['Case'], [], 'There are no cases yet.')")

    assert "<table" not in html
    assert '<p class="govuk-body dc-empty">There are no cases yet.</p>' in html


def test_a_list_of_one_page_has_no_pages() -> None:
    assert macro("pagination(1, 1, '/cases')") == ""


def test_pages_keep_the_filter_of_the_list() -> None:
    html = macro("pagination(4, 9, '/cases?show=all')")

    assert re.findall(r'aria-label="Page (\d+)"', html) == ["1", "3", "4", "5", "9"]
    assert html.count("&ctdot;") == 2
    assert 'href="/cases?show=all&amp;page=4" aria-label="Page 4" aria-current="page"' in html
    assert 'href="/cases?show=all&amp;page=3" rel="prev"' in html
    assert 'href="/cases?show=all&amp;page=5" rel="next"' in html


def test_pages_of_a_list_without_a_filter_begin_a_query() -> None:
    assert 'href="/cases?page=2" rel="next"' in macro("pagination(1, 2, '/cases')")


def test_a_timeline_gives_its_times_to_machines_too() -> None:
    html = macro("timeline(entries)", entries=[Entry(title="The case was opened", by="Ben Shah")])

    assert '<time datetime="2026-11-24T09:30:00+00:00">24 November 2026 at 9:30am</time>' in html
    assert '<p class="moj-timeline__byline">by Ben Shah</p>' in html
    assert "moj-timeline__description" not in html


@pytest.mark.parametrize(("success", "role"), [("True", "alert"), ("False", "region")])
def test_good_news_is_announced_and_other_news_is_a_landmark(success: str, role: str) -> None:
    assert f'role="{role}" aria-label="Done"' in macro(f"notification('Done', 'It is sent.', {success})")


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ("clause('4.2', '')", "Policy clause 4.2"),
        ("clause(['4.2', '4.3'], 'Ask first.')", "Policy clauses 4.2, 4.3"),
        ("clause([], 'Ask first.')", "Ask first."),
    ],
)
def test_a_clause_gives_its_number(call: str, shown: str) -> None:
    assert f">{shown}</p>" in macro(call)


def test_a_step_without_a_clause_shows_no_box() -> None:
    assert macro("clause([], '')") == ""


def test_a_list_that_is_never_counted_to_its_end_is_turned_by_next_and_previous() -> None:
    both = macro("turned({'earlier': '/cases?before=2026~LUM-2026-0001', 'later': '/cases?after=2026~LUM-2026-0002'})")

    assert 'href="/cases?before=2026~LUM-2026-0001" rel="prev"' in both
    assert 'href="/cases?after=2026~LUM-2026-0002" rel="next"' in both
    assert "rel" not in macro("turned({'earlier': '', 'later': ''})")


def test_every_macro_is_tried_here() -> None:
    tried = {call.partition("(")[0] for call in (*EVERY_FIELD, *EVERY_PART)}
    tried |= {"unknown", "task_list", "timeline", "pagination", "turned"}
    names: set[str] = set()
    for file in ("errors", "fields", "parts"):
        module = ENVIRONMENT.get_template(f"macros/{file}.html").module
        names |= {name for name in vars(module) if not name.startswith("_")}

    assert names == tried


def test_a_row_whose_first_cell_is_empty_has_no_heading_that_says_nothing() -> None:
    html = macro(
        "table('', ('Case', 'Kind'), rows, 'Nothing.')", rows=(("", "A letter"), ("LUM-2026-0001", "A letter"))
    )

    assert html.count('scope="row"') == 1
    assert 'data-label="Case"' in html
