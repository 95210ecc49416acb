import pytest

from engine.errors import BadFiles, Finding
from engine.language.vocabulary import CASE_TRACK
from tests.builders import (
    SMALL_POLICY,
    SMALL_TRACK,
    changed,
    compiled,
    findings,
    letter_ids,
    lumen,
    small_sources,
)

SEND = "send: {title: Ask, from: begun, to: asked, by: manager, set: {mark: yes}}"
ANSWER = "answer:\n    title: Record the answer\n"
WAIT = "wait: {while: asked, within: 24 hours, met_by: answer}"
TRACK = "tracks/case.yaml"
POLICY = "policies/small.yaml"


def with_send(more: str) -> tuple[str, str]:
    """Give the action `send` more keys."""
    return (SEND, SEND[:-1] + f", {more}}}")


def with_guard(guard: str) -> tuple[str, str]:
    return with_send(f'requires: [{{that: "{guard}", else: "No."}}]')


def line_of(text: str, piece: str) -> int:
    """The line on which a piece of a file begins."""
    return text[: text.index(piece)].count("\n") + 1


def only(found: tuple[Finding, ...], says: str) -> Finding:
    fitting = [finding for finding in found if says in str(finding)]
    assert len(fitting) == 1, "\n".join(map(str, found))
    return fitting[0]


def test_the_small_track_has_no_fault_once_every_answer_is_taken() -> None:
    assert compiled(small_sources()).key == "small"


def test_a_waiting_state_needs_one_action_that_takes_a_yes_a_no_and_a_silence() -> None:
    found = findings({TRACK: SMALL_TRACK, POLICY: SMALL_POLICY})

    assert [str(finding) for finding in found] == [
        f"{TRACK}:{line_of(SMALL_TRACK, 'asked: {title')}: states.asked: waits for the host and no action takes every "
        "answer; one action with outcomes marked answer: yes, no and none"
    ]


