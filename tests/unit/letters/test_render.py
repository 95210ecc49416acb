from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.errors import BadInput, Fault, NotFound
from letters import render
from letters.contract import look_up
from letters.issue_check import problems
from letters.placeholders import visible
from letters.render import draft
from letters.writers import text
from tests.unit.letters.facts import LONDON, drafted, facts_of, shipped
from tests.unit.letters.pages import flat
from tests.unit.letters.small import letter


def test_what_is_missing_is_shown_where_it_would_stand_and_told_once() -> None:
    drafted_letter = drafted("L02-takedown-request", items=None)
    words = flat(text.write(drafted_letter.blocks))

    assert [gap.path for gap in drafted_letter.missing] == ["items"]
    assert "1. [missing: the web addresses this letter is about; enter them with the report]" in words
    assert drafted_letter.problems() == (
        "Missing: the web addresses this letter is about; enter them with the report.",
    )


@pytest.mark.parametrize("nothing", ["", "  \n ", None, [], ()])
def test_an_empty_value_counts_as_missing(nothing: object) -> None:
    facts = {**facts_of("L33-redirect"), "reason": nothing}

    assert [gap.path for gap in draft(shipped()["L33-redirect"], facts, zone=LONDON).missing] == ["reason"]


def test_a_missing_part_of_an_entry_is_shown_in_that_entry() -> None:
    words = flat(text.write(drafted("L02-takedown-request", items=[{"url": "https://a.example/"}]).blocks))

    assert "1. https://a.example/ What it is: [missing: what is found at a web address" in words


def test_a_fact_that_only_decides_between_words_is_shown_on_top_when_it_is_missing() -> None:
    drafted_letter = drafted("L05-isp-escalation", action_asked=None)

    assert text.write(drafted_letter.blocks).startswith("[missing: what the provider is asked to do;")
    assert len(drafted_letter.problems()) == 1


def test_a_placeholder_in_the_address_block_stops_issue() -> None:
    (problem,) = drafted("L01-acknowledgement", addressee={"name": "[name]", "address": "1 Row"}).problems()

    assert problem == "A placeholder was left in: “[name]”. Write what belongs there."


@pytest.mark.parametrize(
    "left",
    [
        *("GIVE DETAILS HERE", "give\ndetails  here", "Lorem ipsum", "XXXX", "TBC"),
        *("{{ name }}", "name }}", "{% if", "if %}", "[insert date]", "[Name]", "[missing: the moon]", "<insert name>"),
    ],
)
def test_a_placeholder_left_in_stops_issue(left: str) -> None:
    assert drafted("L33-redirect", reason=f"Because {left} of it").problems() != ()


@pytest.mark.parametrize("quoted", ["GIVE DETAILS HERE", "{{ name }}", "you are guilty, and everybody knows it"])
def test_quoted_words_are_not_taken_for_ours(quoted: str) -> None:
    assert drafted("L06-consent-request", threat_summary=quoted).problems() == ()


def test_a_web_address_may_look_like_a_placeholder() -> None:
    items = [{"url": "https://xxx.example/TBC?q={{1}}", "description": "a post"}]

    assert drafted("L04-reminder", items=items).problems() == ()


def test_guarded_names_are_found_in_quotations_too_and_only_as_whole_words() -> None:
    found = drafted("L06-consent-request", ("Robin", "Rob", ""), threat_summary="robin’s turn").problems()

    assert found == ("This letter must not name “Robin”. Take the name out of what it quotes and describes.",)


def test_an_edited_letter_is_checked_by_what_it_says_now() -> None:
    original = drafted("L33-redirect")
    edited = drafted("L33-redirect", reason="It is groundless").blocks
    found = problems(original.template, edited, original.facts_used, original.missing, ())

    assert found == ("A redirecting letter never brushes a concern aside or judges it. The letter says “groundless”.",)


def test_only_the_facts_of_the_contract_reach_a_letter_and_its_record() -> None:
    drafted_letter = drafted("L33-redirect", health="asthma", sender={**dict(SENDER), "home": "5 Row"})

    assert "health" not in drafted_letter.facts_used
    assert drafted_letter.facts_used["sender"] == SENDER
    assert drafted_letter.template_id == "L33-redirect"
    assert drafted_letter.template_hash == shipped()["L33-redirect"].hash


SENDER = {"name": "A", "role": "B", "email": "c@d.example"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reported_at": datetime.fromisoformat("2026-11-24T08:05")}, "reported_at must be a date and time with its"),
        ({"reported_at": "2026-11-24"}, "reported_at must be a date and time with its zone, and is str"),
        ({"date": datetime(2026, 11, 24, tzinfo=UTC)}, "date must be a date, and is datetime"),
        ({"version": True}, "version must be a whole number"),
        ({"version": -1}, "version must be a whole number"),
        ({"route": "elsewhere"}, "route is 'elsewhere'; allowed: complaints, whistleblowing"),
        ({"route": 3}, "route must be one of the choices"),
        ({"reason": 7}, "reason must be text"),
        ({"clauses": "13.5"}, "clauses must be a list"),
        ({"clauses": ["13.5"]}, "clauses[] must be a group of facts"),
        ({"sender": "me"}, "sender must be a group of facts"),
        ({"reason": "x" * 20_001}, "reason has 20001 characters"),
        ({"attachments": ["x"] * 501}, "attachments has 501 entries"),
    ],
)
def test_a_fact_of_the_wrong_kind_is_refused_by_name(changes: dict[str, object], words: str) -> None:
    with pytest.raises(BadInput) as refusal:
        drafted("L33-redirect", **changes)

    assert words in str(refusal.value)