@pytest.mark.parametrize(
    ("change", "where", "says"),
    [
        (("starts: begun", "starts: nowhere"), "starts", "'nowhere' is not a state here"),
        (("report: [life, image]", "report: [death, image]"), "report.0", "'death' is not a fact here"),
        (("from: begun", "from: nowhere"), "actions.send.from.0", "'nowhere' is not a state here"),
        (("to: asked, by", "to: nowhere, by"), "actions.send.to", "'nowhere' is not a state here"),
        (("{mark: yes}", "{mark: maybe}"), "actions.send.set.mark", "'maybe' is no answer to 'mark'"),
        (("{mark: yes}", "{how: well}"), "actions.send.set.how", "'how' is not a fact that may be set"),
        (("well: {to: over", "well: {to: nowhere"), "actions.answer.outcomes.well.to", "'nowhere' is not a state"),
        (("choose: how", "choose: mark"), "actions.answer.choose", "'mark' is no question that must be answered"),
        (("choose: how", "choose: consent.fame"), "actions.answer.choose", "'consent.fame' is no question"),
        (("answer: no}, silent: {to: over, answer: none}", "answer: no}"), "outcomes", "'silent' leads nowhere"),
        (("badly: {to: over", "oddly: {to: over"), "actions.answer.outcomes.oddly", "'oddly' is not a answer"),
        (("choose: how\n", "choose: how\n    to: over\n"), "actions.answer.to", "stands beside outcomes"),
        (("    choose: how\n", "    to: over\n"), "actions.answer.outcomes", "has outcomes and no question"),
        ((", silent: Silence}}", ", silent: Silence}, optional: true}"), "actions.answer.choose", "is no question"),
        (with_send("except: [nowhere]"), "actions.send.except.0", "'nowhere' is not a state here"),
        (with_send("asks: [mark]"), "actions.send.asks.0", "'mark' is not a fact that is asked here"),
        (with_send("other_than: [nobody]"), "actions.send.other_than.0", "'nobody' is not a action here"),
        (with_send("consent: {fame: asked}"), "actions.send.consent.fame", "'fame' is not a consent here"),
        (with_send("consent: {naming: maybe}"), "actions.send.consent.naming", "'maybe' is not a value of a consent"),
        (with_send("letter: {sends: L99-nothing}"), "letter.sends", "'L99-nothing' is not a letter here"),
        (with_send("letter: {after: L99-nothing}"), "letter.after", "'L99-nothing' is not a letter here"),
        (with_send("opens: [{track: removal}]"), "actions.send.opens.0.track", "'removal' is not a track here"),
        (with_send("opens: [{track: case, later: x}]"), "actions.send.opens.0", "names no track, or two"),
        (with_send("opens: [{when: life == yes}]"), "actions.send.opens.0", "names no track, or two"),
        (with_send("opens: [{track: case, give: {fame: how}}]"), "opens.0.give.fame", "not a fact of that track"),
        (with_send("opens: [{track: case, give: {how: fame}}]"), "opens.0.give.how", "'fame' is not a fact here"),
        (with_send("opens: [{later: x, letter: L99-nothing}]"), "opens.0.letter", "is not a letter here"),
        (with_send("opens: [{later: x, when: fame == yes}]"), "opens.0.when", "'fame' is not declared"),
        (("met_by: answer}", "met_by: nothing}"), "deadlines.wait.met_by.0", "is not a action or outcome here"),
        (("met_by: answer}", "met_by: answer/nothing}"), "deadlines.wait.met_by.0", "is not a action or outcome"),
        (("while: asked", "while: [asked, nowhere]"), "deadlines.wait.while.1", "'nowhere' is not a state here"),
        ((WAIT, WAIT[:-1] + ", from: how}"), "deadlines.wait.from", "'how' is not a start of a clock here"),
        ((WAIT, WAIT.replace("asked", "over")), "states.asked", "no clock runs here"),
        (with_guard("fame == yes"), "actions.send.requires.0.that", "'fame' is not declared"),
        (with_guard("life == perhaps"), "actions.send.requires.0.that", "'perhaps' is no value of life"),
        (with_guard("consent.fame == given"), "requires.0.that", "'consent.fame' is not declared"),
        (with_guard("consent.naming == maybe"), "requires.0.that", "'maybe' is no value of consent.naming"),
        (with_guard("case.fame == yes"), "requires.0.that", "'case.fame' is not declared"),
        (with_guard("overdue.fame"), "requires.0.that", "'overdue.fame' is not declared"),
        (with_guard("recorded.fame"), "requires.0.that", "'recorded.fame' is not declared"),
        (with_guard("others.open"), "requires.0.that", "'others.open' is not declared"),
        (with_guard("weather.fine"), "requires.0.that", "'weather.fine' is not a name"),
        (with_guard("any(removal.ended)"), "requires.0.that", "'removal' is not a track"),
        (with_guard("any(case.fame == yes)"), "requires.0.that", "'fame' is not declared"),
        (
            ("deadlines:\n", "never:\n  - {entering: nowhere, when: mark, says: No}\ndeadlines:\n"),
            "never.0.entering",
            "'nowhere' is not a state here",
        ),
        (
            ("deadlines:\n", "never:\n  - {entering: over, when: fame, says: No}\ndeadlines:\n"),
            "never.0.when",
            "'fame' is not declared",
        ),
        (
            ("deadlines:\n", "starts_instead: [{state: nowhere, when: life == yes}]\ndeadlines:\n"),
            "starts_instead.0.state",
            "'nowhere' is not a state here",
        ),
        (
            ("deadlines:\n", "holds: {still: {while: fame, says: Wait}}\ndeadlines:\n"),
            "holds.still.while",
            "'fame' is not declared",
        ),
        (
            ("deadlines:\n", "holds: {still: {says: Wait, locks: [nothing]}}\ndeadlines:\n"),
            "holds.still.locks.0",
            "'nothing' is not a action here",
        ),
        (
            ("deadlines:\n", "holds: {still: {says: Wait, pauses: [nothing]}}\ndeadlines:\n"),
            "holds.still.pauses.0",
            "'nothing' is not a deadline here",
        ),
    ],
)
def test_a_name_in_a_track_that_points_at_nothing_is_found_with_its_line(
    change: tuple[str, str], where: str, says: str
) -> None:
    sources = small_sources(change)
    found = [finding for finding in findings(sources) if where in finding.where and says in finding.wrong]

    assert found, "\n".join(map(str, findings(sources)))
    assert found[0].file == TRACK
    key = [step for step in found[0].where.split(".") if not step.isdigit()][-1]
    assert key in sources[TRACK].splitlines()[found[0].line - 1]
    assert found[0].allowed