def test_facts_of_the_wrong_kind_are_told_all_at_once() -> None:
    with pytest.raises(BadInput) as refusal:
        drafted("L09-support", union_note="yes", review_on="soon")

    assert "union_note must be yes or no" in str(refusal.value)
    assert "review_on must be a date" in str(refusal.value)


def test_a_length_of_time_must_be_one() -> None:
    with pytest.raises(BadInput, match="act_by must be a length of time"):
        drafted("L36-intimate-image-report", act_by=24)


def test_times_are_those_of_the_zone_that_was_asked_for() -> None:
    facts = facts_of("L01-acknowledgement", reported_at=datetime(2026, 7, 1, 8, 5, tzinfo=UTC))
    in_london = draft(shipped()["L01-acknowledgement"], facts, zone=LONDON)
    in_berlin = draft(shipped()["L01-acknowledgement"], facts, zone=ZoneInfo("Europe/Berlin"))

    assert "1 July 2026 at 9:05am" in flat(text.write(in_london.blocks))
    assert "1 July 2026 at 10:05am" in flat(text.write(in_berlin.blocks))


def test_drafting_twice_gives_the_same_letter() -> None:
    assert drafted("L08-police-referral") == drafted("L08-police-referral")


def test_a_letter_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(NotFound, match=r"no letter 'L99'.*L01-acknowledgement"):
        shipped()["L99"]


ROWS = """
facts:
  rows: {type: list, says: "rows"}
  rows[].text: {type: text, says: "a text"}
"""


def test_loops_within_loops_are_limited() -> None:
    nested = letter(
        ROWS, "{% for a in rows %}{% for b in rows %}{% for c in rows %}{% endfor %}{% endfor %}{% endfor %}"
    )

    with pytest.raises(BadInput, match="more than 10000 times"):
        draft(nested, {"rows": [{"text": "x"}] * 50}, zone=LONDON)


def test_the_length_of_what_a_template_prints_is_limited() -> None:
    long = letter(ROWS, "{% for a in rows %}\n" + "words " * 1000 + "{{ a.text }}\n\n{% endfor %}")

    with pytest.raises(BadInput, match="is too long"):
        draft(long, {"rows": [{"text": "x"}] * 100}, zone=LONDON)


def test_the_length_of_a_letter_is_limited() -> None:
    long = letter(ROWS, "{% for a in rows %}\n{{ a.text }}\n\n{% endfor %}")

    with pytest.raises(BadInput, match="more than 1000000 characters"):
        draft(long, {"rows": [{"text": "x" * 20_000}] * 51}, zone=LONDON)


@pytest.mark.parametrize(
    "body",
    [
        "{{ nobody }}",
        "{{ rows }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ range(3) }}",
        "{{ rows[0].nothing }}",
        "{{ 1.5 }}",
    ],
)
def test_a_template_that_reaches_further_is_our_fault_and_prints_nothing(body: str) -> None:
    with pytest.raises(Fault):
        draft(letter(ROWS, body), {"rows": [{"text": "x"}]}, zone=LONDON)


@pytest.mark.parametrize("body", ["```sql\nx\n```", "    code\n\n```\nx\n```"])
def test_a_sign_that_letters_do_not_have_is_our_fault(body: str) -> None:
    with pytest.raises(Fault, match="fence"):
        draft(letter(ROWS, body), {"rows": [{"text": "x"}]}, zone=LONDON)


def test_every_kind_of_block_is_read() -> None:
    body = (
        "**strong** *slanted* words\\\nnext\nline\n\n1. one\n2. two\n\n"
        "| A | B |\n|---|---|\n| c | {{ rows }} |\n\n> said {{ rows }}, then"
    )
    written = text.write(
        draft(letter("facts:\n  rows: {type: text, says: r}", body), {"rows": "d"}, zone=LONDON).blocks
    )

    assert written == "strong slanted words\nnext line\n\n1. one\n2. two\n\n1. A: c\n   B: d\n\n> said d, then\n"


def test_a_template_may_ask_whether_facts_are_there() -> None:
    small = letter(
        f"{ROWS}  flag: {{type: yesno, says: f}}", "{% if not flag %}off{% endif %}{% if rows %} some{% endif %}"
    )
    some = draft(small, {"flag": False, "rows": [{"text": "x"}]}, zone=LONDON)

    assert text.write(some.blocks) == "off some\n"


def test_a_path_that_leads_nowhere_finds_nothing() -> None:
    assert look_up({"person": {"name": "Jo"}}, "person.name") == "Jo"
    assert look_up({"person": "Jo"}, "person.name") is None


def test_visible_words_are_left_as_they_are() -> None:
    assert visible("plain words, 100%") == "plain words, 100%"


def test_the_environment_is_closed() -> None:
    environment = render.environment(shipped()["L01-acknowledgement"].bodies)

    assert environment.globals == {}
    dates, others = {"moment", "day", "weekday", "duration"}, {"sentence", "mail", "web", "contact", "picture"}

    assert set(environment.filters) == dates | others


def test_a_template_keeps_its_own_text() -> None:
    template = shipped()["L04-reminder"]

    assert template.source.startswith("---\nid: L04-reminder\n")
    assert replace(template, hash="x").bodies == template.bodies
    assert template.facts["act_by"].type == "text"
    assert facts_of("L04-reminder")["act_by"] == "24 hours"
    assert date(2026, 11, 24) == facts_of("L04-reminder")["date"]