def test_a_rule_of_what_must_never_happen_says_where_it_holds() -> None:
    found = findings(small_sources(("deadlines:\n", "never:\n  - {when: mark == yes, says: No}\ndeadlines:\n")))

    assert only(found, "does not say where it holds").where == "never.0"


def test_an_action_may_not_guard_the_answer_that_it_asks_for_itself() -> None:
    found = findings(small_sources(("    choose: how\n", '    choose: how\n    requires: [{that: how, else: "No"}]\n')))

    assert "guards 'how', which the action asks itself" in str(only(found, "guards 'how'"))


@pytest.mark.parametrize("type_", ["text", "address", "person", "date", "time"])
def test_no_guard_reads_words_or_times(type_: str) -> None:
    bound = ", past: true" if type_ in ("date", "time") else ""
    fact = (
        "  mark: {type: yesno",
        f'  told: {{type: {type_}, ask: "What was told?", optional: true{bound}}}\n  mark: {{type: yesno',
    )
    found = findings(small_sources(fact, with_guard("told == yes")))

    assert only(found, "no guard reads").allowed == "ask whether it was answered: recorded.told"
    assert compiled(small_sources(fact, with_guard("recorded.told"))).key == "small"


def test_a_guard_counts_any_kind_of_evidence_that_can_be_kept() -> None:
    assert compiled(small_sources(with_guard("evidence.screenshot >= 1 and evidence.any in (1, 2)"))).key == "small"


@pytest.mark.parametrize(
    ("change", "where", "says"),
    [
        (("  case:\n", "  nothing: {}\n  case:\n"), "tracks.nothing", "'nothing' is not a track"),
        (("{send: 1.1}", "{send: 1.1, fly: 1.1}"), "tracks.case.cites.fly", "neither an action nor a deadline"),
        (("{send: 1.1}", "{send: 1.2}"), "tracks.case.cites.send", "clause 1.2 is not described"),
        (("{send: 1.1}", "{}"), "tracks.case.cites", "the step 'send' has no clause"),
        (("{send: 1.1}", "{}"), "clauses.1.1", "no step or deadline stands behind this clause"),
        (("silence: Ours, ", ""), "tracks.case.cites", "the step 'silence' has no clause"),
        ((", wait: Ours", ""), "tracks.case.deadlines", "the deadline 'wait' has no clause"),
        (("wait: Ours", "wait: Ours, fly: Ours"), "tracks.case.silent.fly", "neither an action nor a deadline"),
        (("    cites", "    without: [fly]\n    cites"), "tracks.case.without.fly", "neither an action nor an end"),
        (("    cites", "    by: {fly: manager}\n    cites"), "tracks.case.by.fly", "'fly' is not an action"),
        (("    cites", "    requires: {fly: []}\n    cites"), "tracks.case.requires.fly", "'fly' is not an action"),
        (("    cites", "    deadlines: {fly: {source: Ours}}\n    cites"), "deadlines.fly", "'fly' is not a deadline"),
        (("    cites", "    deadlines: {wait: {cites: 9.9}}\n    cites"), "deadlines.wait", "clause 9.9 is not"),
        (
            ("    cites", "    deadlines: {wait: {from: fly, source: Ours}}\n    cites"),
            "deadlines.wait.from",
            "'fly' starts no clock",
        ),
        (("  manager: {", "  boss: {"), "tracks.case", "nobody holds the role 'manager'"),
        (("tracks:\n", "outside: {1.1: Nothing follows}\ntracks:\n"), "clauses.1.1", "listed in more than one place"),
        (
            ("tracks:\n", "by_hand: {1.1: {says: Talk, who: manager, every: 1 month}}\ntracks:\n"),
            "clauses.1.1",
            "listed in more than one place",
        ),
        (
            ("tracks:\n", "by_hand: {2.1: {says: Talk, who: managr, every: 1 month}}\ntracks:\n"),
            "by_hand.2.1.who",
            "'managr' is neither a role nor a post",
        ),
        (
            ("tracks:\n", "by_hand: {2.1: {says: Talk, who: manager}}\ntracks:\n"),
            "by_hand.2.1",
            "says neither how often nor when",
        ),
        (
            ("tracks:\n", "by_hand: {2.1: {says: Talk, who: DSL, every: 1 month, when: soon}}\ntracks:\n"),
            "by_hand.2.1",
            "says both how often and when",
        ),
        (
            ("tracks:\n", "by_hand: {2.1: {says: Talk, who: anyone, every: 1 month}}\ntracks:\n"),
            "by_hand.2.1.who",
            "nobody in particular would be reminded",
        ),
        (("tracks:\n", "conduct: {1.1: {says: Be kind}}\ntracks:\n"), "clauses.1.1", "listed in more than one place"),
    ],
)
def test_a_name_in_a_policy_that_points_at_nothing_is_found(change: tuple[str, str], where: str, says: str) -> None:
    found = findings(small_sources(policy=[change]))

    fitting = [finding for finding in found if where in finding.where and says in finding.wrong]
    assert fitting, "\n".join(map(str, found))
    assert fitting[0].file == POLICY
    assert fitting[0].line > 0


def test_a_deadline_needs_a_length_from_the_track_or_the_policy() -> None:
    without = (WAIT, "wait: {while: asked, met_by: answer}")
    given = ("    cites", "    deadlines: {wait: {within: 2 working days, source: Ours}}\n    cites")

    assert only(findings(small_sources(without)), "has no length").where == "tracks.case.deadlines"
    assert compiled(small_sources(without, policy=[given])).track(CASE_TRACK).definition.deadlines["wait"].within


def test_a_word_that_the_language_does_not_know_is_found_with_those_it_knows() -> None:
    found = findings(small_sources(("title: Begun", "colour: red")))

    unknown = only(found, "is not a word of this language here")
    assert unknown.where == "states.begun.colour"
    assert unknown.allowed == "allowed: end, kind, title, waits_for"
    assert only(found, "states.begun.title: is missing").line == unknown.line


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("set: true", "set: True"), "it must be true or false"),
        (("within: 24 hours", "within: a day"), "a day"),
        (("that: overdue.wait", "that: wait()"), "cannot stand in a guard"),
    ],
)
def test_a_value_that_cannot_be_read_is_said_in_our_own_words(change: tuple[str, str], says: str) -> None:
    assert says in only(findings(small_sources(change)), "cannot be read").wrong


def test_a_word_that_is_none_of_those_allowed_is_told_with_them() -> None:
    found = only(findings(small_sources(("type: danger", "type: peril"))), "'peril' is not a word for this")

    assert "yesno, danger" in found.allowed


def test_faults_of_every_file_come_at_once() -> None:
    track = changed(SMALL_TRACK, ("starts: begun", "begins: begun"))
    found = findings({TRACK: track, POLICY: changed(SMALL_POLICY, ("prefix: SML", "prefix:"))})

    assert {finding.file for finding in found} == {TRACK, POLICY}


def test_references_are_only_looked_at_when_every_file_can_be_read() -> None:
    found = findings(small_sources(("starts: begun", "starts: nowhere"), policy=[("prefix: SML", "prefix:")]))

    assert {finding.file for finding in found} == {POLICY}


def test_the_shipped_policy_has_no_fault_and_names_its_files() -> None:
    assert "policies/lumen.yaml" in lumen().sources
    assert "L02-takedown-request" in letter_ids()


def test_a_fault_in_a_policy_raises_all_its_findings_as_text() -> None:
    with pytest.raises(BadFiles, match=r"policies/small\.yaml:\d+: tracks\.case\.cites"):
        compiled(small_sources(policy=[("{send: 1.1}", "{}")]))
